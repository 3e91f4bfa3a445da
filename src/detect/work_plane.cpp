#include "work_plane.h"

#include <algorithm>
#include <vector>

#include "bin_kernels.h"

namespace cyto {
namespace {

// Largest edge of a work pixel [um]: about 12 to 16 work pixels across a leukocyte's nucleus.
constexpr double kWorkPixelUm = 0.66;

/// Rows of a channel above its background.
class SignalRows {
 public:
  SignalRows(const CorrectedTile& tile, std::size_t channel)
      : plane_(tile.planes[channel]),
        background_(tile.background[channel]),
        there_(static_cast<std::size_t>(plane_.cols)) {}

  [[nodiscard]] int rows() const { return plane_.rows; }
  [[nodiscard]] int columns() const { return plane_.cols; }
  void read(int y, float* to) {
    const PixelRun row{y, 0, plane_.cols};
    background_.subtract_from(plane_, {&row, 1}, {}, to, there_.data());
  }

 private:
  const cv::Mat& plane_;
  const MeshPlane& background_;
  std::vector<float> there_;
};

/// Means of one row of bins, of which those at the borders may lie partly outside.
void average_row(const BinRows& rows, int origin_x, float* to, int columns) {
  const auto part = [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      const int left = std::max(0, origin_x + i * rows.bin);
      to[i] = bin_mean(rows, left, std::min(rows.columns, origin_x + (i + 1) * rows.bin));
    }
  };
  const int first_whole = origin_x < 0 ? 1 : 0;
  const int end_of_whole = std::max(first_whole, (rows.columns - origin_x) / rows.bin);
  part(0, first_whole);
  bin_means(rows, origin_x + first_whole * rows.bin, end_of_whole - first_whole, to + first_whole);
  part(end_of_whole, columns);
}

void average_bins(SignalRows& signal, WorkPlane& work) {
  const auto columns = static_cast<std::size_t>(signal.columns());
  std::vector<float> values(columns * static_cast<std::size_t>(work.bin));
  for (int i = 0; i < work.signal.rows; ++i) {
    const int top = std::max(0, work.tile_origin.y + i * work.bin);
    const int bottom = std::min(signal.rows(), work.tile_origin.y + (i + 1) * work.bin);
    for (int y = top; y < bottom; ++y) {
      signal.read(y, values.data() + static_cast<std::size_t>(y - top) * columns);
    }
    average_row({values.data(), bottom - top, signal.columns(), work.bin}, work.tile_origin.x,
                work.signal.ptr<float>(i), work.signal.cols);
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
