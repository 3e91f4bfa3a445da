#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/marker_table.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_columns.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// What became of a test at a timepoint. Only Measured has a value; the others are three different things in
/// every format, and none of them is a number.
enum class LabState {
  Measured,
  NotDone,       ///< there is no sample and no result, or the sample was not analysed
  NotEvaluable,  ///< there is one that gives no value: a scan with a loss, a text that is no result
  Quarantined,   ///< there is one, and it is not sure whose it is or which of two is right
  NotExpected,   ///< there is none, and none is due: not planned at this visit, or its time has not come
};
/// "measured", "not_done", "not_evaluable", "quarantined", "not_expected".
[[nodiscard]] std::string_view name_of(LabState state) noexcept;
/// For people: "measured", "NOT DONE", "NOT EVALUABLE", "QUARANTINED", "NOT EXPECTED".
[[nodiscard]] std::string_view words_of(LabState state) noexcept;

/// What is measured.
struct LabTest {
  std::string code;          ///< "CTC", or the analyte's code in the study
  std::string name;          ///< for people
  std::string loinc;         ///< may be empty
  std::string cdisc_testcd;  ///< LBTESTCD; may be empty
  std::string cdisc_test;    ///< LBTEST; may be empty
  std::string category;      ///< LBCAT: "TUMOR MARKERS"
  std::string specimen;      ///< LBSPEC: "BLOOD", "SERUM"
  std::string unit;          ///< of values
  std::string ucum;          ///< `unit` as a UCUM code; may be empty
};

/// A figure that the timepoint table states of a result: recovery-corrected, against baseline, ...
struct LabFigure {
  std::string_view column;  ///< of the timepoint table, behind "ctc_" or the analyte's prefix
  std::string_view words;   ///< at most 40 characters, as labels of SDTM have
  CellKind kind = CellKind::Text;
  std::string_view unit;  ///< of a number; "1" for one without dimension
  std::string_view ucum;  ///< empty: UCUM has no such unit
  std::string_view sdtm;  ///< code of at most 8 characters; empty: LB tells it in another way
  bool sdtm_row = false;  ///< a derived record of LB of its own, else a qualifier of the result's record
};
/// Of a CTC count, and of a marker: the order of LabResult::figures.
[[nodiscard]] std::span<const LabFigure> count_figures() noexcept;
[[nodiscard]] std::span<const LabFigure> marker_figures() noexcept;

/// That the head of the laboratory signed a count as approved, and the signature fits what stands.
struct LabApproval {
  std::string by;        ///< full name
  std::string at;        ///< UTC: "2026-01-12T08:10:00.000Z"
  bool amended = false;  ///< an earlier approval was of something else
};
using LabApprovals = std::map<std::string, LabApproval, std::less<>>;  ///< by sample

/// What a CTC count carries beside it.
struct LabCount {
  std::optional<double> volume_ml;
  std::optional<double> low, high;  ///< exact 95 % limits
  std::optional<double> per_7_5_ml, per_7_5_ml_low, per_7_5_ml_high;
  std::optional<double> usable_share;
  std::optional<bool> unfavourable;
};

/// One test of one subject at one timepoint.
struct LabResult {
  std::size_t test = 0;       ///< position in LabLedger::tests
  std::size_t timepoint = 0;  ///< position in LabLedger::timepoints
  LabState state = LabState::NotDone;
  std::string reason;    ///< unless measured, in words; may be empty when not done
  std::string specimen;  ///< id of the blood sample of a count; else empty
  std::optional<CollectionTime> collected;
  std::optional<int> collected_day;  ///< relative to the subject's day 0
  std::string written_value;         ///< as the laboratory wrote it: "<2.0"
  std::string written_unit;
  std::optional<double> value;  ///< value or bound in the test's unit
  Censor censor = Censor::None;
  std::string method;                              ///< assay; may be empty
  std::optional<double> lower_limit, upper_limit;  ///< of the assay, in the test's unit
  std::optional<bool> below_limit, above_limit;  ///< empty without the limit, or when a bound leaves it open
  LabCount count;                                ///< of the test CTC
  std::optional<LabApproval> approval;           ///< of a measured count; empty: nobody approved it
  /// A cell per figure of figures_of(), empty where there is none; no cells unless measured. Numbers are
  /// the texts of the timepoint table.
  std::vector<std::string> figures;
};
[[nodiscard]] std::span<const LabFigure> figures_of(const LabResult& result) noexcept;

/// A subject at a visit.
struct LabTimepoint {
  std::string subject;
  std::string visit;
  std::string title;               ///< of the visit; may be empty
  double visit_number = 0.0;       ///< 1, 2, ... in the plan's order; 2.01, 2.02, ... outside the plan
  std::optional<int> planned_day;  ///< empty outside the plan
  std::optional<int> actual_day;
  std::vector<std::string> flags;  ///< codes with text
};

/// Everything that a study measured, in one list: the source of every format of trials.
struct LabLedger {
  std::string study;
  std::string title;
  std::string day_zero;  ///< what day 0 is, in words
  CtcRule rule;
  std::vector<LabTest> tests;            ///< the CTC count first, then the analytes
  std::vector<std::string> subjects;     ///< in the order of the study
  std::vector<LabTimepoint> timepoints;  ///< as in the timepoint table
  std::vector<LabResult> results;        ///< every test at every timepoint, in that order: a table
  std::string program;                   ///< "cytrial 0.1.0"
};

/// Position of the CTC count in every ledger.
inline constexpr std::size_t kCtcTest = 0;

/// Lists a joined study. Pure.
[[nodiscard]] LabLedger lab_ledger(const Study& study, const SampleSheet& samples,
                                   const TimepointTable& table, const std::string& program,
                                   const LabApprovals& approvals = {});

/// Whether a measured result lies within the limits of its assay: "HIGH", "LOW", "NORMAL", or empty when it
/// cannot be said.
[[nodiscard]] std::string_view range_indicator(const LabResult& result) noexcept;

/// Blood was drawn at: "2026-01-12T08:10:00+01:00" (ISO 8601).
[[nodiscard]] std::string iso_text(const CollectionTime& time);

/// A day as trials count it: day 0 of the study is day 1, the day before is day -1 (SDTM: no day 0).
[[nodiscard]] int study_day(int day) noexcept;

}  // namespace cyto
