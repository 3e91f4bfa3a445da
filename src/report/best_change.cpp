#include "best_change.h"

#include <algorithm>

#include "cytrial/statistics/interval.h"

namespace cyto {
namespace {

int day_of(const Timepoint& timepoint) {
  return timepoint.actual_day.value_or(timepoint.planned_day);
}

/// NOT EVALUABLE counts on or before day 0, or after it.
std::size_t not_evaluable(const SubjectHistory& history, bool before_treatment) {
  const auto lost = std::count_if(history.course.begin(), history.course.end(), [&](const Timepoint* row) {
    return row->ctc_state == CtcState::NotEvaluable && (day_of(*row) <= 0) == before_treatment;
  });
  return static_cast<std::size_t>(lost);
}

/// Takes the change when it is lower than what is there.
void keep_lowest(BestChange& best, double percent, const BestChange& candidate) {
  ++best.looks;
  if (!best.percent || percent < *best.percent) {
    best.percent = percent;
    best.at = candidate.at;
    best.at_most = candidate.at_most;
    best.beyond_chance = candidate.beyond_chance;
  }
}

std::string why_no_ctc_change(const SubjectHistory& history, const Timepoint* baseline) {
  if (baseline == nullptr) {
    return not_evaluable(history, true) != 0 ? "baseline NE" : "no baseline";
  }
  if (baseline->ctc_count == 0U) {
    return "baseline 0";
  }
  return not_evaluable(history, false) != 0 ? "later NE" : "no later count";
}

/// A marker's result with its day.
struct MarkerOnDay {
  const Timepoint* timepoint = nullptr;
  const MarkerAtTimepoint* marker = nullptr;
  int day = 0;
};

std::vector<MarkerOnDay> results_in_time(const SubjectHistory& history, const Study& study,
                                         std::size_t index) {
  std::vector<MarkerOnDay> results;
  for (const Timepoint* timepoint : history.course) {
    const MarkerAtTimepoint& marker = timepoint->markers[index];
    if (marker.result) {
      results.push_back({timepoint, &marker, marker_day(*timepoint, marker, study)});
    }
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const MarkerOnDay& a, const MarkerOnDay& b) { return a.day < b.day; });
  return results;
}

/// Change of a later result, or the bound that "less than" sets to it.
std::optional<double> percent_of(const MarkerAtTimepoint& earlier, const MarkerAtTimepoint& later) {
  const Censor censor = later.result->censor;
  if (censor == Censor::None) {
    return later.change ? later.change->percent : std::nullopt;
  }
  const bool below = censor == Censor::Below || censor == Censor::AtMost;
  return below ? std::optional(100.0 * (later.result->value / earlier.result->value - 1.0)) : std::nullopt;
}

bool is_beyond(const MarkerAtTimepoint& later) {
  using statistics::MarkerChange;
  const auto change = later.change ? later.change->two_sided : std::nullopt;
  return change == MarkerChange::Rise || change == MarkerChange::Fall;
}

}  // namespace

BestChange best_ctc_change(const SubjectHistory& history) {
  BestChange best;
  best.subject = history.id;
  const Timepoint* baseline = nullptr;
  for (const Timepoint* timepoint : history.course) {
    baseline = timepoint->is_ctc_baseline ? timepoint : baseline;
  }
  best.from = baseline == nullptr ? std::string() : baseline->visit;
  for (const Timepoint* timepoint : history.course) {
    if (timepoint->ctc_state == CtcState::Counted && timepoint->ctc_change &&
        timepoint->ctc_change->count.ratio) {
      BestChange candidate;
      candidate.at = timepoint->visit;
      candidate.beyond_chance = timepoint->ctc_change->p_holm <= statistics::kSignificance;
      keep_lowest(best, 100.0 * (*timepoint->ctc_change->count.ratio - 1.0), candidate);
    }
  }
  best.lost = not_evaluable(history, false);
  best.why = best.percent ? std::string() : why_no_ctc_change(history, baseline);
  return best;
}

BestChange best_marker_change(const SubjectHistory& history, const Study& study, std::size_t index) {
  BestChange best;
  best.subject = history.id;
  const std::vector<MarkerOnDay> results = results_in_time(history, study, index);
  const auto later = std::find_if(results.begin(), results.end(), [](const auto& r) { return r.day > 0; });
  if (later == results.begin()) {
    best.why = "no baseline";
    return best;
  }
  const MarkerOnDay& baseline = *std::prev(later);
  best.from = baseline.timepoint->visit;
  const bool usable = baseline.marker->result->censor == Censor::None &&
                      baseline.marker->result->value > 0.0 && baseline.marker->stretch.has_value();
  for (auto result = later; result != results.end(); ++result) {
    if (result->marker->stretch != baseline.marker->stretch) {
      ++best.apart;
      continue;
    }
    const auto percent = usable ? percent_of(*baseline.marker, *result->marker) : std::nullopt;
    if (percent) {
      BestChange candidate;
      candidate.at = result->timepoint->visit;
      candidate.at_most = result->marker->result->censor != Censor::None;
      candidate.beyond_chance = is_beyond(*result->marker);
      keep_lowest(best, *percent, candidate);
    }
  }
  if (!best.percent) {
    best.why = !usable                  ? "baseline no exact value"
               : best.apart != 0        ? "assay changed"
               : later == results.end() ? "no later result"
                                        : "no exact value";
  }
  return best;
}

}  // namespace cyto
