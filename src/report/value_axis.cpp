#include "value_axis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "cytrial/core/number_text.h"
#include "readable_number.h"

namespace cyto {
namespace {

constexpr double kLabelHeightPx = 13.0;
constexpr double kLinearTickPx = 20.0;
constexpr double kHeadroom = 1.12;  // free height above the greatest value
constexpr double kLeastShown = 1e-6;
constexpr double kGreatestShown = 1e12;  // far beyond any count; keeps hostile input from endless ticks

std::string tick_label(double value) {
  const bool whole = value == std::floor(value) && value < 1e15;
  return whole ? grouped(static_cast<std::uint64_t>(value)) : number_text(value);
}

bool has_room(const ValueAxis& axis, double value) {
  return std::none_of(axis.ticks.begin(), axis.ticks.end(), [&](const AxisTick& tick) {
    return std::abs(axis.y(tick.value) - axis.y(value)) < kLabelHeightPx;
  });
}

void add_if_room(ValueAxis& axis, double value) {
  if (value <= axis.greatest && has_room(axis, value)) {
    axis.ticks.push_back({value, tick_label(value)});
  }
}

/// 1, 2, 5, 10, ... in order of importance: powers of ten first.
void add_log_ticks(ValueAxis& axis) {
  for (const double leading : {1.0, 5.0, 2.0}) {
    for (double power = 1.0; power <= axis.greatest; power *= 10.0) {
      add_if_room(axis, leading * power);
    }
  }
}

void sort_ticks(ValueAxis& axis) {
  std::sort(axis.ticks.begin(), axis.ticks.end(),
            [](const AxisTick& a, const AxisTick& b) { return a.value < b.value; });
}

/// The least of 1, 2, 2.5, 5 x 10^n that leaves room for the labels.
double linear_step(double greatest, double height_px) {
  const double least = greatest * kLinearTickPx / height_px;
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double leading : {1.0, 2.0, 2.5, 5.0}) {
    if (leading * power >= least) {
      return leading * power;
    }
  }
  return 10.0 * power;
}

/// Decimals that write `step` exactly.
int decimals_of(double step) {
  constexpr int kMostDecimals = 9;
  int decimals = 0;
  for (double scaled = step;
       decimals < kMostDecimals && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled; scaled *= 10.0) {
    ++decimals;
  }
  return decimals;
}

void add_linear_ticks(ValueAxis& axis) {
  const double step = linear_step(axis.greatest, axis.bottom_px - axis.top_px);
  const int decimals = decimals_of(step);
  for (int i = 0; i * step <= axis.greatest; ++i) {
    const double value = i * step;
    axis.ticks.push_back(
        {value, decimals == 0 ? tick_label(std::round(value)) : number_text(value, decimals)});
  }
}

double with_headroom(double greatest, bool log_scale) {
  return log_scale ? std::expm1(kHeadroom * std::log1p(greatest)) : kHeadroom * greatest;
}

double shown(double greatest, double least) {
  return std::isfinite(greatest) ? std::clamp(greatest, least, kGreatestShown) : kGreatestShown;
}

}  // namespace

double ValueAxis::y(double value) const {
  const double inside = std::clamp(value, 0.0, greatest);
  const double share = scale == Scale::Linear ? inside / greatest : std::log1p(inside) / std::log1p(greatest);
  return bottom_px - share * (bottom_px - top_px);
}

ValueAxis count_axis(double greatest, double cut_off, const PanelSpan& span) {
  constexpr double kLeastTop = 10.0;
  const double top = shown(with_headroom(std::max(greatest, cut_off), true), kLeastTop);
  ValueAxis axis{ValueAxis::Scale::Log1p, top, span.top_px, span.bottom_px, {}};
  axis.ticks = {{0.0, "0"}};
  add_if_room(axis, cut_off);
  add_log_ticks(axis);
  sort_ticks(axis);
  return axis;
}

ValueAxis marker_axis(double greatest, double reference, const PanelSpan& span) {
  constexpr double kLinearReach = 10.0;
  const double most = std::max(greatest, reference);
  if (!(most > 0.0)) {
    return {ValueAxis::Scale::Linear, 1.0, span.top_px, span.bottom_px, {}};
  }
  const bool linear = !(reference > 0.0) || greatest <= kLinearReach * reference;
  ValueAxis axis{linear ? ValueAxis::Scale::Linear : ValueAxis::Scale::Log1p,
                 shown(with_headroom(most, !linear), kLeastShown),
                 span.top_px,
                 span.bottom_px,
                 {}};
  if (linear) {
    add_linear_ticks(axis);
  } else {
    axis.ticks = {{0.0, "0"}};
    add_log_ticks(axis);
    sort_ticks(axis);
  }
  return axis;
}

}  // namespace cyto
