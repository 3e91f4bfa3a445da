#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "cytrial/trial/assessment_table.h"

namespace cyto {
namespace {

using BySubject = std::map<std::string_view, std::vector<const Assessment*>>;

/// Assessments of each subject of the study, by day.
BySubject by_subject(const Study& study, const AssessmentTable& table) {
  BySubject grouped;
  for (const Subject& subject : study.subjects) {
    grouped[subject.id];
  }
  for (const Assessment& assessment : table.rows) {
    const auto found = grouped.find(assessment.subject);
    if (found != grouped.end()) {
      found->second.push_back(&assessment);
    }
  }
  for (auto& [subject, list] : grouped) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Assessment* a, const Assessment* b) { return a->day < b->day; });
  }
  return grouped;
}

/// Whether the disease had grown at the site; empty when the assessment does not judge it.
std::optional<bool> judged(const Assessment& assessment, ProgressionSite site) {
  switch (site) {
    case ProgressionSite::Intrahepatic:
      return assessment.intrahepatic_progression;
    case ProgressionSite::Extrahepatic:
      return assessment.extrahepatic_progression;
    case ProgressionSite::Any:
      break;
  }
  const auto& [inside, outside, response] =
      std::tie(assessment.intrahepatic_progression, assessment.extrahepatic_progression, assessment.response);
  if (inside.value_or(false) || outside.value_or(false) || response == Response::Progressive) {
    return true;
  }
  const bool by_response = response && *response != Response::NotEvaluable;
  return inside || outside || by_response ? std::optional(false) : std::nullopt;
}

int rank_of(Response response) {
  constexpr std::array kBestFirst{Response::Complete, Response::Partial, Response::Stable,
                                  Response::NeitherCompleteNorProgressive, Response::Progressive};
  return static_cast<int>(std::find(kBestFirst.begin(), kBestFirst.end(), response) - kBestFirst.begin());
}

}  // namespace

std::string_view name_of(ProgressionSite site) noexcept {
  switch (site) {
    case ProgressionSite::Intrahepatic:
      return "intrahepatic";
    case ProgressionSite::Extrahepatic:
      return "extrahepatic";
    case ProgressionSite::Any:
      return "any";
  }
  return "";
}

std::vector<ProgressionTime> progression_times(const Study& study, const AssessmentTable& table,
                                               ProgressionSite site) {
  const BySubject grouped = by_subject(study, table);
  std::vector<ProgressionTime> times;
  for (const Subject& subject : study.subjects) {
    std::optional<ProgressionTime> time;
    for (const Assessment* assessment : grouped.at(subject.id)) {
      const std::optional<bool> progressed = judged(*assessment, site);
      const int day = subject.day_of(assessment->day);
      if (!progressed || day < 0) {
        continue;
      }
      time = {subject.id, day, *progressed};
      if (*progressed) {
        break;
      }
    }
    if (time) {
      times.push_back(std::move(*time));
    }
  }
  return times;
}

std::vector<BestResponse> best_responses(const Study& study, const AssessmentTable& table) {
  const BySubject grouped = by_subject(study, table);
  std::vector<BestResponse> best;
  for (const Subject& subject : study.subjects) {
    BestResponse own{subject.id, std::nullopt};
    for (const Assessment* assessment : grouped.at(subject.id)) {
      const bool baseline = subject.day_of(assessment->day) < 0;
      if (baseline || !assessment->response || *assessment->response == Response::NotEvaluable) {
        continue;
      }
      if (!own.response || rank_of(*assessment->response) < rank_of(*own.response)) {
        own.response = assessment->response;
      }
      if (*assessment->response == Response::Progressive) {
        break;
      }
    }
    best.push_back(std::move(own));
  }
  return best;
}

}  // namespace cyto
