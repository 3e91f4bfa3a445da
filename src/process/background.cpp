#include "cytrial/process/background.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "count_kernels.h"
#include "cytrial/process/correct_tile.h"
#include "cytrial/process/slide_mesh.h"
#include "cytrial/process/value_ranks.h"

namespace cyto {
namespace {

// Standard normal quantiles: the 5 % and the 15 % point, and the median of |difference of two|.
constexpr float kLowQuantile = 0.05F;
constexpr float kHighQuantile = 0.15F;
constexpr float kMiddle = 0.5F;
constexpr float kLowZ = 1.6449F;
constexpr float kHighZ = 1.0364F;
constexpr float kDifferenceToSigma = 1.0484F;  // 1.4826 / sqrt(2)
// The noise seen between neighbouring pixels bounds the noise read from the tail: a cell full of nuclei has
// a wide tail that is not noise.
constexpr float kTailToNoiseLimit = 1.5F;
// Rank among nine neighbours, 0-based: up to five cells of the nine may be covered by large cells.
constexpr std::size_t kNeighbourRank = 3;

/// Order statistics of a mesh cell: of its pixels, of which every second row of the slide counts, and of the
/// differences of their neighbours.
struct CellRanks {
  float low = 0.0F;
  float high = 0.0F;
  float difference = 0.0F;  ///< 0 without neighbours
};

float level_of(const CellRanks& ranks) {
  const float tail_sigma = (ranks.high - ranks.low) / (kLowZ - kHighZ);
  const float pixel_sigma = kDifferenceToSigma * ranks.difference;
  return ranks.high + kHighZ * std::clamp(tail_sigma, pixel_sigma, kTailToNoiseLimit * pixel_sigma);
}

/// Pixels of a window that count.
struct CellRows {
  int first = 0;
  int step = 1;
  int rows = 0;
  int left = 0;
  int width = 0;
};

CellRows rows_that_count(const SlideRect& part, const SlideRect& rect) {
  const int step = part.height > 1 ? 2 : 1;
  const std::int64_t first = step == 1 ? part.y : part.y + part.y % 2;
  return {static_cast<int>(first - rect.y), step, static_cast<int>((part.bottom() - first + step - 1) / step),
          static_cast<int>(part.x - rect.x), static_cast<int>(part.width)};
}

/// Of real numbers.
class RealCells {
 public:
  explicit RealCells(const cv::Mat& plane) : plane_(plane) {}

  CellRanks ranks(const CellRows& cell) {
    gather(cell);
    CellRanks found;
    ranks_.read(counts_);
    found.high = ranks_.quantile(kHighQuantile);
    found.low = ranks_.quantile(kLowQuantile);
    if (!differences_.empty()) {
      ranks_.read(differences_);
      found.difference = ranks_.quantile(kMiddle);
    }
    return found;
  }

 private:
  void gather(const CellRows& cell) {
    const auto width = static_cast<std::size_t>(cell.width);
    counts_.resize(width * static_cast<std::size_t>(cell.rows));
    differences_.resize((width - 1) * static_cast<std::size_t>(cell.rows));
    float* count = counts_.data();
    float* difference = differences_.data();
    for (int i = 0; i < cell.rows; ++i) {
      const float* row = plane_.ptr<float>(cell.first + i * cell.step) + cell.left;
      count = std::copy_n(row, width, count);
      difference = std::transform(row, row + width - 1, row + 1, difference,
                                  [](float a, float b) { return std::abs(a - b); });
    }
  }

  cv::Mat plane_;
  std::vector<float> counts_;
  std::vector<float> differences_;
  ValueRanks ranks_;
};

/// Of whole counts, as they are stored.
class CountCells {
 public:
  explicit CountCells(const cv::Mat& plane) : plane_(plane) {}

  CellRanks ranks(const CellRows& cell) {
    const auto width = static_cast<std::size_t>(cell.width);
    const auto rows = static_cast<std::size_t>(cell.rows);
    const std::size_t pairs = (width - 1) * rows;
    counts_.resize(width * rows + kCountMargin);
    differences_.resize(counts_.size());
    list_counts({plane_.ptr<std::uint16_t>(cell.first) + cell.left,
                 plane_.step1() * static_cast<std::size_t>(cell.step), rows, width},
                counts_.data(), differences_.data());
    const std::size_t n = width * rows;
    std::array<CountRank, 3> wanted{
        {{counts_.data(), n, rank_at(kLowQuantile, n), near_[0]},
         {counts_.data(), n, rank_at(kHighQuantile, n), near_[1]},
         {differences_.data(), pairs, pairs > 0 ? rank_at(kMiddle, pairs) : 0, near_[2]}}};
    find_ranks(wanted);
    std::transform(wanted.begin(), wanted.end(), near_.begin(),
                   [](const CountRank& one) { return one.count; });
    return {static_cast<float>(near_[0]), static_cast<float>(near_[1]),
            pairs > 0 ? static_cast<float>(near_[2]) : 0.0F};
  }

 private:
  cv::Mat plane_;
  std::vector<std::uint16_t> counts_;
  std::vector<std::uint16_t> differences_;
  std::array<std::uint16_t, 3> near_{};  ///< ranks of the cell before
};

/// Measures those cells whose level is not known, and keeps what other windows would find as well.
template <typename Cells>
void set_levels(Cells cells, const SlideRect& rect, SlideMesh& mesh, KnownLevels* known) {
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      const SlideRect part = mesh_cell(mesh, row, column, rect);
      const bool whole = part.width == mesh.cell_px && part.height == mesh.cell_px;
      KnownLevels* const shared = whole ? known : nullptr;
      const std::int64_t slide_row = mesh.first_row + row;
      const std::int64_t slide_column = mesh.first_column + column;
      float& level = mesh.value(row, column);
      if (shared != nullptr && !std::isnan(level = shared->at(slide_row, slide_column))) {
        continue;
      }
      level = level_of(cells.ranks(rows_that_count(part, rect)));
      if (shared != nullptr) {
        shared->keep(slide_row, slide_column, level);
      }
    }
  }
}

}  // namespace

std::int64_t background_mesh_px(const PixelSize& pixel_size) {
  return std::max<std::int64_t>(8, std::llround(kBackgroundMeshUm / pixel_size.mean_um()));
}

MeshPlane local_background(const cv::Mat& plane, const SlideRect& rect, const PixelSize& pixel_size,
                           KnownLevels* known) {
  SlideMesh mesh = make_slide_mesh(rect, background_mesh_px(pixel_size));
  if (plane.type() == CV_32FC1) {
    set_levels(RealCells(plane), rect, mesh, known);
  } else {
    cv::Mat counts = plane;
    if (plane.type() != CV_16UC1) {
      plane.convertTo(counts, CV_16U);
    }
    set_levels(CountCells(counts), rect, mesh, known);
  }
  replace_cut_cells(mesh, rect);
  mesh.value = rank_3x3(mesh.value, kNeighbourRank);
  return {mesh, rect};
}

std::int64_t background_support_px(const PixelSize& pixel_size) {
  // A pixel lies between two centres, each of which saw one cell further: at most 2.5 cells.
  return (5 * background_mesh_px(pixel_size) + 1) / 2;
}

}  // namespace cyto
