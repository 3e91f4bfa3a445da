#pragma once

#include <optional>
#include <string>
#include <vector>

#include "course_panels.h"
#include "cytrial/trial/assessment_table.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// A marker may rise for a while after a new therapy although the tumor shrinks: CA 15-3 was highest around
/// day 30 and back by day 60. Source: Yasasever et al. 1997.
inline constexpr int kFlareDays = 60;

/// The first cycle of a therapy that the subject had not been given before.
struct NewTherapy {
  int day = 0;  ///< relative to day 0
  std::string therapy;
};

/// A treatment cycle or a restaging with its study day.
template <typename Row>
struct OnDay {
  int day = 0;
  const Row* row = nullptr;
};

/// Everything that the study knows about one subject, in time.
struct SubjectHistory {
  std::string id;
  const Subject* subject = nullptr;  ///< null: study.json does not have it
  SubjectCourse course;              ///< not empty
  std::vector<OnDay<Treatment>> treatments;
  std::vector<OnDay<Assessment>> assessments;
  std::vector<NewTherapy> new_therapies;
  std::optional<int> enrolled_day;
  std::optional<int> end_day;  ///< early end of study
  int last_day = 0;            ///< last day of which anything is known; 0 at least

  /// Whether the flare window of a new therapy holds the day.
  [[nodiscard]] bool may_flare(int day) const noexcept;
  /// First day on which the disease was seen to have grown at the site; empty: it was not.
  [[nodiscard]] std::optional<int> progression_day(ProgressionSite site) const noexcept;
};

/// One per subject of the table, in its order. Points into study, table, assessments and treatments.
[[nodiscard]] std::vector<SubjectHistory> subject_histories(const Study& study, const TimepointTable& table,
                                                            const AssessmentTable& assessments,
                                                            const TreatmentTable& treatments);

}  // namespace cyto
