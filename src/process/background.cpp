#include "cytrial/process/background.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cytrial/process/correct_tile.h"
#include "cytrial/process/slide_mesh.h"
#include "cytrial/process/value_ranks.h"

namespace cyto {
namespace {

// Standard normal quantiles: the 5 % and the 15 % point, and the median of |difference of two|.
constexpr float kLowQuantile = 0.05F;
constexpr float kHighQuantile = 0.15F;
constexpr float kLowZ = 1.6449F;
constexpr float kHighZ = 1.0364F;
constexpr float kDifferenceToSigma = 1.0484F;  // 1.4826 / sqrt(2)
// The noise seen between neighbouring pixels bounds the noise read from the tail: a cell full of nuclei has
// a wide tail that is not noise.
constexpr float kTailToNoiseLimit = 1.5F;
// Rank among nine neighbours, 0-based: up to five cells of the nine may be covered by large cells.
constexpr std::size_t kNeighbourRank = 3;

std::int64_t mesh_px(const PixelSize& pixel_size) {
  return std::max<std::int64_t>(8, std::llround(kBackgroundMeshUm / pixel_size.mean_um()));
}

class CellLevel {
 public:
  /// Background level of the pixels of `part` (window pixels). Every second row of the slide counts.
  float of(const cv::Mat1f& plane, const SlideRect& rect, const SlideRect& part) {
    gather(plane, rect, part);
    ranks_.read(counts_);
    const float high = ranks_.quantile(kHighQuantile);
    const float low = ranks_.quantile(kLowQuantile);
    const float tail_sigma = (high - low) / (kLowZ - kHighZ);
    float pixel_sigma = 0.0F;
    if (!differences_.empty()) {
      ranks_.read(differences_);
      pixel_sigma = kDifferenceToSigma * ranks_.quantile(0.5F);
    }
    return high + kHighZ * std::clamp(tail_sigma, pixel_sigma, kTailToNoiseLimit * pixel_sigma);
  }

 private:
  void gather(const cv::Mat1f& plane, const SlideRect& rect, const SlideRect& part) {
    const auto width = static_cast<std::size_t>(part.width);
    const auto height = static_cast<std::size_t>(part.height);
    counts_.resize(width * height);
    differences_.resize((width - 1) * height);
    std::size_t rows = 0;
    for (std::int64_t y = part.y; y < part.bottom(); ++y) {
      if (y % 2 != 0 && part.height > 1) {
        continue;
      }
      const float* row = plane.ptr<float>(static_cast<int>(y - rect.y)) + (part.x - rect.x);
      std::copy_n(row, width, counts_.data() + rows * width);
      float* difference = differences_.data() + rows * (width - 1);
      for (std::size_t x = 0; x + 1 < width; ++x) {
        difference[x] = std::abs(row[x] - row[x + 1]);
      }
      ++rows;
    }
    counts_.resize(rows * width);
    differences_.resize(rows * (width - 1));
  }

  std::vector<float> counts_;
  std::vector<float> differences_;
  ValueRanks ranks_;
};

}  // namespace

cv::Mat1f local_background(const cv::Mat1f& plane, const SlideRect& rect, const PixelSize& pixel_size) {
  SlideMesh mesh = make_slide_mesh(rect, mesh_px(pixel_size));
  CellLevel cell;
  for (int row = 0; row < mesh.value.rows; ++row) {
    for (int column = 0; column < mesh.value.cols; ++column) {
      mesh.value(row, column) = cell.of(plane, rect, mesh_cell(mesh, row, column, rect));
    }
  }
  replace_cut_cells(mesh, rect);
  mesh.value = rank_3x3(mesh.value, kNeighbourRank);
  return interpolate_mesh(mesh, rect);
}

std::int64_t background_support_px(const PixelSize& pixel_size) {
  // A pixel lies between two centres, each of which saw one cell further: at most 2.5 cells.
  return (5 * mesh_px(pixel_size) + 1) / 2;
}

}  // namespace cyto
