#include "work_plane.h"

#include <algorithm>
#include <vector>

namespace cyto {
namespace {

// Largest edge of a work pixel [um]: about 12 to 16 work pixels across a leukocyte's nucleus.
constexpr double kWorkPixelUm = 0.66;

/// Adds the values of a row to the sums of their bins. @param in_bin columns of the first bin that lie
/// before.
void add_row(const std::vector<float>& row, int in_bin, int bin, std::vector<float>& sums) {
  std::size_t target = 0;
  for (const float value : row) {
    sums[target] += value;
    if (++in_bin == bin) {
      in_bin = 0;
      ++target;
    }
  }
}

/// Rows of a channel above its background.
class SignalRows {
 public:
  SignalRows(const CorrectedTile& tile, std::size_t channel)
      : plane_(tile.planes[channel]),
        background_(tile.background[channel]),
        there_(static_cast<std::size_t>(plane_.cols)) {}

  [[nodiscard]] int rows() const { return plane_.rows; }
  [[nodiscard]] int columns() const { return plane_.cols; }
  void read(int y, float* to) { background_.subtract_from(plane_, y, 0, plane_.cols, to, there_.data()); }

 private:
  const cv::Mat& plane_;
  const MeshPlane& background_;
  std::vector<float> there_;
};

void average_bins(SignalRows& signal, WorkPlane& work) {
  std::vector<float> row(static_cast<std::size_t>(signal.columns()));
  std::vector<float> sums(static_cast<std::size_t>(work.signal.cols));
  for (int i = 0; i < work.signal.rows; ++i) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    const int top = std::max(0, work.tile_origin.y + i * work.bin);
    const int bottom = std::min(signal.rows(), work.tile_origin.y + (i + 1) * work.bin);
    for (int y = top; y < bottom; ++y) {
      signal.read(y, row.data());
      add_row(row, -work.tile_origin.x, work.bin, sums);
    }
    for (int column = 0; column < work.signal.cols; ++column) {
      const int left = std::max(0, work.tile_origin.x + column * work.bin);
      const int right = std::min(signal.columns(), work.tile_origin.x + (column + 1) * work.bin);
      work.signal(i, column) =
          sums[static_cast<std::size_t>(column)] / static_cast<float>((right - left) * (bottom - top));
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
  work.signal.create(static_cast<int>(work.rect.height), static_cast<int>(work.rect.width));
  SignalRows signal(tile, channel);
  if (work.bin > 1) {
    average_bins(signal, work);
    return work;
  }
  for (int y = 0; y < work.signal.rows; ++y) {
    signal.read(y, work.signal.ptr<float>(y));
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
