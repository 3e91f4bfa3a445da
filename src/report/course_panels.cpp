#include "course_panels.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "cytrial/core/number_text.h"
#include "readable_number.h"
#include "state_words.h"

namespace cyto {
namespace {

PlotPoint ctc_point(const Timepoint& timepoint, double cut_off) {
  PlotPoint point;
  point.day = timepoint.actual_day.value_or(timepoint.planned_day);
  if (timepoint.ctc_state == CtcState::NotDone) {
    point.symbol = PlotSymbol::Square;
    point.label = "ND";
  } else if (timepoint.ctc_state == CtcState::NotEvaluable) {
    point.symbol = PlotSymbol::Cross;
    point.label = "NE";
  } else if (!timepoint.per_7_5_ml) {
    point.symbol = PlotSymbol::Ring;
    point.label = "NV";
  } else {
    point.value = timepoint.per_7_5_ml;
    point.low = timepoint.per_7_5_ml_low;
    point.high = timepoint.per_7_5_ml_high;
    const bool high = timepoint.unfavourable.value_or(*timepoint.per_7_5_ml >= cut_off);
    point.symbol = high ? PlotSymbol::Diamond : PlotSymbol::Disc;
    point.label = readable_beside(*timepoint.per_7_5_ml, cut_off);
  }
  return point;
}

PlotSymbol marker_symbol(const MarkerAtTimepoint& marker) {
  switch (marker.result->censor) {
    case Censor::Below:
    case Censor::AtMost:
      return PlotSymbol::TriangleDown;
    case Censor::Above:
    case Censor::AtLeast:
      return PlotSymbol::TriangleUp;
    case Censor::None:
      break;
  }
  return marker.above_limit.value_or(false) ? PlotSymbol::Diamond : PlotSymbol::Disc;
}

PlotPoint marker_point(const Timepoint& timepoint, const MarkerAtTimepoint& marker, const Study& study) {
  PlotPoint point;
  point.day = marker_day(timepoint, marker, study);
  if (!marker.result) {
    point.symbol = PlotSymbol::Square;
    point.label = "NR";
    return point;
  }
  point.value = marker.result->value;
  point.symbol = marker_symbol(marker);
  point.label = marker_value_text(*marker.result);
  return point;
}

double greatest_of(const PlotPanel& panel) {
  double greatest = 0.0;
  for (const PlotBand& band : panel.bands) {
    greatest = std::max(greatest, band.high);
  }
  for (const PlotPoint& point : panel.points) {
    greatest = std::max({greatest, point.value.value_or(0.0), point.high.value_or(0.0)});
  }
  return greatest;
}

void sort_by_day(std::vector<PlotPoint>& points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const PlotPoint& a, const PlotPoint& b) { return a.day < b.day; });
}

/// Points behind a break are not joined with those before it.
void mark_apart(PlotPanel& panel) {
  for (const PlotBreak& cut : panel.breaks) {
    const auto first = std::find_if(panel.points.begin(), panel.points.end(),
                                    [&](const PlotPoint& point) { return point.day > cut.day; });
    if (first != panel.points.end()) {
      first->apart = true;
    }
  }
}

/// Upper limit by the name of the assay that was used.
using LimitsInUse = std::map<std::string, double>;

LimitsInUse limits_in_use(const SubjectCourse& course, std::size_t index) {
  LimitsInUse limits;
  for (const Timepoint* timepoint : course) {
    const MarkerAtTimepoint& marker = timepoint->markers[index];
    if (marker.result && marker.upper_limit) {
      limits.emplace(marker.result->assay, *marker.upper_limit);
    }
  }
  return limits;
}

std::string marker_title(const Analyte& analyte, const LimitsInUse& limits) {
  std::string title = analyte_name(&analyte, analyte.code) + " [" + analyte.unit + "]";
  if (limits.empty()) {
    return title;
  }
  title += limits.size() == 1 ? ", upper limit " : ", upper limits ";
  bool first = true;
  for (const auto& [assay, upper] : limits) {
    title +=
        (first ? "" : ", ") + number_text(upper) + (assay.empty() ? "" : " (" + shortened(assay, 28) + ")");
    first = false;
  }
  return shortened(title, 84);
}

std::vector<PlotLimit> limit_lines(const LimitsInUse& limits) {
  std::set<double> values;
  for (const auto& [assay, upper] : limits) {
    values.insert(upper);
  }
  std::vector<PlotLimit> lines;
  for (const double value : values) {
    lines.push_back({value, "limit " + number_text(value)});
  }
  return lines;
}

/// Below ten times this value the axis stays linear.
double reference_value(const PlotPanel& panel) {
  if (!panel.limits.empty()) {
    return panel.limits.back().value;
  }
  double least = 0.0;
  for (const PlotPoint& point : panel.points) {
    const double value = point.value.value_or(0.0);
    least = value > 0.0 && (least == 0.0 || value < least) ? value : least;
  }
  return least;
}

