#include "work_plane.h"

#include <algorithm>
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

/// Rows of a channel above its background.
class SignalRows {
 public:
  SignalRows(const CorrectedTile& tile, std::size_t channel)
      : plane_(tile.planes[channel]), background_(tile.background[channel]) {}

  [[nodiscard]] int rows() const { return plane_.rows; }
  [[nodiscard]] int columns() const { return plane_.cols; }
  void read(int y, float* to) const {
    const PixelRun row{y, 0, plane_.cols};
    background_.subtract_from(plane_, {&row, 1}, {}, to, nullptr);
  }

 private:
  const cv::Mat& plane_;
  const MeshPlane& background_;
};

/// Bins of one channel, a row at a time.
class BinsOfTile {
 public:
  BinsOfTile(const CorrectedTile& tile, std::size_t channel, WorkPlane& work)
      : signal_(tile, channel),
        work_(work),
        whole_rows_(whole_bins(work.tile_origin.y, work.bin, signal_.rows())),
        whole_columns_(whole_bins(work.tile_origin.x, work.bin, signal_.columns())),
        values_(static_cast<std::size_t>(signal_.columns()) * static_cast<std::size_t>(work.bin)) {
    work.scatter = cv::Mat1f::zeros(work.signal.size());
  }

  void read_all() {
    for (int i = 0; i < work_.signal.rows; ++i) {
      const BinRows rows = read(i);
      average(rows, work_.signal.ptr<float>(i));
      if (i >= whole_rows_.begin && i < whole_rows_.end) {
        bin_scatters(rows, first_whole_column(), whole_columns_.end - whole_columns_.begin,
                     work_.scatter.ptr<float>(i) + whole_columns_.begin);
      }
    }
    fill_cut_scatter();
  }

 private:
  [[nodiscard]] int first_whole_column() const {
    return work_.tile_origin.x + whole_columns_.begin * work_.bin;
  }

  /// The tile's rows of one row of bins.
  BinRows read(int i) {
    const int top = std::max(0, work_.tile_origin.y + i * work_.bin);
    const int bottom = std::min(signal_.rows(), work_.tile_origin.y + (i + 1) * work_.bin);
    for (int y = top; y < bottom; ++y) {
      signal_.read(y, values_.data() +
                          static_cast<std::size_t>(y - top) * static_cast<std::size_t>(signal_.columns()));
    }
    return {values_.data(), bottom - top, signal_.columns(), work_.bin};
  }

  /// Means of one row of bins, of which those at the borders may lie partly outside.
  void average(const BinRows& rows, float* to) const {
    const auto part = [&](int first, int last) {
      for (int i = first; i < last; ++i) {
        const int left = std::max(0, work_.tile_origin.x + i * rows.bin);
        to[i] = bin_mean(rows, left, std::min(rows.columns, work_.tile_origin.x + (i + 1) * rows.bin));
      }
    };
    part(0, whole_columns_.begin);
    bin_means(rows, first_whole_column(), whole_columns_.end - whole_columns_.begin,
              to + whole_columns_.begin);
    part(whole_columns_.end, work_.signal.cols);
  }

  /// Cut bins scatter as those next to them.
  void fill_cut_scatter() {
    cv::Mat1f& scatter = work_.scatter;
    if (whole_rows_.begin == whole_rows_.end || whole_columns_.begin == whole_columns_.end) {
      return;
    }
    for (int y = whole_rows_.begin; y < whole_rows_.end; ++y) {
      float* row = scatter.ptr<float>(y);
      std::fill(row, row + whole_columns_.begin, row[whole_columns_.begin]);
      std::fill(row + whole_columns_.end, row + scatter.cols, row[whole_columns_.end - 1]);
    }
    for (int y = 0; y < scatter.rows; ++y) {
      if (y < whole_rows_.begin || y >= whole_rows_.end) {
        scatter.row(std::clamp(y, whole_rows_.begin, whole_rows_.end - 1)).copyTo(scatter.row(y));
      }
    }
  }

  SignalRows signal_;
  WorkPlane& work_;
  WholeBins whole_rows_;
  WholeBins whole_columns_;
  std::vector<float> values_;
};

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

WorkPlane make_work_plane(const CorrectedTile& tile, std::size_t channel) {
  WorkPlane work;
  work.bin = work_bin(tile.pixel_size);
  work.pixel_um = tile.pixel_size.mean_um() * work.bin;
  work.count_step = tile.count_step[channel];
  work.rect = bins_of(tile.rect, work.bin);
  work.tile_origin = origin_of(work.rect, work.bin, tile.rect);
  work.signal.create(static_cast<int>(work.rect.height), static_cast<int>(work.rect.width));
  if (work.bin > 1) {
    BinsOfTile(tile, channel, work).read_all();
    return work;
  }
  const SignalRows signal(tile, channel);
  for (int y = 0; y < work.signal.rows; ++y) {
    signal.read(y, work.signal.ptr<float>(y));
  }
  return work;
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
