#include "marker_timepoint.h"

#include "ctc_timepoint.h"
#include "cytrial/core/number_text.h"

namespace cyto {

std::optional<bool> is_above(const MarkerResult& result, double upper) noexcept {
  switch (result.censor) {
    case Censor::None:
      return result.value > upper;
    case Censor::Below:
    case Censor::AtMost:
      return result.value <= upper ? std::optional(false) : std::nullopt;
    case Censor::Above:
      return result.value >= upper ? std::optional(true) : std::nullopt;
    case Censor::AtLeast:
      return result.value > upper ? std::optional(true) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<bool> is_below(const MarkerResult& result, double lower) noexcept {
  switch (result.censor) {
    case Censor::None:
      return result.value < lower;
    case Censor::Above:
    case Censor::AtLeast:
      return result.value >= lower ? std::optional(false) : std::nullopt;
    case Censor::Below:
      return result.value <= lower ? std::optional(true) : std::nullopt;
    case Censor::AtMost:
      return result.value < lower ? std::optional(true) : std::nullopt;
  }
  return std::nullopt;
}

void fill_marker(const Analyte& analyte, const MarkerResult& result, MarkerAtTimepoint& marker,
                 Timepoint& timepoint) {
  marker.result = result;
  if (result.assay.empty()) {
    timepoint.flags.push_back(
        flag_text("no_assay", analyte.name + ": no assay is named, so no upper limit applies"));
    return;
  }
  const UpperLimit* limit = analyte.limit_of(result.assay);
  if (limit == nullptr) {
    if (!analyte.upper_limits.empty()) {
      timepoint.flags.push_back(flag_text(
          "no_upper_limit", analyte.name + ": the study has no upper limit for the assay " + result.assay));
    }
    return;
  }
  marker.upper_limit = limit->upper;
  marker.above_limit = is_above(result, limit->upper);
  if (limit->lower) {
    marker.lower_limit = limit->lower;
    marker.below_limit = is_below(result, *limit->lower);
  }
  if (!marker.above_limit) {
    timepoint.flags.push_back(flag_text(
        "limit_undecided", analyte.name + ": " + std::string(symbol_of(result.censor)) +
                               number_text(result.value) + " may lie on either side of the upper limit " +
                               number_text(limit->upper)));
  }
}

}  // namespace cyto
