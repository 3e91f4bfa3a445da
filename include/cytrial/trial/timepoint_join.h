#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/statistics/recovery.h"
#include "cytrial/statistics/volume_count.h"
#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/marker_table.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_change.h"

namespace cyto {

/// What became of the CTC count at a timepoint. Three different things are never one.
enum class CtcState { Counted, NotDone, NotEvaluable };
[[nodiscard]] std::string_view name_of(CtcState state) noexcept;  // "counted", "not_done", "not_evaluable"

/// What became of a visit.
enum class VisitState {
  Done,         ///< something was collected
  Missed,       ///< nothing was, and its window is over
  Due,          ///< nothing yet, and the study's "as_of" lies in its window
  Planned,      ///< its window lies ahead
  AfterEnd,     ///< the subject had left the study before the window opened
  NotKnown,     ///< nothing there, and nothing tells whether the window is over
  Unscheduled,  ///< collected outside the plan, on purpose
};
[[nodiscard]] std::string_view name_of(VisitState state) noexcept;  // "done", "missed", "after_end", ...

/// A serum marker at a timepoint, as matched.
struct MarkerAtTimepoint {
  std::string analyte;                 ///< code in the study file
  std::optional<MarkerResult> result;  ///< empty: not done
  std::optional<double> upper_limit;   ///< of its assay, in the analyte's unit; empty when not known
  std::optional<bool> above_limit;     ///< against the upper limit; empty when it cannot be said
  /// Stretch of the subject's results measured with one named assay without a break, 0, 1, ... in time;
  /// results may be compared within one stretch only. Empty without a result or without a named assay.
  std::optional<int> stretch;
  /// Change from the stretch's result before and from its first one [%]; empty for the first of a stretch,
  /// when one of the two is censored, and when the earlier one is 0.
  std::optional<double> percent_from_previous, percent_from_first;
  std::optional<MarkerChangeAtTimepoint>
      change;                         ///< empty for what is not later than what it is held against
  std::optional<double> lower_limit;  ///< of its assay, where that has one
  std::optional<bool> below_limit;    ///< against the lower limit; empty when it cannot be said
};

/// One subject at one planned visit, or at one unscheduled collection day.
struct Timepoint {
  std::string subject;
  std::string visit;    ///< code; of an unscheduled one "UNS.45", the study's code and the day
  int planned_day = 0;  ///< of an unscheduled one: the day of collection
  VisitState visit_state = VisitState::NotKnown;
  std::optional<int> actual_day;  ///< of the sample's collection, relative to the subject's day 0
  CtcState ctc_state = CtcState::NotDone;
  std::string sample_id;  ///< empty when not done
  std::optional<std::uint64_t> ctc_count;
  std::optional<double> blood_volume_ml;
  std::optional<double> ctc_low, ctc_high;  ///< exact 95 % Poisson limits of the count
  std::optional<double> usable_share;       ///< of the scan behind the count: Coverage::usable_share()
  std::optional<double> per_7_5_ml, per_7_5_ml_low, per_7_5_ml_high;
  std::optional<bool> unfavourable;  ///< per 7.5 mL at or above the cut-off
  /// That the true concentration is at or above the cut-off, given this count alone (docs/methods/cutoff.md).
  std::optional<double> probability_at_cutoff;
  /// Per 7.5 mL, corrected for the study's recovery; no cut-off applies to it. Empty without a recovery.
  std::optional<statistics::RecoveryCorrectedCount> recovered;
  bool is_ctc_baseline = false;            ///< the subject's last count with a volume on or before day 0
  std::optional<CtcChange> ctc_change;     ///< of counts after the baseline; empty without one
  std::vector<MarkerAtTimepoint> markers;  ///< in the study's analyte order
  std::vector<std::string> flags;          ///< codes with text: "outside_window: drawn 4 days late"
};

/// The count and its volume; empty unless both may be used.
[[nodiscard]] std::optional<statistics::VolumeCount> volume_count_of(const Timepoint& row);

/// Something in the input that has no place in the table: reported, never guessed.
struct Unmatched {
  std::string source;  ///< "samples.csv row 4", "markers.csv row 9"
  std::string code;    ///< "duplicate_sample", "no_visit", "outside_window", "no_unit", ...
  std::string text;
};

struct TimepointTable {
  /// By subject, then day, then visit: every subject x every visit planned for its arm (and any other that
  /// something was collected for), and its unscheduled days.
  std::vector<Timepoint> rows;
  std::vector<Unmatched> unmatched;  ///< in input order
};

/// Joins analysed samples and marker results to visits. Pure; no database, no clock.
/// @param results     of the samples that have been analysed; a sample of the sheet without one is NotDone.
/// @param assessments tell, beside collections, up to which day a subject was followed.
[[nodiscard]] TimepointTable join_timepoints(const Study& study, const SampleSheet& samples,
                                             const MarkerTable& markers,
                                             const std::vector<SampleResult>& results,
                                             const AssessmentTable& assessments = {});

}  // namespace cyto
