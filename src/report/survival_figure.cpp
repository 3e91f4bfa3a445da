#include "survival_figure.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cytrial/core/number_text.h"
#include "day_axis.h"
#include "plot_symbol.h"
#include "readable_number.h"
#include "state_words.h"
#include "svg_marks.h"
#include "value_axis.h"

namespace cyto {
namespace {

using statistics::SurvivalCurve;
using statistics::SurvivalStep;

constexpr double kWidthPx = 560.0;
constexpr double kHeightPx = 374.0;
constexpr double kLeftPx = 100.0;
constexpr double kRightPx = 546.0;
constexpr double kTopPx = 62.0;
constexpr double kBottomPx = 276.0;
constexpr double kLegendPx = 17.0;  // from one line of the legend to the next
constexpr double kRiskPx = 346.0;   // of the first row of numbers at risk

/// How the curve of a category is drawn: by its line, and by colour too.
struct CurveStyle {
  std::string_view category;
  std::string_view line;
  std::string_view band;
};
constexpr CurveStyle kFavourable{"favourable", "km-low", "km-low-band"};
constexpr CurveStyle kUnfavourable{"unfavourable", "km-high", "km-high-band"};

struct StyledCurve {
  const SurvivalCurve* curve;
  CurveStyle style;
};

/// Those that have a subject.
std::vector<StyledCurve> curves_of(const ProgressionComparison& comparison) {
  std::vector<StyledCurve> curves;
  for (const StyledCurve& curve : {StyledCurve{&comparison.favourable, kFavourable},
                                   StyledCurve{&comparison.unfavourable, kUnfavourable}}) {
    if (curve.curve->subjects > 0) {
      curves.push_back(curve);
    }
  }
  return curves;
}

/// Days are whole: they come from dates.
int day_of(double time) {
  return static_cast<int>(std::lround(time));
}

int last_day_of(const std::vector<StyledCurve>& curves) {
  int last = 1;
  for (const StyledCurve& curve : curves) {
    last = std::max(last, day_of(curve.curve->steps.back().time));
  }
  return last;
}

double survival_on(const SurvivalCurve& curve, int day) {
  double survival = 1.0;
  for (const SurvivalStep& step : curve.steps) {
    if (day_of(step.time) <= day) {
      survival = step.survival;
    }
  }
  return survival;
}

/// Both axes of the figure.
struct SurvivalAxes {
  DayAxis days;
  ValueAxis share;

  [[nodiscard]] std::string place(double time, double survival) const {
    return coordinate(days.x(day_of(time))) + " " + coordinate(share.y(survival));
  }
};

SurvivalAxes axes_of(const std::vector<StyledCurve>& curves) {
  constexpr double kInsetPx = 20.0;
  return {{0, last_day_of(curves), kLeftPx, kRightPx - kInsetPx},
          {ValueAxis::Scale::Linear, 1.0, kTopPx, kBottomPx, {}}};
}

void draw_axes(Markup& svg, const SurvivalAxes& axes, ProgressionSite site) {
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const double y = axes.share.y(share);
    draw_line(svg, "grid", kLeftPx, y, kRightPx, y);
    draw_text(svg, "tick", "end", kLeftPx - 6.0, y + 4.0, number_text(100.0 * share, 0) + " %");
  }
  draw_box(svg, "frame", {kLeftPx, kTopPx, kRightPx - kLeftPx, kBottomPx - kTopPx});
  for (const int day : survival_days(axes.days.last_day)) {
    const double x = axes.days.x(day);
    draw_line(svg, "frame", x, kBottomPx, x, kBottomPx + 4.0);
    draw_text(svg, "tick", "middle", x, kBottomPx + 18.0, std::to_string(day));
  }
  draw_text(svg, "faint", "middle", (kLeftPx + kRightPx) / 2.0, kBottomPx + 35.0, "Days since day 0");
  const std::string_view where = site == ProgressionSite::Intrahepatic   ? " in the liver"
                                 : site == ProgressionSite::Extrahepatic ? " outside the liver"
                                                                         : "";
  draw_upward_text(svg, "faint", "middle", 42.0, (kTopPx + kBottomPx) / 2.0,
                   "Without progression" + std::string(where));
}

/// The limits of the curve, one closed stretch for each run of steps that have them.
void draw_limits(Markup& svg, const SurvivalAxes& axes, const StyledCurve& curve) {
  const std::vector<SurvivalStep>& steps = curve.curve->steps;
  std::string upper;
  std::string lower;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& limits = steps[i].limits;
    const double until = i + 1 < steps.size() ? steps[i + 1].time : steps[i].time;
    if (limits) {
      upper += (upper.empty() ? "M" : "L") + axes.place(steps[i].time, limits->high) + "L" +
               axes.place(until, limits->high);
      lower = "L" + axes.place(until, limits->low) + "L" + axes.place(steps[i].time, limits->low) + lower;
    }
    if (!upper.empty() && (!limits || i + 1 == steps.size())) {
      svg.empty("path", {{"class", curve.style.band}, {"d", upper + lower + "z"}});
      upper.clear();
      lower.clear();
    }
  }
}

void draw_curve(Markup& svg, const SurvivalAxes& axes, const StyledCurve& curve) {
  constexpr double kCensoredPx = 5.0;
  std::string path = "M" + axes.place(0.0, 1.0);
  double before = 1.0;
  for (const SurvivalStep& step : curve.curve->steps) {
    path += "L" + axes.place(step.time, before) + "L" + axes.place(step.time, step.survival);
    before = step.survival;
  }
  svg.empty("path", {{"class", curve.style.line}, {"d", path}});
  for (const SurvivalStep& step : curve.curve->steps) {
    if (step.censored > 0) {
      const double x = axes.days.x(day_of(step.time));
      const double y = axes.share.y(step.survival);
      draw_line(svg, "km-censored", x, y - kCensoredPx, x, y + kCensoredPx);
    }
  }
}

