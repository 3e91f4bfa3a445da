#include "outcome_section.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cytrial/core/number_text.h"
#include "interval_figure.h"
#include "readable_number.h"
#include "share_words.h"
#include "state_words.h"
#include "survival_figure.h"
#include "table_parts.h"

namespace cyto {
namespace {

using statistics::ExactShare;
using statistics::SurvivalCurve;
using statistics::SurvivalStep;

/// Progressions that find a hazard ratio of 2 between groups of one size with a power of 80 % at p <= 0.05:
/// 4 (1.960 + 0.842)^2 / (ln 2)^2. Source: Schoenfeld 1981, Biometrika 68:316-319.
constexpr std::int64_t kEventsForHazardRatioOf2 = 66;

std::string_view site_name(ProgressionSite site) {
  switch (site) {
    case ProgressionSite::Intrahepatic:
      return "Liver";
    case ProgressionSite::Extrahepatic:
      return "Outside the liver";
    case ProgressionSite::Any:
      break;
  }
  return "Any site";
}

void write_median_row(Markup& page, std::string_view category, const SurvivalCurve& curve) {
  const auto row = page.in("tr");
  page.leaf("th", category, {{"scope", "row"}, {"class", "keep"}});
  write_number_cell(page, std::to_string(curve.subjects));
  write_number_cell(page, std::to_string(curve.events));
  write_number_cell(page, std::to_string(curve.subjects - curve.events));
  const auto days = [](const std::optional<double>& time) {
    return time ? number_text(*time) : std::string("not reached");
  };
  page.leaf("td", curve.subjects == 0 ? "\u2013" : days(curve.median));
  const bool limited = curve.median || curve.median_low;
  page.leaf("td", limited ? days(curve.median_low) + " to " + days(curve.median_high) : "\u2013");
}

/// Who is in the curves and who is not.
std::string subjects_words(const ProgressionComparison& comparison, std::int64_t enrolled) {
  const std::int64_t compared = comparison.favourable.subjects + comparison.unfavourable.subjects;
  std::string words =
      "Subjects in the curves: " + std::to_string(compared) + " of " + std::to_string(enrolled) + ".";
  if (comparison.without_baseline > 0) {
    words += " Without a baseline count: " + std::to_string(comparison.without_baseline) + ".";
  }
  const std::int64_t not_judged = enrolled - compared - comparison.without_baseline;
  if (not_judged > 0) {
    words += " Without an assessment that judged it: " + std::to_string(not_judged) + ".";
  }
  return words;
}

std::string test_words(const ProgressionComparison& comparison) {
  if (comparison.favourable.subjects == 0 || comparison.unfavourable.subjects == 0) {
    const bool none_favourable = comparison.favourable.subjects == 0;
    return std::string("No log-rank test: no subject with ") +
           (none_favourable ? "a favourable" : "an unfavourable") + " baseline count is in the curves.";
  }
  if (!comparison.log_rank) {
    return "No log-rank test: nobody progressed while both groups were at risk.";
  }
  const statistics::LogRank& test = *comparison.log_rank;
  return "Log-rank test: chi-squared " + number_text(test.chi_squared, 2) + " on 1 degree of freedom, " +
         readable_p(test.p) +
         ". Progressions with an unfavourable baseline: " + number_text(test.observed_second, 0) + " seen, " +
         number_text(test.expected_second, 1) + " expected were both groups alike.";
}

std::string shift_words(const statistics::Shift& shift) {
  std::string words =
      "Unfavourable against favourable: " + readable(shift.estimate) + " days (Hodges-Lehmann";
  if (shift.limits) {
    words += ", 95 % interval " + readable_interval(shift.limits->low, shift.limits->high);
  } else {
    words += "; too few subjects for an interval";
  }
  return words + ").";
}

/// What so few events cannot tell; empty when they are many.
std::string caution_words(const ProgressionComparison& comparison) {
  const std::int64_t events = comparison.favourable.events + comparison.unfavourable.events;
  if (events >= kEventsForHazardRatioOf2) {
    return {};
  }
  return "Few progressions (" + std::to_string(events) +
         "): the curves and limits are rough, and a p above 0.05 does not say that the groups are alike. "
         "Finding a hazard ratio of 2 takes some " +
         std::to_string(kEventsForHazardRatioOf2) + " (power 80 %, Schoenfeld 1981).";
}

void write_steps(Markup& page, const ProgressionComparison& comparison) {
  const auto details = page.in("details");
  page.leaf("summary", "The curves as a table: " + std::string(site_name(comparison.site)));
  const auto table = page.in("table", {{"class", "dense"}});
  page.leaf("caption",
            "Every day on which a subject progressed or was censored. Empty: the limits are not "
            "defined while nobody or everybody has progressed.");
  write_table_head(page, {"Baseline", "#Day", "#At risk", "#Progressed", "#Censored",
                          "#Without progression (95 % interval)"});
  const auto body = page.in("tbody");
  const auto write_curve = [&page](std::string_view category, const SurvivalCurve& curve) {
    for (const SurvivalStep& step : curve.steps) {
      const auto row = page.in("tr");
      page.leaf("th", category, {{"scope", "row"}, {"class", "keep"}});
      write_number_cell(page, number_text(step.time));
      write_number_cell(page, std::to_string(step.at_risk));
      write_number_cell(page, std::to_string(step.events));
      write_number_cell(page, std::to_string(step.censored));
      write_number_cell(page, readable_share(step.survival) +
                                  (step.limits ? " (" + share_limits(*step.limits) + ")" : std::string()));
    }
  };
  write_curve("favourable", comparison.favourable);
  write_curve("unfavourable", comparison.unfavourable);
}

void write_progression(Markup& page, const ProgressionComparison& comparison, std::int64_t enrolled) {
  const auto part = page.in("div", {{"class", "curves"}});
  page.leaf("h3", "Time to progression " + std::string(site_words(comparison.site)));
  write_survival_figure(page, comparison);
  {
    const auto table = page.in("table", {{"class", "short"}});
    page.leaf("caption", subjects_words(comparison, enrolled));
    write_table_head(
        page, {"Baseline CTC", "#Subjects", "#Progressed", "#Censored", "Median, days", "95 % interval"});
    const auto body = page.in("tbody");
    write_median_row(page, "favourable", comparison.favourable);
    write_median_row(page, "unfavourable", comparison.unfavourable);
  }
  page.leaf("p", test_words(comparison));
  if (comparison.shift_days) {
    page.leaf("p", shift_words(*comparison.shift_days));
  }
  if (const std::string caution = caution_words(comparison); !caution.empty()) {
    page.leaf("p", caution, {{"class", "soft"}});
  }
  write_steps(page, comparison);
}

void write_responses(Markup& page, const ResponseSummary& response) {
  const auto part = page.in("div", {{"class", "together"}});
  page.leaf("h3", "Response rate");
  IntervalFigure figure{"response-rate",
                        "Share of subjects with complete or partial response",
                        0.0,
                        1.0,
                        share_ticks(),
                        {},
                        {},
                        {}};
  const auto add = [&](std::string group, std::string label, const ExactShare& share) {
    figure.rows.push_back({std::move(group), std::move(label), share.share,
                           share.share ? std::optional(share.limits) : std::nullopt, share_words(share)});
  };
  add("All subjects", "enrolled", response.enrolled);
  add("All subjects", "with an evaluable assessment", response.evaluable);
  add("Evaluable, by baseline CTC", "favourable", response.favourable);
  add("Evaluable, by baseline CTC", "unfavourable", response.unfavourable);
  write_interval_figure(page, figure);
  page.leaf(
      "p",
      "Best response CR or PR by RECIST 1.1, with exact (Clopper-Pearson) 95 % intervals. A best response "
      "need not last, and its confirmation is not checked. Among the enrolled, who could not be judged "
      "counts as no responder. Intervals of two groups that overlap do not show that the groups are "
      "alike.",
      {{"class", "soft"}});
}

void write_preface(Markup& page, const Study& study, const StudyStatistics& statistics) {
  const CtcLooks& looks = statistics.looks;
  page.leaf("p", "Categories: the subject's last count with a volume on or before day 0. Unfavourable is " +
                     rule_words(study.ctc) + ". Of " + std::to_string(looks.subjects) + " subjects, " +
                     std::to_string(looks.favourable) + " are favourable, " +
                     std::to_string(looks.unfavourable) + " unfavourable, and " +
                     std::to_string(looks.subjects - looks.baselines) +
                     " have no such count and stand in no category.");
  const auto tests =
      static_cast<std::size_t>(std::count_if(statistics.progression.begin(), statistics.progression.end(),
                                             [](const auto& site) { return site.log_rank.has_value(); }));
  page.leaf(
      "p",
      "Exploratory: the groups were not randomised and differ in more than their counts, nothing is adjusted "
      "for other traits, and " +
          std::string(tests > 1 ? std::to_string(tests) + " log-rank tests are multiple looks whose p-values "
                                                          "are not adjusted. "
                                : "p-values are not adjusted for other looks at the study. ") +
          "A progression is dated to the assessment that first saw it, so that curves fall in steps of the "
          "restaging interval. Deaths are not events here; who died without progression is censored, "
          "which makes progression look more frequent than it is where deaths are many.",
      {{"class", "notice"}});
}

}  // namespace

void write_outcomes(Markup& page, const Study& study, const StudyStatistics& statistics) {
  if (statistics.progression.empty() && !statistics.response) {
    page.leaf("p",
              "The study has no assessments of response or progression: nothing can be said about time to "
              "progression and response.");
    return;
  }
  write_preface(page, study, statistics);
  {
    const auto figures = page.in("div", {{"class", "figures"}});
    for (const ProgressionComparison& comparison : statistics.progression) {
      write_progression(page, comparison, statistics.looks.subjects);
    }
  }
  if (statistics.progression.empty()) {
    page.leaf("p", "No assessment on or after day 0 judges progression.");
  }
  if (statistics.response) {
    write_responses(page, *statistics.response);
  }
}

}  // namespace cyto
