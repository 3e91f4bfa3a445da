#include "work_plane.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <vector>

#include "bin_kernels.h"

namespace cyto {
namespace {

// Largest edge of a work pixel [um]: 6 to 8 work pixels across a leukocyte's nucleus.
constexpr double kWorkPixelUm = 1.32;

/// Bins along one axis that lie in the tile as a whole: [begin, end).
struct WholeBins {
  int begin = 0;
  int end = 0;
};

WholeBins whole_bins(int first_px, int bin, int tile_px) {
  const int begin = first_px < 0 ? 1 : 0;
  return {begin, std::max(begin, (tile_px - first_px) / bin)};
}

/// Mean of some pixels: a sum in float, row by row and left to right.
template <typename Count>
float mean_of(const cv::Mat& pixels) {
  float sum = 0.0F;
  for (int y = 0; y < pixels.rows; ++y) {
    const Count* row = pixels.ptr<Count>(y);
    sum = std::accumulate(row, row + pixels.cols, sum,
                          [](float all, Count one) { return all + static_cast<float>(one); });
  }
  return sum / static_cast<float>(pixels.rows * pixels.cols);
}

float mean_of_pixels(const cv::Mat& pixels) {
  switch (pixels.depth()) {
    case CV_8U:
      return mean_of<std::uint8_t>(pixels);
    case CV_16U:
      return mean_of<std::uint16_t>(pixels);
    default:
      return mean_of<float>(pixels);
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

int work_bin(const PixelSize& pixel_size) {
  return std::max(1, static_cast<int>(kWorkPixelUm / pixel_size.mean_um()));
}

/// Bins of one channel, a row at a time: averaged first, so that the background is taken off once per bin.
class WorkRows::Bins {
 public:
  Bins(const CorrectedTile& tile, std::size_t channel, WorkPlane& work)
      : plane_(tile.planes[channel]),
        background_(tile.background[channel].over_bins(work.rect, work.bin)),
        work_(work),
        whole_rows_(whole_bins(work.tile_origin.y, work.bin, plane_.rows)),
        whole_columns_(whole_bins(work.tile_origin.x, work.bin, plane_.cols)),
        levels_(static_cast<std::size_t>(work.signal.cols)) {
    work.scatter.create(work.signal.size());
  }

  /// Rows in turn.
  void set(int i) {
    background_.read_row(i, levels_.data());
    read(i, work_.signal.ptr<float>(i), work_.scatter.ptr<float>(i));
    set_scatter_of_cut(i);
  }

 private:
  [[nodiscard]] int first_whole_column() const {
    return work_.tile_origin.x + whole_columns_.begin * work_.bin;
  }

  /// One row of bins, of which those at the borders may lie partly outside.
  void read(int i, float* signal, float* scatter) {
    const cv::Range rows(std::max(0, work_.tile_origin.y + i * work_.bin),
                         std::min(plane_.rows, work_.tile_origin.y + (i + 1) * work_.bin));
    const int begin = whole_columns_.begin;
    if (rows.size() == 2 && work_.bin == 2 && plane_.type() == CV_16UC1) {
      const int x = first_whole_column();
      bins_of_counts({plane_.ptr<std::uint16_t>(rows.start) + x,
                      plane_.ptr<std::uint16_t>(rows.start + 1) + x, levels_.data() + begin},
                     whole_columns(), signal + begin, scatter + begin);
    } else {
      read_values(plane_.rowRange(rows), signal + begin, scatter + begin);
    }
    read_cut(rows, {0, begin}, signal);
    read_cut(rows, {whole_columns_.end, work_.signal.cols}, signal);
  }

  /// Whole bins of any size and type of pixel.
  void read_values(const cv::Mat& rows, float* signal, float* scatter) {
    rows.convertTo(values_, CV_32F);
    const BinRows bins{values_.ptr<float>(), values_.rows, values_.cols, work_.bin};
    bin_means(bins, first_whole_column(), whole_columns(), signal);
    std::transform(signal, signal + whole_columns(), levels_.begin() + whole_columns_.begin, signal,
                   std::minus<>());
    if (rows.rows == work_.bin) {
      bin_scatters(bins, first_whole_column(), whole_columns(), scatter);
    }
  }

  /// @param bins those that may be cut.
  void read_cut(const cv::Range& rows, const cv::Range& bins, float* signal) const {
    for (int i = bins.start; i < bins.end; ++i) {
      const int left = std::max(0, work_.tile_origin.x + i * work_.bin);
      const int right = std::min(plane_.cols, work_.tile_origin.x + (i + 1) * work_.bin);
      signal[i] = mean_of_pixels(plane_(rows, {left, right})) - levels_[static_cast<std::size_t>(i)];
    }
  }

  [[nodiscard]] int whole_columns() const { return whole_columns_.end - whole_columns_.begin; }

  /// Cut bins scatter as those next to them.
  void set_scatter_of_cut(int i) {
    cv::Mat1f& scatter = work_.scatter;
    if (whole_rows_.begin == whole_rows_.end || whole_columns_.begin == whole_columns_.end) {
      scatter.row(i).setTo(0.0F);
      return;
    }
    if (i >= whole_rows_.end) {
      scatter.row(whole_rows_.end - 1).copyTo(scatter.row(i));
      return;
    }
    float* row = scatter.ptr<float>(i);
    std::fill(row, row + whole_columns_.begin, row[whole_columns_.begin]);
    std::fill(row + whole_columns_.end, row + scatter.cols, row[whole_columns_.end - 1]);
    if (i == whole_rows_.begin && i > 0) {
      scatter.row(i).copyTo(scatter.row(i - 1));
    }
  }

  const cv::Mat& plane_;
  MeshPlane background_;
  WorkPlane& work_;
  WholeBins whole_rows_;
  WholeBins whole_columns_;
  cv::Mat1f values_;           ///< the rows of one row of bins, where they are read as real numbers
  std::vector<float> levels_;  ///< background of one row of bins
};

WorkRows::WorkRows(const CorrectedTile& tile, std::size_t channel) : tile_(tile), channel_(channel) {
  work_.bin = work_bin(tile.pixel_size);
  work_.pixel_um = tile.pixel_size.mean_um() * work_.bin;
  work_.count_step = tile.count_step[channel];
  work_.rect = bins_of(tile.rect, work_.bin);
  work_.tile_origin = origin_of(work_.rect, work_.bin, tile.rect);
  work_.signal.create(static_cast<int>(work_.rect.height), static_cast<int>(work_.rect.width));
  if (work_.bin > 1) {
    bins_ = std::make_unique<Bins>(tile, channel, work_);
  }
}

WorkRows::~WorkRows() = default;

void WorkRows::set_until(int rows) {
  for (; set_ < rows; ++set_) {
    if (bins_) {
      bins_->set(set_);
      continue;
    }
    const PixelRun row{set_, 0, work_.signal.cols};
    tile_.background[channel_].subtract_from(tile_.planes[channel_], {&row, 1}, {},
                                             work_.signal.ptr<float>(set_), nullptr);
  }
}

WorkPlane make_work_plane(const CorrectedTile& tile, std::size_t channel) {
  WorkRows rows(tile, channel);
  rows.set_until(rows.plane().signal.rows);
  return rows.plane();
}

WorkPlane part_of(const WorkPlane& work, const SlideRect& area) {
  WorkPlane part = work;
  part.rect = bins_of(area, work.bin);
  part.tile_origin = origin_of(part.rect, work.bin, area);
  const cv::Rect within(static_cast<int>(part.rect.x - work.rect.x),
                        static_cast<int>(part.rect.y - work.rect.y), static_cast<int>(part.rect.width),
                        static_cast<int>(part.rect.height));
  part.signal = work.signal(within);
  if (!work.scatter.empty()) {
    part.scatter = work.scatter(within);
  }
  return part;
}

}  // namespace cyto
