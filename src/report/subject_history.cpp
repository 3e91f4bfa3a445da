#include "subject_history.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "timepoint_rows.h"

namespace cyto {
namespace {

/// Rows of a sheet by the subject they name.
template <typename Row>
using BySubject = std::map<std::string_view, std::vector<const Row*>>;

template <typename Row>
BySubject<Row> by_subject(const std::vector<Row>& rows) {
  BySubject<Row> found;
  for (const Row& row : rows) {
    found[row.subject].push_back(&row);
  }
  return found;
}

template <typename Row>
std::vector<OnDay<Row>> rows_of(const BySubject<Row>& rows, const Subject& subject) {
  std::vector<OnDay<Row>> dated;
  if (const auto found = rows.find(subject.id); found != rows.end()) {
    for (const Row* row : found->second) {
      dated.push_back({subject.day_of(row->day), row});
    }
  }
  std::stable_sort(dated.begin(), dated.end(),
                   [](const OnDay<Row>& a, const OnDay<Row>& b) { return a.day < b.day; });
  return dated;
}

std::vector<NewTherapy> new_therapies(const std::vector<OnDay<Treatment>>& treatments) {
  std::vector<NewTherapy> found;
  for (const OnDay<Treatment>& treatment : treatments) {
    const std::string& therapy = treatment.row->therapy;
    if (std::none_of(found.begin(), found.end(), [&](const NewTherapy& n) { return n.therapy == therapy; })) {
      found.push_back({treatment.day, therapy});
    }
  }
  return found;
}

int last_day_of(const SubjectHistory& history, const Study& study) {
  int last = 0;
  const auto include = [&last](int day) { last = std::max(last, day); };
  for (const Timepoint* timepoint : history.course) {
    include(timepoint->actual_day.value_or(0));
    for (const MarkerAtTimepoint& marker : timepoint->markers) {
      include(marker.result ? marker_day(*timepoint, marker, study) : 0);
    }
  }
  for (const auto& treatment : history.treatments) {
    include(treatment.day);
  }
  for (const auto& assessment : history.assessments) {
    include(assessment.day);
  }
  return history.end_day ? std::max(0, *history.end_day) : last;
}

bool grown_at(const Assessment& assessment, ProgressionSite site) {
  const bool inside = assessment.intrahepatic_progression.value_or(false);
  const bool outside = assessment.extrahepatic_progression.value_or(false);
  switch (site) {
    case ProgressionSite::Intrahepatic:
      return inside;
    case ProgressionSite::Extrahepatic:
      return outside;
    case ProgressionSite::Any:
      break;
  }
  return inside || outside || assessment.response == Response::Progressive;
}

SubjectHistory history_of(SubjectCourse course, const Study& study, const BySubject<Assessment>& assessments,
                          const BySubject<Treatment>& treatments) {
  SubjectHistory history;
  history.id = course.front()->subject;
  history.course = std::move(course);
  history.subject = study.find_subject(history.id);
  if (history.subject != nullptr) {
    const Subject& subject = *history.subject;
    history.treatments = rows_of(treatments, subject);
    history.assessments = rows_of(assessments, subject);
    history.new_therapies = new_therapies(history.treatments);
    if (subject.enrolled) {
      history.enrolled_day = subject.day_of(*subject.enrolled);
    }
    if (subject.early_end) {
      history.end_day = subject.day_of(subject.early_end->day);
    }
  }
  history.last_day = last_day_of(history, study);
  return history;
}

}  // namespace

bool SubjectHistory::may_flare(int day) const noexcept {
  return std::any_of(new_therapies.begin(), new_therapies.end(),
                     [day](const NewTherapy& n) { return day > n.day && day <= n.day + kFlareDays; });
}

std::optional<int> SubjectHistory::progression_day(ProgressionSite site) const noexcept {
  for (const OnDay<Assessment>& assessment : assessments) {
    if (grown_at(*assessment.row, site)) {
      return assessment.day;
    }
  }
  return std::nullopt;
}

std::vector<SubjectHistory> subject_histories(const Study& study, const TimepointTable& table,
                                              const AssessmentTable& assessments,
                                              const TreatmentTable& treatments) {
  const auto assessed = by_subject(assessments.rows);
  const auto treated = by_subject(treatments.rows);
  std::vector<SubjectHistory> histories;
  for (SubjectCourse& course : timepoints_by_subject(table)) {
    histories.push_back(history_of(std::move(course), study, assessed, treated));
  }
  return histories;
}

}  // namespace cyto
