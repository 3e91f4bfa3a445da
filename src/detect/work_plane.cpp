#include "work_plane.h"

#include <algorithm>
#include <vector>

namespace cyto {
namespace {

// Largest edge of a work pixel [um]: about 12 to 16 work pixels across a leukocyte's nucleus.
constexpr double kWorkPixelUm = 0.66;

void add_row(const float* plane, const float* background, int columns, int first_in_bin, int bin,
             std::vector<float>& sums) {
  int in_bin = first_in_bin;
  std::size_t target = 0;
  for (int x = 0; x < columns; ++x) {
    sums[target] += plane[x] - background[x];
    if (++in_bin == bin) {
      in_bin = 0;
      ++target;
    }
  }
}

void subtract(const cv::Mat1f& plane, const cv::Mat1f& background, cv::Mat1f& signal) {
  for (int y = 0; y < signal.rows; ++y) {
    const float* from = plane.ptr<float>(y);
    const float* less = background.ptr<float>(y);
    float* to = signal.ptr<float>(y);
    for (int x = 0; x < signal.cols; ++x) {
      to[x] = from[x] - less[x];
    }
  }
}

/// Bins that meet a rectangle of slide pixels.
SlideRect bins_of(const SlideRect& rect, std::int64_t bin) {
  return {rect.x / bin, rect.y / bin, (rect.right() - 1) / bin - rect.x / bin + 1,
          (rect.bottom() - 1) / bin - rect.y / bin + 1};
}

cv::Point origin_of(const SlideRect& bins, std::int64_t bin, const SlideRect& rect) {
  return {static_cast<int>(bins.x * bin - rect.x), static_cast<int>(bins.y * bin - rect.y)};
}

}  // namespace

WorkPlane make_work_plane(const CorrectedTile& tile, std::size_t channel) {
  WorkPlane work;
  work.bin = std::max(1, static_cast<int>(kWorkPixelUm / tile.pixel_size.mean_um()));
  work.pixel_um = tile.pixel_size.mean_um() * work.bin;
  work.count_step = tile.count_step[channel];
  work.rect = bins_of(tile.rect, work.bin);
  work.tile_origin = origin_of(work.rect, work.bin, tile.rect);
  const cv::Mat1f& plane = tile.planes[channel];
  const cv::Mat1f& background = tile.background[channel];
  work.signal.create(static_cast<int>(work.rect.height), static_cast<int>(work.rect.width));
  if (work.bin == 1) {
    subtract(plane, background, work.signal);
    return work;
  }
  std::vector<float> sums(static_cast<std::size_t>(work.signal.cols));
  for (int row = 0; row < work.signal.rows; ++row) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    const int top = std::max(0, work.tile_origin.y + row * work.bin);
    const int bottom = std::min(plane.rows, work.tile_origin.y + (row + 1) * work.bin);
    for (int y = top; y < bottom; ++y) {
      add_row(plane.ptr<float>(y), background.ptr<float>(y), plane.cols, -work.tile_origin.x, work.bin, sums);
    }
    for (int column = 0; column < work.signal.cols; ++column) {
      const int left = std::max(0, work.tile_origin.x + column * work.bin);
      const int right = std::min(plane.cols, work.tile_origin.x + (column + 1) * work.bin);
      work.signal(row, column) =
          sums[static_cast<std::size_t>(column)] / static_cast<float>((right - left) * (bottom - top));
    }
  }
  return work;
}

WorkPlane part_of(const WorkPlane& work, const SlideRect& area) {
  WorkPlane part = work;
  part.rect = bins_of(area, work.bin);
  part.tile_origin = origin_of(part.rect, work.bin, area);
  part.signal = work.signal(cv::Rect(static_cast<int>(part.rect.x - work.rect.x),
                                     static_cast<int>(part.rect.y - work.rect.y),
                                     static_cast<int>(part.rect.width), static_cast<int>(part.rect.height)));
  return part;
}

}  // namespace cyto
