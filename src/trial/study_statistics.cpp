#include "cytrial/trial/study_statistics.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "marker_agreement.h"

namespace cyto {
namespace {

using statistics::ChangeDirection;
using statistics::exact_share;
using statistics::FollowUp;
using statistics::kSignificance;

/// Whether each subject with a baseline count is unfavourable by it.
using Categories = std::map<std::string_view, bool>;

Categories baseline_categories(const Study& study, const TimepointTable& table) {
  Categories categories;
  for (const Timepoint& row : table.rows) {
    if (row.is_ctc_baseline && row.unfavourable && study.find_subject(row.subject) != nullptr) {
      categories[row.subject] = *row.unfavourable;
    }
  }
  return categories;
}

CtcLooks looks_of(const Study& study, const TimepointTable& table, const Categories& categories) {
  CtcLooks looks;
  looks.subjects = static_cast<std::int64_t>(study.subjects.size());
  looks.baselines = static_cast<std::int64_t>(categories.size());
  looks.unfavourable =
      std::count_if(categories.begin(), categories.end(), [](const auto& subject) { return subject.second; });
  looks.favourable = looks.baselines - looks.unfavourable;
  std::set<std::string_view> changed;
  for (const Timepoint& row : table.rows) {
    if (!row.ctc_change) {
      continue;
    }
    ++looks.comparisons;
    looks.significant += row.ctc_change->count.direction != ChangeDirection::NotDistinguished ? 1 : 0;
    if (row.ctc_change->p_holm <= kSignificance) {
      changed.insert(row.subject);
    }
  }
  looks.subjects_significant = static_cast<std::int64_t>(changed.size());
  return looks;
}

std::vector<double> times_of(const std::vector<FollowUp>& group) {
  std::vector<double> times;
  for (const FollowUp& subject : group) {
    times.push_back(subject.time);
  }
  return times;
}

bool all_progressed(const std::vector<FollowUp>& group) {
  return !group.empty() &&
         std::all_of(group.begin(), group.end(), [](const FollowUp& subject) { return subject.event; });
}

ProgressionComparison compare_progression(ProgressionSite site, const std::vector<ProgressionTime>& times,
                                          const Categories& categories) {
  ProgressionComparison comparison;
  comparison.site = site;
  std::vector<FollowUp> favourable;
  std::vector<FollowUp> unfavourable;
  for (const ProgressionTime& time : times) {
    const auto category = categories.find(time.subject);
    if (category == categories.end()) {
      ++comparison.without_baseline;
      continue;
    }
    (category->second ? unfavourable : favourable)
        .push_back({static_cast<double>(time.days), time.progressed});
  }
  comparison.favourable = statistics::kaplan_meier(favourable);
  comparison.unfavourable = statistics::kaplan_meier(unfavourable);
  comparison.log_rank = statistics::log_rank(favourable, unfavourable);
  if (all_progressed(favourable) && all_progressed(unfavourable)) {
    comparison.shift_days = statistics::hodges_lehmann_shift(times_of(favourable), times_of(unfavourable));
  }
  return comparison;
}

struct Tally {
  std::int64_t hits = 0;
  std::int64_t trials = 0;

  void add(bool hit) noexcept {
    hits += hit ? 1 : 0;
    ++trials;
  }
};

ResponseSummary responses_of(const std::vector<BestResponse>& responses, const Categories& categories) {
  Tally evaluable;
  Tally enrolled;
  Tally favourable;
  Tally unfavourable;
  for (const BestResponse& best : responses) {
    const bool responded = best.response == Response::Complete || best.response == Response::Partial;
    enrolled.add(responded);
    if (!best.response) {
      continue;
    }
    evaluable.add(responded);
    if (const auto category = categories.find(best.subject); category != categories.end()) {
      (category->second ? unfavourable : favourable).add(responded);
    }
  }
  const auto share = [](const Tally& tally) { return exact_share(tally.hits, tally.trials); };
  return {share(evaluable), share(enrolled), share(favourable), share(unfavourable)};
}

}  // namespace

StudyStatistics study_statistics(const Study& study, const TimepointTable& table,
                                 const AssessmentTable& assessments) {
  const Categories categories = baseline_categories(study, table);
  StudyStatistics statistics;
  statistics.looks = looks_of(study, table, categories);
  statistics.markers = marker_agreements(study, table);
  for (const ProgressionSite site :
       {ProgressionSite::Intrahepatic, ProgressionSite::Extrahepatic, ProgressionSite::Any}) {
    const std::vector<ProgressionTime> times = progression_times(study, assessments, site);
    if (!times.empty()) {
      statistics.progression.push_back(compare_progression(site, times, categories));
    }
  }
  if (!assessments.rows.empty()) {
    statistics.response = responses_of(best_responses(study, assessments), categories);
  }
  return statistics;
}

}  // namespace cyto
