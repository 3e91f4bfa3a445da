#include "agreement_section.h"

#include <array>
#include <string>
#include <string_view>

#include "cytrial/core/number_text.h"
#include "interval_figure.h"
#include "readable_number.h"
#include "share_words.h"
#include "state_words.h"
#include "table_parts.h"

namespace cyto {
namespace {

using statistics::DirectionAgreement;
using statistics::Interval;
using statistics::RankCorrelation;

/// Below as many subjects limits by the jackknife are rough (docs/methods/rank-correlation.md).
constexpr std::int64_t kFewSubjects = 10;
/// There are none below as many.
constexpr std::int64_t kFewestSubjects = 3;

std::string marker_name(const Study& study, const MarkerAgreement& marker) {
  return analyte_name(study.find_analyte(marker.analyte), marker.analyte) + ", " + marker.assay;
}

/// The limits by subjects, unless they have no width: all subjects alike say nothing about others.
std::optional<Interval> telling(const std::optional<Interval>& limits) {
  constexpr double kNoWidth = 1e-9;
  return limits && limits->high - limits->low > kNoWidth ? limits : std::nullopt;
}

/// What must be known about limits by subjects; empty when they are no rougher than they look.
std::string_view subjects_note(std::int64_t subjects, const std::optional<Interval>& limits) {
  if (limits) {
    return subjects < kFewSubjects ? ", rough: few subjects" : "";
  }
  return subjects < kFewestSubjects ? ", no interval: too few subjects" : ", no interval: all alike";
}

IntervalRow first_to_last_row(const std::string& name, const DirectionAgreement& agreement) {
  return {name, "first to last visit", agreement.agreed.share,
          agreement.agreed.share ? std::optional(agreement.agreed.limits) : std::nullopt,
          share_words(agreement.agreed, "no pair of visits in which both moved")};
}

IntervalRow consecutive_row(const std::string& name, const DirectionAgreement& agreement) {
  const auto& agreed = agreement.agreed;
  IntervalRow row{name, "from visit to visit", agreed.share, telling(agreement.cluster_limits),
                  "no pair of visits in which both moved"};
  if (agreed.share) {
    row.text = std::to_string(agreed.hits) + " of " + std::to_string(agreed.trials) + ": " +
               readable_share(*agreed.share);
    row.text += row.limits ? " (" + share_limits(*row.limits) + ")" : "";
    row.text += subjects_note(agreement.subjects, row.limits);
  }
  return row;
}

void write_direction_figure(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers) {
  IntervalFigure figure{"direction-agreement",
                        "Share of pairs of visits in which CTCs and marker moved the same way",
                        0.0,
                        1.0,
                        share_ticks(),
                        0.5,
                        "by chance",
                        {}};
  for (const MarkerAgreement& marker : markers) {
    const std::string name = marker_name(study, marker);
    figure.rows.push_back(first_to_last_row(name, marker.first_to_last));
    figure.rows.push_back(consecutive_row(name, marker.consecutive));
  }
  write_interval_figure(page, figure);
}

void write_direction_row(Markup& page, const std::string& name, std::string_view pairs,
                         const DirectionAgreement& agreement) {
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}, {"class", "id"}});
  page.leaf("td", pairs);
  for (const std::int64_t number : {agreement.subjects, agreement.both_up, agreement.both_down,
                                    agreement.opposed, agreement.not_moved, agreement.open}) {
    write_number_cell(page, std::to_string(number));
  }
  const bool known = agreement.agreed.share.has_value();
  write_number_cell(page, known ? share_limits(agreement.agreed.limits) : "\u2013");
  const auto limits = telling(agreement.cluster_limits);
  write_number_cell(page, limits ? share_limits(*limits) : "\u2013");
}

void write_direction_table(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers) {
  const auto table = page.in("table", {{"class", "dense"}});
  page.leaf(
      "caption",
      "Pairs of visits by how both moved. Where one of the two stayed the same, or a bound (\u201cless "
      "than\u201d) leaves the direction open, there is nothing to agree on. Exact limits hold for one pair "
      "per subject; from visit to visit use those by subjects.");
  write_table_head(page, {"Marker, assay", "Pairs", "#Subjects", "#Both up", "#Both down", "#Opposed",
                          "#Not moved", "#Open", "#Exact 95 % limits", "#Limits by subjects"});
  const auto body = page.in("tbody");
  for (const MarkerAgreement& marker : markers) {
    const std::string name = marker_name(study, marker);
    write_direction_row(page, name, "first to last", marker.first_to_last);
    write_direction_row(page, name, "visit to visit", marker.consecutive);
  }
}

