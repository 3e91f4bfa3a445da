#include "timepoint_changes.h"

#include <algorithm>
#include <map>

#include "cytrial/statistics/doubling_time.h"
#include "cytrial/statistics/multiple_looks.h"

namespace cyto {
namespace {

using statistics::Cutoff;
using statistics::MarkerVariation;
using statistics::Sides;
using statistics::VolumeCount;

/// The timepoints of one subject.
struct Visits {
  Timepoint* first;
  Timepoint* last;
  [[nodiscard]] Timepoint* begin() const noexcept { return first; }
  [[nodiscard]] Timepoint* end() const noexcept { return last; }
};

/// A timepoint with the day of what is compared.
struct Dated {
  Timepoint* row;
  int day;
};

/// The last on or before day 0: before treatment, as CDISC's baseline flag has it.
std::vector<Dated>::const_iterator last_before_treatment(const std::vector<Dated>& by_day) {
  const auto after =
      std::find_if(by_day.begin(), by_day.end(), [](const Dated& dated) { return dated.day > 0; });
  return after == by_day.begin() ? by_day.end() : std::prev(after);
}

void sort_by_day(std::vector<Dated>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Dated& a, const Dated& b) { return a.day < b.day; });
}

std::vector<Dated> counted_by_day(const Visits& visits) {
  std::vector<Dated> counted;
  for (Timepoint& row : visits) {
    if (volume_count_of(row)) {
      counted.push_back({&row, row.actual_day.value_or(row.planned_day)});
    }
  }
  sort_by_day(counted);
  return counted;
}

void fill_ctc_changes(const CtcRule& rule, const Visits& visits) {
  const Cutoff cutoff{rule.cutoff, rule.per_ml};
  const std::vector<Dated> counted = counted_by_day(visits);
  for (const Dated& dated : counted) {
    dated.row->probability_at_cutoff = probability_at_or_above(*volume_count_of(*dated.row), cutoff);
  }
  auto dated = last_before_treatment(counted);
  if (dated == counted.end()) {
    return;
  }
  const Timepoint& baseline = *dated->row;
  const VolumeCount at_baseline = *volume_count_of(baseline);
  dated->row->is_ctc_baseline = true;
  const auto looks = static_cast<int>(counted.end() - dated) - 1;
  std::vector<CtcChange*> changes;
  std::vector<double> p_values;
  for (++dated; dated != counted.end(); ++dated) {
    const VolumeCount later = *volume_count_of(*dated->row);
    CtcChange& change = dated->row->ctc_change.emplace();
    change.from = baseline.visit;
    change.count = compare_counts(at_baseline, later);
    change.detectable = smallest_detectable_change(at_baseline, later.volume_ml());
    change.crossing = cutoff_crossing(at_baseline, later, cutoff);
    changes.push_back(&change);
    p_values.push_back(change.count.p_exact);
    change.look = static_cast<int>(changes.size());
    change.looks = looks;
  }
  const std::vector<double> adjusted = statistics::holm_adjusted(p_values);
  for (std::size_t look = 0; look < changes.size(); ++look) {
    changes[look]->p_holm = adjusted[look];
  }
}

/// Variation of the analyte with that assay; empty unless both parts are known.
std::optional<MarkerVariation> variation_of(const Analyte& analyte, const std::string& assay) {
  constexpr double kPercent = 100.0;
  const Variation* analytical = analyte.analytical_variation_of(assay);
  if (analytical == nullptr || !analyte.within_subject) {
    return std::nullopt;
  }
  return MarkerVariation{analyte.within_subject->cv_percent / kPercent, analytical->cv_percent / kPercent};
}

MarkerChangeAtTimepoint marker_change(const Analyte& analyte, const MarkerResult& earlier,
                                      const MarkerResult& later, int days) {
  const statistics::CensoredValue from(earlier.value, earlier.censor);
  const statistics::CensoredValue to(later.value, later.censor);
  MarkerChangeAtTimepoint change;
  change.percent = percent_change(from, to);
  const auto variation = variation_of(analyte, later.assay);
  if (!variation) {
    return change;
  }
  change.limits = reference_change(*variation, Sides::Two);
  change.two_sided = judge_change(from, to, *change.limits);
  change.one_sided = judge_change(from, to, reference_change(*variation, Sides::One));
  const bool moved = change.two_sided == statistics::MarkerChange::Rise ||
                     change.two_sided == statistics::MarkerChange::Fall;
  if (moved && from.is_exact() && to.is_exact() && days > 0) {
    change.doubling_days =
        growth_between({0.0, from.value()}, {static_cast<double>(days), to.value()}, *variation)
            .doubling_days();
  }
  return change;
}

int day_of(const Subject& subject, const Timepoint& row, const MarkerResult& result) {
  return result.collected ? subject.day_of(result.collected->day) : row.planned_day;
}

void fill_marker_changes(const Analyte& analyte, std::size_t position, const Subject& subject,
                         const Visits& visits) {
  std::map<int, std::vector<Dated>> by_stretch;
  for (Timepoint& row : visits) {
    const MarkerAtTimepoint& marker = row.markers[position];
    if (marker.result && marker.stretch) {
      by_stretch[*marker.stretch].push_back({&row, day_of(subject, row, *marker.result)});
    }
  }
  for (auto& [stretch, rows] : by_stretch) {
    sort_by_day(rows);
    const auto before = last_before_treatment(rows);
    const auto from = before == rows.end() ? rows.cbegin() : before;
    for (auto dated = std::next(from); dated != rows.cend(); ++dated) {
      MarkerAtTimepoint& marker = dated->row->markers[position];
      marker.change = marker_change(analyte, *from->row->markers[position].result, *marker.result,
                                    dated->day - from->day);
      marker.change->from = from->row->visit;
    }
  }
}

}  // namespace

std::optional<VolumeCount> volume_count_of(const Timepoint& row) {
  if (row.ctc_state != CtcState::Counted || !row.ctc_count || !row.blood_volume_ml) {
    return std::nullopt;
  }
  return VolumeCount(static_cast<std::int64_t>(*row.ctc_count), *row.blood_volume_ml);
}

void fill_changes(const Study& study, std::vector<Timepoint>& rows) {
  auto first = rows.begin();
  while (first != rows.end()) {
    const auto last =
        std::find_if(first, rows.end(), [&](const Timepoint& row) { return row.subject != first->subject; });
    const Visits visits{&*first, &*first + (last - first)};
    fill_ctc_changes(study.ctc, visits);
    if (const Subject* subject = study.find_subject(first->subject)) {
      for (std::size_t position = 0; position < study.analytes.size(); ++position) {
        fill_marker_changes(study.analytes[position], position, *subject, visits);
      }
    }
    first = last;
  }
}

}  // namespace cyto
