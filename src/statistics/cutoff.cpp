#include "cytrial/statistics/cutoff.h"

#include <cmath>

#include "gamma_tail.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

constexpr double kMostCutoff = 1e8;

void require_cutoff(const Cutoff& cutoff) {
  require(cutoff.cells > 0.0 && cutoff.cells <= kMostCutoff, "cut-off", cutoff.cells,
          "is not a number of cells above 0",
          "give the number of cells that is on its upper side, such as 5");
  require_volume("volume of the cut-off", cutoff.per_ml);
}

}  // namespace

bool at_or_above(const VolumeCount& count, const Cutoff& cutoff) {
  require_cutoff(cutoff);
  return static_cast<double>(count.cells()) * cutoff.per_ml >= cutoff.cells * count.volume_ml();
}

double probability_at_or_above(const VolumeCount& count, const Cutoff& cutoff, const GammaPrior& prior) {
  require_cutoff(cutoff);
  const double shape = prior.shape + static_cast<double>(count.cells());
  require(prior.shape >= 0.0 && shape > 0.0 && std::isfinite(shape), "shape of the prior", prior.shape,
          "leaves no distribution", "0.5 is Jeffreys' prior");
  require(prior.rate_ml >= 0.0 && std::isfinite(prior.rate_ml), "rate of the prior", prior.rate_ml,
          "is negative or no number", "0 is Jeffreys' prior");
  return gamma_upper(shape, (prior.rate_ml + count.volume_ml()) * cutoff.cells / cutoff.per_ml);
}

std::string_view name_of(CutoffCrossing crossing) noexcept {
  switch (crossing) {
    case CutoffCrossing::StayedBelow:
      return "stayed_below";
    case CutoffCrossing::StayedAbove:
      return "stayed_above";
    case CutoffCrossing::Upward:
      return "upward";
    case CutoffCrossing::Downward:
      return "downward";
  }
  return "";
}

CutoffCrossing cutoff_crossing(const VolumeCount& earlier, const VolumeCount& later, const Cutoff& cutoff) {
  const bool was_above = at_or_above(earlier, cutoff);
  const bool is_above = at_or_above(later, cutoff);
  if (was_above == is_above) {
    return is_above ? CutoffCrossing::StayedAbove : CutoffCrossing::StayedBelow;
  }
  return is_above ? CutoffCrossing::Upward : CutoffCrossing::Downward;
}

}  // namespace cyto::statistics
