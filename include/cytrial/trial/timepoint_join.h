#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/marker_table.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// What became of the CTC count at a timepoint. Three different things are never one.
enum class CtcState { Counted, NotDone, NotEvaluable };
[[nodiscard]] std::string_view name_of(CtcState state) noexcept;  // "counted", "not_done", "not_evaluable"

/// A serum marker at a timepoint, as matched.
struct MarkerAtTimepoint {
  std::string analyte;                 ///< code in the study file
  std::optional<MarkerResult> result;  ///< empty: not done
  std::optional<double> upper_limit;   ///< of its assay, in the analyte's unit; empty when not known
  std::optional<bool> above_limit;     ///< against the upper limit; empty when it cannot be said
};

/// One subject at one planned visit.
struct Timepoint {
  std::string subject;
  std::string visit;
  int planned_day = 0;
  std::optional<int> actual_day;  ///< of the sample's collection, relative to the subject's day 0
  CtcState ctc_state = CtcState::NotDone;
  std::string sample_id;  ///< empty when not done
  std::optional<std::uint64_t> ctc_count;
  std::optional<double> blood_volume_ml;
  std::optional<double> ctc_low, ctc_high;  ///< exact 95 % Poisson limits of the count
  std::optional<double> usable_share;       ///< of the scan behind the count: Coverage::usable_share()
  std::optional<double> per_7_5_ml, per_7_5_ml_low, per_7_5_ml_high;
  std::optional<bool> unfavourable;        ///< per 7.5 mL at or above the cut-off
  std::vector<MarkerAtTimepoint> markers;  ///< in the study's analyte order
  std::vector<std::string> flags;          ///< codes with text: "outside_window: drawn 4 days late"
};

/// Something in the input that has no place in the table: reported, never guessed.
struct Unmatched {
  std::string source;  ///< "samples.csv row 4", "markers.csv row 9"
  std::string code;    ///< "duplicate_sample", "no_visit", "outside_window", "no_unit", ...
  std::string text;
};

struct TimepointTable {
  std::vector<Timepoint> rows;       ///< by subject, then visit day: every subject x every planned visit
  std::vector<Unmatched> unmatched;  ///< in input order
};

/// Joins analysed samples and marker results to visits. Pure; no database, no clock.
/// @param results of the samples that have been analysed; a sample of the sheet without one is NotDone.
[[nodiscard]] TimepointTable join_timepoints(const Study& study, const SampleSheet& samples,
                                             const MarkerTable& markers,
                                             const std::vector<SampleResult>& results);

}  // namespace cyto