void draw_medians(Markup& svg, const SurvivalAxes& axes, const std::vector<StyledCurve>& curves) {
  const double half = axes.share.y(0.5);
  double reach = 0.0;
  for (const StyledCurve& curve : curves) {
    if (const auto& median = curve.curve->median) {
      const double x = axes.days.x(day_of(*median));
      draw_line(svg, "limit-thin", x, half, x, kBottomPx);
      reach = std::max(reach, x);
    }
  }
  if (reach > kLeftPx) {
    draw_line(svg, "limit-thin", kLeftPx, half, reach, half);
  }
}

std::string legend_words(const StyledCurve& curve) {
  return "baseline " + std::string(curve.style.category) + ": " +
         counted_noun(static_cast<std::size_t>(curve.curve->subjects), "subject") + ", " +
         std::to_string(curve.curve->events) + " with progression";
}

void draw_legend(Markup& svg, const std::vector<StyledCurve>& curves) {
  constexpr double kSamplePx = 38.0;
  double y = 14.0;
  for (const StyledCurve& curve : curves) {
    draw_line(svg, curve.style.line, kLeftPx, y - 4.0, kLeftPx + kSamplePx, y - 4.0);
    draw_text(svg, "legend", "start", kLeftPx + kSamplePx + 8.0, y, legend_words(curve));
    y += kLegendPx;
  }
  const double middle = kLeftPx + kSamplePx / 2.0;
  draw_line(svg, "km-censored", middle, y - 9.0, middle, y + 1.0);
  draw_text(svg, "legend", "start", kLeftPx + kSamplePx + 8.0, y,
            "censored: last assessment without progression");
}

void draw_numbers_at_risk(Markup& svg, const SurvivalAxes& axes, const std::vector<StyledCurve>& curves) {
  draw_text(svg, "faint", "start", 2.0, kRiskPx - 16.0, "At risk");
  double y = kRiskPx;
  for (const StyledCurve& curve : curves) {
    draw_text(svg, "legend", "start", 2.0, y, curve.style.category);
    for (const int day : survival_days(axes.days.last_day)) {
      draw_text(svg, "legend", "middle", axes.days.x(day), y, std::to_string(at_risk_on(*curve.curve, day)));
    }
    y += kLegendPx;
  }
}

std::string words_of(const std::vector<StyledCurve>& curves) {
  std::string words;
  const std::vector<int> days = survival_days(last_day_of(curves));
  for (const StyledCurve& curve : curves) {
    std::string line = legend_words(curve) + ", median " + median_words(*curve.curve) + ".";
    line.front() = 'B';
    for (const int day : days) {
      line += " Day " + std::to_string(day) + ": " + std::to_string(at_risk_on(*curve.curve, day)) +
              " at risk, " + readable_share(survival_on(*curve.curve, day)) + " without progression.";
    }
    words += (words.empty() ? "" : " ") + line;
  }
  return words;
}

}  // namespace

std::vector<int> survival_days(int last_day) {
  constexpr std::array<int, 12> kSteps{1, 2, 5, 7, 14, 21, 28, 42, 84, 168, 364, 728};
  constexpr int kMostSteps = 8;
  const auto fits = [&](int step) { return last_day / step <= kMostSteps; };
  const auto found = std::find_if(kSteps.begin(), kSteps.end(), fits);
  const int step = found == kSteps.end() ? last_day / kMostSteps : *found;
  std::vector<int> days;
  for (int day = 0; day <= last_day; day += step) {
    days.push_back(day);
  }
  return days;
}

std::int64_t at_risk_on(const SurvivalCurve& curve, int day) {
  const auto later = std::find_if(curve.steps.begin(), curve.steps.end(),
                                  [day](const SurvivalStep& step) { return day_of(step.time) >= day; });
  return later == curve.steps.end() ? 0 : later->at_risk;
}

std::string_view site_words(ProgressionSite site) noexcept {
  switch (site) {
    case ProgressionSite::Intrahepatic:
      return "in the liver (intra-hepatic)";
    case ProgressionSite::Extrahepatic:
      return "outside the liver (extra-hepatic)";
    case ProgressionSite::Any:
      break;
  }
  return "at any site";
}

std::string median_words(const SurvivalCurve& curve) {
  const auto day = [](const std::optional<double>& time) {
    return time ? number_text(*time) : std::string("not reached");
  };
  if (!curve.median && !curve.median_low) {
    return "not reached";
  }
  return day(curve.median) + (curve.median ? " days" : "") + " (95 % interval " + day(curve.median_low) +
         " to " + day(curve.median_high) + ")";
}

void write_survival_figure(Markup& page, const ProgressionComparison& comparison) {
  const std::vector<StyledCurve> curves = curves_of(comparison);
  if (curves.empty()) {
    return;
  }
  const auto figure = page.in("figure", {{"class", "wide-figure"}});
  const SvgFrame frame{
      "progression-" + std::string(name_of(comparison.site)),
      "Time to progression " + std::string(site_words(comparison.site)) + ", by baseline CTC category",
      words_of(curves), kWidthPx, kHeightPx};
  write_svg(page, frame, [&] {
    const SurvivalAxes axes = axes_of(curves);
    draw_axes(page, axes, comparison.site);
    for (const StyledCurve& curve : curves) {
      draw_limits(page, axes, curve);
    }
    draw_medians(page, axes, curves);
    for (const StyledCurve& curve : curves) {
      draw_curve(page, axes, curve);
    }
    draw_legend(page, curves);
    draw_numbers_at_risk(page, axes, curves);
  });
}

}  // namespace cyto
