#include "cytrial/core/focus_limit.h"

#include <algorithm>

namespace cyto {
namespace {

/// Pixel sizes between which the score of a sharp nucleus falls, and what is left of it [um].
constexpr double kFineUm = 1.1;
constexpr double kCoarseUm = 1.3;
constexpr double kLeftWhenCoarse = 0.55;

}  // namespace

double focus_limit_at(double limit_per_um, const PixelSize& pixel_size) noexcept {
  const double coarse = std::clamp((pixel_size.mean_um() - kFineUm) / (kCoarseUm - kFineUm), 0.0, 1.0);
  return limit_per_um * (1.0 - (1.0 - kLeftWhenCoarse) * coarse);
}

}  // namespace cyto
