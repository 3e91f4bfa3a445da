#include "cytrial/trial/statistics_tables.h"

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

using statistics::DirectionAgreement;
using statistics::ExactShare;
using statistics::Interval;
using statistics::RankCorrelation;
using statistics::SurvivalCurve;

/// Six significant digits: computed by series and roots, whose last bits mean nothing.
std::string computed(const std::optional<double>& value) {
  return value ? significant_text(*value, 6) : std::string();
}

std::string whole(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

/// One figure of the table; what it does not have stays empty.
struct Figure {
  std::string analysis;
  std::string variable;
  std::string group;
  std::string measure;
  std::optional<double> estimate, low, high, p;
  std::optional<std::int64_t> count, total, subjects;
  std::string note;
};

class FigureTable {
 public:
  void add(const Figure& figure) {
    rows_.push_back({figure.analysis, figure.variable, figure.group, figure.measure,
                     computed(figure.estimate), computed(figure.low), computed(figure.high),
                     computed(figure.p), whole(figure.count), whole(figure.total), whole(figure.subjects),
                     figure.note});
  }
  [[nodiscard]] std::vector<std::vector<std::string>> take() { return std::move(rows_); }

 private:
  std::vector<std::vector<std::string>> rows_;
};

Figure with_share(Figure figure, const ExactShare& share) {
  figure.measure = "share";
  figure.estimate = share.share;
  if (share.share) {
    figure.low = share.limits.low;
    figure.high = share.limits.high;
  }
  figure.count = share.hits;
  figure.total = share.trials;
  return figure;
}

void add_looks(const CtcLooks& looks, FigureTable& table) {
  const auto add = [&](std::string group, std::string measure, std::int64_t count, std::int64_t total,
                       std::string note) {
    Figure figure{"ctc_change", "ctc", std::move(group), std::move(measure), {}, {}, {}, {}, count,
                  total,        {},    std::move(note)};
    table.add(figure);
  };
  add("baseline", "subjects_with_count", looks.baselines, looks.subjects, "last count on or before day 0");
  add("baseline", "unfavourable", looks.unfavourable, looks.baselines, "");
  add("all_looks", "significant_unadjusted", looks.significant, looks.comparisons,
      "multiple looks: of as many comparisons without any change up to 5 % would be significant");
  add("subjects", "significant_holm", looks.subjects_significant, looks.baselines,
      "adjusted for the looks of each subject, not for the number of subjects");
}

void add_direction(const MarkerAgreement& marker, const std::string& variable, FigureTable& table) {
  const auto add = [&](const std::string& group, const DirectionAgreement& agreement,
                       const std::string& note) {
    Figure figure = with_share(
        {"direction_agreement", variable, group, {}, {}, {}, {}, {}, {}, {}, agreement.subjects, note},
        agreement.agreed);
    table.add(figure);
    figure.measure = "share_clustered";
    figure.low = agreement.cluster_limits ? std::optional(agreement.cluster_limits->low) : std::nullopt;
    figure.high = agreement.cluster_limits ? std::optional(agreement.cluster_limits->high) : std::nullopt;
    figure.note = "limits: jackknife over subjects";
    table.add(figure);
    table.add({"direction_agreement",
               variable,
               group,
               "pairs_not_moved",
               {},
               {},
               {},
               {},
               agreement.not_moved,
               {},
               {},
               "one of the two stayed the same"});
    table.add({"direction_agreement",
               variable,
               group,
               "pairs_open",
               {},
               {},
               {},
               {},
               agreement.open,
               {},
               {},
               "a bound leaves the direction open"});
  };
  add("first_to_last", marker.first_to_last, "exact limits: one pair per subject");
  add("consecutive", marker.consecutive,
      "exact limits as if pairs were independent: use the clustered ones where subjects have several");
}

void add_beyond_chance(const MarkerAgreement& marker, const std::string& variable, FigureTable& table) {
  constexpr const char* kCtc[] = {"ctc_fall", "ctc_not_distinguished", "ctc_rise"};
  constexpr const char* kMarker[] = {"marker_fall", "marker_within_variation", "marker_rise"};
  for (std::size_t ctc = 0; ctc < 3; ++ctc) {
    for (std::size_t change = 0; change < 3; ++change) {
      table.add({"change_beyond_chance",
                 variable,
                 kCtc[ctc],
                 kMarker[change],
                 {},
                 {},
                 {},
                 {},
                 marker.beyond_chance[ctc][change],
                 {},
                 {},
                 "last change of each subject"});
    }
  }
}

void add_correlation(const RankCorrelation& correlation, const std::string& variable,
                     const std::string& group, FigureTable& table) {
  const std::optional<Interval>& limits = correlation.limits;
  table.add({"rank_correlation",
             variable,
             group,
             "kendall_tau_b",
             correlation.tau,
             limits ? std::optional(limits->low) : std::nullopt,
             limits ? std::optional(limits->high) : std::nullopt,
             {},
             correlation.pairs_of_values,
             {},
             correlation.subjects,
             "limits: jackknife over subjects"});
}

void add_curve(const SurvivalCurve& curve, const std::string& site, const std::string& group,
               FigureTable& table) {
  table.add({"time_to_progression",
             site,
             group,
             "median_days",
             curve.median,
             curve.median_low,
             curve.median_high,
             {},
             curve.events,
             curve.subjects,
             curve.subjects,
             curve.median ? "" : "not reached"});
}

/// A figure that compares the two groups.
Figure comparing(const ProgressionComparison& comparison, std::string measure, std::string note) {
  Figure figure;
  figure.analysis = "time_to_progression";
  figure.variable = name_of(comparison.site);
  figure.group = "unfavourable_against_favourable";
  figure.measure = std::move(measure);
  figure.subjects = comparison.favourable.subjects + comparison.unfavourable.subjects;
  figure.note = std::move(note);
  return figure;
}

Figure log_rank_figure(const ProgressionComparison& comparison) {
  Figure figure = comparing(comparison, "log_rank_chi_squared", "no event while both groups were at risk");
  if (comparison.log_rank) {
    figure.estimate = comparison.log_rank->chi_squared;
    figure.p = comparison.log_rank->p;
    figure.note = "one degree of freedom; events seen (expected) at baseline unfavourable: " +
                  significant_text(comparison.log_rank->observed_second, 6) + " (" +
                  significant_text(comparison.log_rank->expected_second, 4) + ")";
  }
  return figure;
}

Figure shift_figure(const ProgressionComparison& comparison) {
  Figure figure = comparing(comparison, "hodges_lehmann_days", "needs two groups without a censored time");
  if (comparison.shift_days) {
    figure.estimate = comparison.shift_days->estimate;
    if (const auto& limits = comparison.shift_days->limits) {
      figure.low = limits->low;
      figure.high = limits->high;
    }
    figure.note.clear();
  }
  return figure;
}

void add_progression(const ProgressionComparison& comparison, FigureTable& table) {
  const std::string site(name_of(comparison.site));
  add_curve(comparison.favourable, site, "baseline_favourable", table);
  add_curve(comparison.unfavourable, site, "baseline_unfavourable", table);
  table.add(log_rank_figure(comparison));
  table.add(shift_figure(comparison));
  Figure left_out;
  left_out.analysis = "time_to_progression";
  left_out.variable = site;
  left_out.group = "no_baseline_count";
  left_out.measure = "subjects_left_out";
  left_out.count = comparison.without_baseline;
  table.add(left_out);
}

void add_response(const ResponseSummary& response, FigureTable& table) {
  const auto add = [&](const std::string& group, const ExactShare& share, const std::string& note) {
    table.add(with_share(
        {"response_rate", "best_response", group, {}, {}, {}, {}, {}, {}, {}, share.trials, note}, share));
  };
  add("evaluable", response.evaluable, "CR or PR; exact limits");
  add("enrolled", response.enrolled, "CR or PR; who could not be judged counts as no responder");
  add("baseline_favourable", response.favourable, "evaluable subjects with that baseline count");
  add("baseline_unfavourable", response.unfavourable, "evaluable subjects with that baseline count");
}

}  // namespace