/// A result and the day its blood was drawn on.
struct DatedResult {
  int day = 0;
  const Timepoint* timepoint = nullptr;
  const MarkerAtTimepoint* marker = nullptr;
};

std::vector<DatedResult> results_by_day(const SubjectCourse& course, const Study& study, std::size_t index) {
  std::vector<DatedResult> results;
  for (const Timepoint* timepoint : course) {
    const MarkerAtTimepoint& marker = timepoint->markers[index];
    if (marker.result) {
      results.push_back({marker_day(*timepoint, marker, study), timepoint, &marker});
    }
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const DatedResult& a, const DatedResult& b) { return a.day < b.day; });
  return results;
}

const DatedResult* at_visit(const std::vector<DatedResult>& results, std::string_view visit) {
  const auto found = std::find_if(results.begin(), results.end(), [&](const DatedResult& result) {
    return result.timepoint->visit == visit;
  });
  return found == results.end() ? nullptr : &*found;
}

/// Around what later results of one assay are held against: values inside may differ from it by variation
/// alone. One band per stretch, from that result to the last one held against it.
std::vector<PlotBand> variation_bands(const std::vector<DatedResult>& results) {
  std::map<std::string, PlotBand> bands;  // by the visit that is held against
  for (const DatedResult& later : results) {
    const auto& change = later.marker->change;
    const DatedResult* from = change && change->limits ? at_visit(results, change->from) : nullptr;
    if (from == nullptr || from->marker->result->censor != Censor::None) {
      continue;
    }
    const double value = from->marker->result->value;
    const auto [band, is_new] = bands.try_emplace(change->from);
    band->second = {from->day, std::max(later.day, is_new ? from->day : band->second.last_day),
                    value * change->limits->down_ratio, value * change->limits->up_ratio};
  }
  std::vector<PlotBand> by_day;
  for (const auto& [visit, band] : bands) {
    by_day.push_back(band);
  }
  std::sort(by_day.begin(), by_day.end(),
            [](const PlotBand& a, const PlotBand& b) { return a.first_day < b.first_day; });
  return by_day;
}

std::vector<PlotBreak> assay_breaks(const std::vector<DatedResult>& results) {
  std::vector<PlotBreak> breaks;
  for (std::size_t i = 1; i < results.size(); ++i) {
    const std::string& before = results[i - 1].marker->result->assay;
    const std::string& now = results[i].marker->result->assay;
    if (before != now) {
      const std::string name = now.empty() ? "assay not named" : "assay " + shortened(now, 18);
      breaks.push_back({(results[i - 1].day + results[i].day) / 2, name});
    }
  }
  return breaks;
}

}  // namespace

std::vector<std::size_t> tumor_markers(const Study& study) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < study.analytes.size(); ++i) {
    if (study.analytes[i].group == AnalyteGroup::TumorMarker) {
      positions.push_back(i);
    }
  }
  return positions;
}

int marker_day(const Timepoint& timepoint, const MarkerAtTimepoint& marker, const Study& study) {
  const Subject* subject = study.find_subject(timepoint.subject);
  if (subject == nullptr || !marker.result || !marker.result->collected) {
    return timepoint.planned_day;
  }
  return static_cast<int>((marker.result->collected->day - subject->day_zero).count());
}

PlotPanel ctc_panel(const SubjectCourse& course, const CtcRule& rule, const PanelSpan& span) {
  const double cut_off = cut_off_per_7_5_ml(rule);
  PlotPanel panel;
  panel.title = "CTC per 7.5 mL blood, with exact 95 % interval (log scale that shows 0)";
  for (const Timepoint* timepoint : course) {
    panel.points.push_back(ctc_point(*timepoint, cut_off));
  }
  sort_by_day(panel.points);
  panel.limits = {{cut_off, "cut-off " + number_text(cut_off)}};
  panel.axis = count_axis(greatest_of(panel), cut_off, span);
  return panel;
}

PlotPanel marker_panel(const SubjectCourse& course, const Study& study, std::size_t index,
                       const PanelSpan& span) {
  const Analyte& analyte = study.analytes[index];
  const LimitsInUse limits = limits_in_use(course, index);
  PlotPanel panel;
  panel.title = marker_title(analyte, limits);
  for (const Timepoint* timepoint : course) {
    panel.points.push_back(marker_point(*timepoint, timepoint->markers[index], study));
  }
  sort_by_day(panel.points);
  const std::vector<DatedResult> results = results_by_day(course, study, index);
  panel.bands = variation_bands(results);
  panel.breaks = assay_breaks(results);
  mark_apart(panel);
  panel.limits = limit_lines(limits);
  const double top_limit = panel.limits.empty() ? 0.0 : panel.limits.back().value;
  panel.axis = marker_axis(std::max(greatest_of(panel), top_limit), reference_value(panel), span);
  if (panel.axis.scale == ValueAxis::Scale::Log1p) {
    panel.title += ", log scale";
  }
  return panel;
}

}  // namespace cyto
