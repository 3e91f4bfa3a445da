#include "drift_section.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>

#include "cytrial/trial/stain_drift.h"
#include "drift_figure.h"
#include "readable_number.h"
#include "sample_sections.h"
#include "state_words.h"

namespace cyto {
namespace {

void write_limits_cell(Markup& page, const DriftLimits& limits) {
  page.leaf("td", readable(limits.low) + " to " + readable(limits.high), {{"class", "number"}});
}

void write_outside_row(Markup& page, const DriftSeries& series, const DriftPoint& point, bool of_location) {
  const auto row = page.in("tr");
  page.leaf("th", point.sample_id, {{"scope", "row"}, {"class", "id"}});
  page.leaf("td", measure_label(series.column));
  page.leaf("td", of_location ? "median" : "standard deviation");
  page.leaf("td", readable(of_location ? point.location : point.scale), {{"class", "number"}});
  write_limits_cell(page, of_location ? *series.location : *series.scale);
}

void write_outside_table(Markup& page, const std::vector<DriftSeries>& drift) {
  const auto table = page.in("table", {{"class", "short"}});
  page.leaf("caption",
            "Samples whose leukocytes are stained or exposed unlike those of the others. Look for another "
            "stain lot, lamp or exposure; counts in leukocyte units are made to stand it.");
  {
    const auto head = page.in("thead");
    const auto row = page.in("tr");
    for (const char* name : {"Sample", "Measure", "Of the leukocytes", "Value", "Usual"}) {
      page.leaf("th", name, {{"scope", "col"}});
    }
  }
  const auto body = page.in("tbody");
  for (const DriftSeries& series : drift) {
    for (const DriftPoint& point : series.points) {
      if (point.location_outside) {
        write_outside_row(page, series, point, true);
      }
      if (point.scale_outside) {
        write_outside_row(page, series, point, false);
      }
    }
  }
}

bool any_outside(const std::vector<DriftSeries>& drift) {
  return std::any_of(drift.begin(), drift.end(), [](const DriftSeries& series) {
    return std::any_of(series.points.begin(), series.points.end(),
                       [](const DriftPoint& point) { return point.location_outside || point.scale_outside; });
  });
}

bool any_limits(const std::vector<DriftSeries>& drift) {
  return std::any_of(drift.begin(), drift.end(),
                     [](const DriftSeries& series) { return series.location.has_value(); });
}

void write_verdict(Markup& page, const std::vector<DriftSeries>& drift) {
  if (!any_limits(drift)) {
    page.leaf("p", "Fewer than " + std::to_string(kLeastSamplesForDrift) +
                       " samples: too few to say what is usual, so no limits are drawn.");
  } else if (!any_outside(drift)) {
    page.leaf("p", "Every sample lies within the usual.");
  } else {
    write_outside_table(page, drift);
  }
}

}  // namespace

std::vector<const SampleResult*> by_collection_time(const SampleSheet& sheet,
                                                    const std::vector<SampleResult>& results) {
  constexpr auto kUnknown = std::numeric_limits<std::int64_t>::max();
  std::map<std::string, std::int64_t> drawn;
  for (const SheetSample& row : sheet.rows) {
    drawn[row.sample_id] = row.collected ? row.collected->utc_seconds() : kUnknown;
  }
  std::vector<std::tuple<std::int64_t, std::string, const SampleResult*>> keyed;
  for (const SampleResult& result : results) {
    const auto known = drawn.find(result.sample_id);
    keyed.emplace_back(known == drawn.end() ? kUnknown : known->second, result.sample_id, &result);
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<const SampleResult*> ordered;
  for (const auto& entry : keyed) {
    ordered.push_back(std::get<2>(entry));
  }
  return ordered;
}

void write_drift(Markup& page, const SampleSheet& sheet, const std::vector<SampleResult>& results) {
  const std::vector<DriftSeries> drift = stain_drift(by_collection_time(sheet, results));
  if (drift.empty()) {
    page.leaf("p", "No sample has a leukocyte population yet.");
    return;
  }
  page.leaf(
      "p",
      "Median and robust standard deviation of each sample's own leukocytes, in the order the blood was "
      "drawn. The band holds the usual: median of the samples \u00b1 3.5 robust standard deviations. A "
      "sample outside it is a diamond and is named.",
      {{"class", "soft"}});
  write_verdict(page, drift);
  const auto figures = page.in("div", {{"class", "figures"}});
  for (std::size_t i = 0; i < drift.size(); ++i) {
    write_drift_figure(page, "drift-" + std::to_string(i + 1), drift[i]);
  }
}

}  // namespace cyto