TimepointGrid statistics_grid(const Study& study, const StudyStatistics& statistics) {
  constexpr auto kText = CellKind::Text;
  constexpr auto kNumber = CellKind::Number;
  FigureTable table;
  add_looks(statistics.looks, table);
  for (const MarkerAgreement& marker : statistics.markers) {
    const Analyte* analyte = study.find_analyte(marker.analyte);
    const std::string variable = (analyte == nullptr ? marker.analyte : analyte->name) + ", " + marker.assay;
    add_direction(marker, variable, table);
    add_beyond_chance(marker, variable, table);
    add_correlation(marker.all, variable, "all", table);
    add_correlation(marker.within_subjects, variable, "within_subjects", table);
  }
  for (const ProgressionComparison& comparison : statistics.progression) {
    add_progression(comparison, table);
  }
  if (statistics.response) {
    add_response(*statistics.response, table);
  }
  return {{{"analysis", kText},
           {"variable", kText},
           {"group", kText},
           {"measure", kText},
           {"estimate", kNumber},
           {"low", kNumber},
           {"high", kNumber},
           {"p", kNumber},
           {"count", kNumber},
           {"total", kNumber},
           {"subjects", kNumber},
           {"note", kText}},
          table.take()};
}

TimepointGrid survival_grid(const StudyStatistics& statistics) {
  constexpr auto kText = CellKind::Text;
  constexpr auto kNumber = CellKind::Number;
  TimepointGrid grid{{{"site", kText},
                      {"category", kText},
                      {"day", kNumber},
                      {"at_risk", kNumber},
                      {"events", kNumber},
                      {"censored", kNumber},
                      {"share_without", kNumber},
                      {"low", kNumber},
                      {"high", kNumber}},
                     {}};
  const auto add = [&](const SurvivalCurve& curve, ProgressionSite site, const std::string& category) {
    for (const statistics::SurvivalStep& step : curve.steps) {
      const auto& limits = step.limits;
      grid.rows.push_back({std::string(name_of(site)), category, number_text(step.time), whole(step.at_risk),
                           whole(step.events), whole(step.censored), computed(step.survival),
                           computed(limits ? std::optional(limits->low) : std::nullopt),
                           computed(limits ? std::optional(limits->high) : std::nullopt)});
    }
  };
  for (const ProgressionComparison& comparison : statistics.progression) {
    add(comparison.favourable, comparison.site, "favourable");
    add(comparison.unfavourable, comparison.site, "unfavourable");
  }
  return grid;
}

}  // namespace cyto
