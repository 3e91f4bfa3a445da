#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/statistics/direction_agreement.h"
#include "cytrial/statistics/hodges_lehmann.h"
#include "cytrial/statistics/rank_correlation.h"
#include "cytrial/statistics/share.h"
#include "cytrial/statistics/survival.h"
#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// How often subjects were compared with their baseline, and what came of it.
struct CtcLooks {
  std::int64_t subjects = 0;    ///< of the study
  std::int64_t baselines = 0;   ///< subjects with a baseline count
  std::int64_t favourable = 0;  ///< of them, by the baseline's category
  std::int64_t unfavourable = 0;
  std::int64_t comparisons = 0;           ///< looks: later counts against a baseline
  std::int64_t significant = 0;           ///< of them with p <= 0.05, unadjusted
  std::int64_t subjects_significant = 0;  ///< with a look that stays at <= 0.05 after Holm's adjustment
};

/// CTCs and one marker, measured with one assay, at the visits that have both.
struct MarkerAgreement {
  std::string analyte;  ///< code
  std::string assay;
  statistics::DirectionAgreement first_to_last;  ///< one pair per subject
  statistics::DirectionAgreement consecutive;    ///< each visit and the one before
  /// Each subject's last change from baseline, as judged: [fall, not distinguished, rise] of CTCs x [fall,
  /// within variation, rise] of the marker. Undecided ones are left out.
  std::array<std::array<std::int64_t, 3>, 3> beyond_chance{};
  statistics::RankCorrelation all;
  statistics::RankCorrelation within_subjects;
};

/// Time to progression of one site, by the category of the baseline count.
struct ProgressionComparison {
  ProgressionSite site = ProgressionSite::Any;
  statistics::SurvivalCurve favourable;
  statistics::SurvivalCurve unfavourable;
  std::int64_t without_baseline = 0;  ///< subjects with a time but no category: in neither curve
  std::optional<statistics::LogRank> log_rank;
  /// Days that the unfavourable lie above the favourable; empty when a time is censored or a group is empty.
  std::optional<statistics::Shift> shift_days;
};

/// Best responses.
struct ResponseSummary {
  statistics::ExactShare evaluable;   ///< CR or PR among subjects with an evaluable assessment
  statistics::ExactShare enrolled;    ///< the same among all subjects of the study
  statistics::ExactShare favourable;  ///< among the evaluable of that baseline category
  statistics::ExactShare unfavourable;
};

/// Statistics over all subjects of a study (docs/formats/statistics.md).
struct StudyStatistics {
  CtcLooks looks;
  std::vector<MarkerAgreement> markers;            ///< tumor markers, by analyte as in the study, then assay
  std::vector<ProgressionComparison> progression;  ///< intra-hepatic, extra-hepatic, any; those with a time
  std::optional<ResponseSummary> response;         ///< empty without assessments
};

/// Rows of subjects that the study does not have are left out of what is counted by subject.
[[nodiscard]] StudyStatistics study_statistics(const Study& study, const TimepointTable& table,
                                               const AssessmentTable& assessments);

}  // namespace cyto
