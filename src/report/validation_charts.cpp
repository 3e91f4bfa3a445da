#include "validation_charts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "chart.h"
#include "cytrial/core/number_text.h"
#include "readable_number.h"

namespace cyto {
namespace {

using validation::Interval;
using validation::LadderLevel;
using validation::ValidationSummary;

void set_interval(ChartPoint& point, const std::optional<Interval>& interval) {
  if (interval) {
    point.low = interval->low;
    point.high = interval->high;
  }
}

/// A straight line over the whole x axis, bent as the axes bend it.
ChartLine straight(std::string_view style, double intercept, double slope, double greatest) {
  constexpr int kSteps = 60;
  ChartLine line{style, {}};
  for (int i = 0; i <= kSteps; ++i) {
    const double x = std::expm1(std::log1p(greatest) * i / kSteps);
    const double y = intercept + slope * x;
    if (y >= 0.0 && y <= greatest) {
      line.places.emplace_back(x, y);
    }
  }
  return line;
}

Chart ladder_chart(const validation::Linearity& linearity) {
  Chart chart;
  chart.id = "ladder";
  chart.title = "Counted against expected";
  chart.x_title = "Tumor cells expected";
  chart.y_title = "CTCs counted";
  chart.words = "Each disc is a sample; dashed: counted equals expected; grey: the fitted line.";
  double greatest = 1.0;
  for (const validation::LadderPoint& point : linearity.points) {
    greatest = std::max({greatest, point.expected, static_cast<double>(point.count)});
  }
  chart.x = chart_count_axis_x(greatest);
  chart.y = chart_count_axis_y(greatest);
  chart.lines.push_back(straight("limit", 0.0, 1.0, greatest));
  if (linearity.fit) {
    chart.lines.push_back(straight("course", linearity.fit->intercept, linearity.fit->slope, greatest));
  }
  for (const validation::LadderPoint& point : linearity.points) {
    ChartPoint mark;
    mark.x = point.expected;
    mark.y = static_cast<double>(point.count);
    mark.words = point.name + ": " + grouped(point.count) + " of " + readable(point.expected);
    chart.points.push_back(std::move(mark));
  }
  return chart;
}

Chart recovery_chart(const validation::Linearity& linearity) {
  constexpr double kMostShown = 2.0;
  Chart chart;
  chart.id = "recovery";
  chart.title = "Recovery by level";
  chart.x_title = "Tumor cells expected";
  chart.y_title = "Counted / expected";
  chart.words = "Bars: exact 95 % Poisson limits of the count; dashed: full recovery.";
  std::vector<std::string> names;
  double greatest = 1.0;
  for (const LadderLevel& level : linearity.levels) {
    if (level.recovery) {
      names.push_back(readable(level.expected));
      ChartPoint point;
      point.x = static_cast<double>(names.size());
      point.y = *level.recovery;
      set_interval(point, level.recovery_limits);
      point.words = names.back() + " cells: " + readable_share(*level.recovery);
      greatest = std::max(greatest, std::min(point.high.value_or(point.y), kMostShown));
      chart.points.push_back(std::move(point));
    }
  }
  chart.x = chart_names_axis_x(names);
  chart.y = chart_share_axis_y(greatest);
  chart.lines.push_back({"limit", {{0.0, 1.0}, {chart.x.greatest, 1.0}}});
  return chart;
}

Chart counts_chart(const char* id, const char* title, const std::vector<std::uint64_t>& counts,
                   const std::optional<double>& limit_of_blank) {
  constexpr double kMostBarPx = 46.0;
  constexpr std::uint64_t kMostShown = 40;
  Chart chart;
  chart.id = id;
  chart.title = title;
  chart.x_title = "CTCs counted";
  chart.y_title = "Samples";
  chart.words = "How many samples gave which count; dashed: the limit of blank.";
  std::map<std::uint64_t, std::uint64_t> samples;
  for (const std::uint64_t count : counts) {
    ++samples[std::min(count, kMostShown)];
  }
  const std::uint64_t last = std::max<std::uint64_t>(samples.rbegin()->first, 4);
  std::vector<std::string> names;
  std::uint64_t most = 1;
  for (std::uint64_t count = 0; count <= last; ++count) {
    names.push_back((count == kMostShown ? "\u2265 " : "") + std::to_string(count));
  }
  chart.x = chart_names_axis_x(names);
  const double step = chart.x.y(2.0) - chart.x.y(1.0);
  for (const auto& [count, number] : samples) {
    most = std::max(most, number);
    chart.bars.push_back({static_cast<double>(count) + 1.0, std::min(kMostBarPx, 0.8 * step),
                          static_cast<double>(number),
                          std::to_string(number) + " samples with " + names[count]});
  }
  chart.y = chart_whole_axis_y(static_cast<double>(most));
  if (limit_of_blank) {
    // The limit itself still counts as blank: the line stands behind its bar.
    const double at = *limit_of_blank + 1.5;
    chart.lines.push_back({"limit", {{at, 0.0}, {at, chart.y.greatest}}});
  }
  return chart;
}

Chart sensitivity_chart(const validation::TruthFit& fit) {
  Chart chart;
  chart.id = "sensitivity";
  chart.title = "CTC sensitivity by cytokeratin";
  chart.x_title = "Cytokeratin of the CTC, in leukocyte SDs";
  chart.y_title = "Called CTC";
  chart.words = "Bars: exact 95 % limits (Clopper-Pearson).";
  std::vector<std::string> names;
  for (const validation::LevelFit& level : fit.levels) {
    names.push_back(level_words(level));
    ChartPoint point;
    point.x = static_cast<double>(names.size());
    point.y = level.sensitivity.share().value_or(0.0);
    set_interval(point, level.sensitivity.interval());
    point.words = names.back() + ": " + std::to_string(level.sensitivity.hits) + " of " +
                  std::to_string(level.sensitivity.trials);
    chart.points.push_back(std::move(point));
  }
  chart.x = chart_names_axis_x(names);
  chart.y = chart_share_axis_y(1.0);
  return chart;
}

Chart repeatability_chart(const std::vector<validation::Replicates>& groups) {
  Chart chart;
  chart.id = "repeatability";
  chart.title = "Repeatability";
  chart.x_title = "Mean CTCs counted";
  chart.y_title = "Coefficient of variation";
  chart.words = "Each disc is a group of replicates; dashed: what chance alone gives, 1 / \u221amean.";
  double greatest = 1.0;
  double greatest_cv = 1.0;
  for (const validation::Replicates& group : groups) {
    if (!group.cv) {
      continue;
    }
    ChartPoint point;
    point.x = group.mean;
    point.y = *group.cv;
    point.words = group.label + ": mean " + readable(group.mean) + ", CV " + readable_share(*group.cv);
    greatest = std::max(greatest, group.mean);
    greatest_cv = std::max(greatest_cv, *group.cv);
    chart.points.push_back(std::move(point));
  }
  chart.x = chart_count_axis_x(greatest);
  chart.y = chart_share_axis_y(greatest_cv);
  ChartLine chance{"limit", {}};
  constexpr int kSteps = 60;
  for (int i = 0; i <= kSteps; ++i) {
    const double mean = std::expm1(std::log1p(greatest) * i / kSteps);
    if (mean * chart.y.greatest * chart.y.greatest >= 1.0) {
      chance.places.emplace_back(mean, 1.0 / std::sqrt(mean));
    }
  }
  chart.lines.push_back(std::move(chance));
  return chart;
}

}  // namespace

std::string level_words(const validation::LevelFit& level) {
  if (!level.low_lsd) {
    return "< " + number_text(level.high_lsd.value_or(0.0));
  }
  return level.high_lsd ? number_text(*level.low_lsd) + " to " + number_text(*level.high_lsd)
                        : "\u2265 " + number_text(*level.low_lsd);
}

void write_validation_charts(Markup& page, const ValidationSummary& summary) {
  std::vector<Chart> charts;
  if (!summary.linearity.points.empty()) {
    charts.push_back(ladder_chart(summary.linearity));
    charts.push_back(recovery_chart(summary.linearity));
  }
  if (!summary.limits.blanks.empty()) {
    charts.push_back(
        counts_chart("blanks", "Counts of blanks", summary.limits.blanks, summary.limits.limit_of_blank));
  }
  if (!summary.limits.lows.empty()) {
    std::vector<std::uint64_t> counts;
    for (const validation::LowSample& low : summary.limits.lows) {
      counts.push_back(low.count);
    }
    charts.push_back(counts_chart("lows", "Counts of low samples", counts, summary.limits.limit_of_blank));
  }
  if (!summary.truth.empty() && !summary.truth.front().levels.empty()) {
    charts.push_back(sensitivity_chart(summary.truth.front()));
  }
  if (!summary.replicates.empty()) {
    charts.push_back(repeatability_chart(summary.replicates));
  }
  if (charts.empty()) {
    return;
  }
  page.leaf("h2", "Plots");
  const auto figures = page.in("div", {{"class", "figures"}});
  for (const Chart& chart : charts) {
    write_chart(page, chart);
  }
}

}  // namespace cyto
