#pragma once

#include <optional>
#include <string>

#include "cytrial/statistics/count_change.h"
#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/reference_change.h"

namespace cyto {

/// The count of a timepoint against the subject's baseline. That the cut-off was crossed and that the change
/// is beyond chance are two fields.
struct CtcChange {
  std::string from;  ///< visit of the baseline
  statistics::CountChange count;
  statistics::DetectableChange detectable;  ///< of a count in this timepoint's volume
  statistics::CutoffCrossing crossing = statistics::CutoffCrossing::StayedBelow;
  int look = 1;         ///< which comparison of this subject with its baseline it is, by day
  int looks = 1;        ///< of how many
  double p_holm = 1.0;  ///< count.p_exact adjusted for all looks of the subject
};

/// A marker result against an earlier one of the same assay: the last one on or before day 0, or without such
/// the first.
struct MarkerChangeAtTimepoint {
  std::string from;               ///< visit of the earlier result
  std::optional<double> percent;  ///< empty when one of the two is censored
  /// Two-sided limits by variation alone, and the answers; empty when the study has no variation for the
  /// assay.
  std::optional<statistics::ReferenceChange> limits;
  std::optional<statistics::MarkerChange> two_sided;  ///< has it changed?
  std::optional<statistics::MarkerChange> one_sided;  ///< has it risen? or apart: has it fallen?
  /// Days to double; negative: to halve. Empty unless the change is beyond the two-sided limits and neither
  /// result is censored.
  std::optional<double> doubling_days;
};

}  // namespace cyto
