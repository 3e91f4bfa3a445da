#include "cytrial/statistics/reference_change.h"

#include <cmath>

#include "cytrial/statistics/distributions.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

constexpr double kMostVariation = 10.0;

/// Later / earlier: the least and the greatest that both results allow, and whether the end is allowed.
struct RatioBounds {
  double low;
  bool low_is_open;
  double high;
  bool high_is_open;
};

/// The earlier result is not exactly 0.
RatioBounds ratio_bounds(const CensoredValue& earlier, const CensoredValue& later) {
  // The earlier low end of 0 gives an infinite ratio, its infinite high end one of 0.
  return {later.low() / earlier.high(), later.low_is_open() || earlier.high_is_open(),
          later.high() / earlier.low(), later.high_is_open() || earlier.low_is_open()};
}

}  // namespace

double log_ratio_sd(const MarkerVariation& variation) {
  for (const double cv : {variation.within_subject, variation.analytical}) {
    require(cv >= 0.0 && cv <= kMostVariation, "coefficient of variation", cv, "is not between 0 and 10",
            "give it as a share: 0.1 for 10 %");
  }
  require(variation.within_subject > 0.0 || variation.analytical > 0.0, "coefficient of variation", 0.0,
          "is 0 both within a subject and of the assay", "give at least one of them");
  return std::sqrt(2.0 * (std::log1p(variation.within_subject * variation.within_subject) +
                          std::log1p(variation.analytical * variation.analytical)));
}

ReferenceChange reference_change(const MarkerVariation& variation, Sides sides, double confidence) {
  require_probability("confidence", confidence);
  const double z = sides == Sides::One ? normal_quantile(confidence) : normal_two_sided(confidence);
  require(z > 0.0, "confidence", confidence, "leaves no room for variation", "give more than 0.5");
  const double log_ratio = z * log_ratio_sd(variation);
  return {std::exp(log_ratio), std::exp(-log_ratio)};
}

std::string_view name_of(MarkerChange change) noexcept {
  switch (change) {
    case MarkerChange::WithinVariation:
      return "within_variation";
    case MarkerChange::Rise:
      return "rise";
    case MarkerChange::Fall:
      return "fall";
    case MarkerChange::Undecided:
      return "undecided";
  }
  return "";
}

MarkerChange judge_change(const CensoredValue& earlier, const CensoredValue& later,
                          const ReferenceChange& reference) {
  // A printed 0 is a rounded value: no ratio stands on it.
  const auto is_zero = [](const CensoredValue& value) { return !(value.high() > 0.0); };
  if (is_zero(earlier) || is_zero(later)) {
    return MarkerChange::Undecided;
  }
  if (!earlier.is_exact() && !later.is_exact() && earlier.high() > earlier.value() &&
      later.high() > later.value()) {
    return MarkerChange::Undecided;  // both without upper end: infinity over infinity
  }
  const RatioBounds ratio = ratio_bounds(earlier, later);
  const bool surely_up =
      ratio.low > reference.up_ratio || (ratio.low == reference.up_ratio && ratio.low_is_open);
  const bool surely_down =
      ratio.high < reference.down_ratio || (ratio.high == reference.down_ratio && ratio.high_is_open);
  if (surely_up) {
    return MarkerChange::Rise;
  }
  if (surely_down) {
    return MarkerChange::Fall;
  }
  const bool surely_within = ratio.low >= reference.down_ratio && ratio.high <= reference.up_ratio;
  return surely_within ? MarkerChange::WithinVariation : MarkerChange::Undecided;
}

std::optional<double> percent_change(const CensoredValue& earlier, const CensoredValue& later) {
  if (!earlier.is_exact() || !later.is_exact() || !(earlier.value() > 0.0)) {
    return std::nullopt;
  }
  return 100.0 * (later.value() / earlier.value() - 1.0);
}

}  // namespace cyto::statistics