IntervalRow correlation_row(const std::string& name, const char* label, const RankCorrelation& correlation) {
  IntervalRow row{name, label, correlation.tau, telling(correlation.limits), "one of the two never differs"};
  const std::string values = counted_noun(static_cast<std::size_t>(correlation.pairs_of_values), "result") +
                             " of " + counted_noun(static_cast<std::size_t>(correlation.subjects), "subject");
  if (correlation.tau) {
    row.text = number_text(*correlation.tau, 2);
    if (row.limits) {
      row.text += " (" + number_text(row.limits->low, 2) + " to " + number_text(row.limits->high, 2) + ")";
    }
    row.text += subjects_note(correlation.subjects, row.limits);
  }
  row.text += "; " + values;
  return row;
}

void write_correlation_figure(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers) {
  IntervalFigure figure{"rank-correlation",
                        "Rank correlation (Kendall's tau-b) of CTCs and marker",
                        -1.0,
                        1.0,
                        {},
                        0.0,
                        "no relation",
                        {}};
  for (const double tau : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
    figure.ticks.push_back({tau, number_text(tau)});
  }
  for (const MarkerAgreement& marker : markers) {
    const std::string name = marker_name(study, marker);
    figure.rows.push_back(correlation_row(name, "within subjects", marker.within_subjects));
    figure.rows.push_back(correlation_row(name, "all visits", marker.all));
  }
  write_interval_figure(page, figure);
}

void write_beyond_chance(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers) {
  constexpr std::array<std::string_view, 3> kCtc{"CTC fall", "CTC not distinguished", "CTC rise"};
  const auto table = page.in("table", {{"class", "dense"}});
  page.leaf(
      "caption",
      "Numbers of subjects by their last change from baseline. A CTC change is beyond chance with p \u2264 "
      "0.05, each taken alone; a marker's when it leaves its reference change value. Subjects whose change "
      "is not decided are left out.");
  write_table_head(page,
                   {"Marker, assay", "CTC", "#Marker fall", "#Marker within variation", "#Marker rise"});
  for (const MarkerAgreement& marker : markers) {
    const auto body = page.in("tbody", {{"class", "subject"}});
    for (std::size_t i = 0; i < kCtc.size(); ++i) {
      const auto row = page.in("tr");
      if (i == 0) {
        page.leaf("th", marker_name(study, marker),
                  {{"scope", "rowgroup"}, {"rowspan", "3"}, {"class", "id"}});
      }
      page.leaf("th", kCtc[i], {{"scope", "row"}, {"class", "keep"}});
      for (const std::int64_t subjects : marker.beyond_chance[i]) {
        write_number_cell(page, std::to_string(subjects));
      }
    }
  }
}

}  // namespace

void write_agreements(Markup& page, const Study& study, const std::vector<MarkerAgreement>& markers) {
  if (markers.empty()) {
    page.leaf("p",
              "No visit has both a count with a volume and a result of a tumor marker with a named assay: "
              "there is nothing to compare.");
    return;
  }
  page.leaf(
      "p",
      "Exploratory, and many looks at one question; nothing is adjusted for their number. Going the same way "
      "is not agreement in size, half of all pairs do so by chance, and a correlation does not say that a "
      "marker can stand for the count. Results of different assays are never joined, so that after a "
      "change of assay a subject's pairs begin anew.",
      {{"class", "notice"}});
  {
    const auto part = page.in("div", {{"class", "together"}});
    page.leaf("h3", "Did both move the same way?");
    write_direction_figure(page, study, markers);
  }
  write_direction_table(page, study, markers);
  {
    const auto part = page.in("div", {{"class", "together"}});
    page.leaf("h3", "Rank correlation, subjects as clusters");
    write_correlation_figure(page, study, markers);
    page.leaf(
        "p",
        "Kendall's tau-b with jackknife limits over subjects. Within subjects: does the marker follow the "
        "count over time? All visits: also mixes what differs between subjects, since a large tumor has more "
        "of both.",
        {{"class", "soft"}});
  }
  {
    const auto part = page.in("div", {{"class", "together"}});
    page.leaf("h3", "Changes beyond chance");
    write_beyond_chance(page, study, markers);
  }
}

}  // namespace cyto
