#include "cytrial/validation/linearity.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/statistics/distributions.h"
#include "cytrial/statistics/interval.h"
#include "cytrial/validation/replicates.h"

namespace cyto::validation {
namespace {

/// Residuals of this share of the sum of squares are rounding.
constexpr double kRounding = 1e-20;

/// Sums of a weighted line, taken around the weighted means: stable far from the origin.
struct LineSums {
  double weight = 0.0;
  double mean_x = 0.0;
  double mean_y = 0.0;
  double xx = 0.0;
  double xy = 0.0;
  double yy = 0.0;
};

LineSums sums_of(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& w) {
  LineSums sums;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sums.weight += w[i];
    sums.mean_x += w[i] * x[i];
    sums.mean_y += w[i] * y[i];
  }
  sums.mean_x /= sums.weight;
  sums.mean_y /= sums.weight;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - sums.mean_x;
    const double dy = y[i] - sums.mean_y;
    sums.xx += w[i] * dx * dx;
    sums.xy += w[i] * dx * dy;
    sums.yy += w[i] * dy * dy;
  }
  return sums;
}

Interval around(double middle, double half) {
  return {middle - half, middle + half};
}

std::optional<LineFit> fit_points(const std::vector<LadderPoint>& points, bool by_poisson) {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> weights;
  for (const LadderPoint& point : points) {
    x.push_back(point.expected);
    y.push_back(static_cast<double>(point.count));
    weights.push_back(by_poisson ? 1.0 / std::max(point.expected, 1.0) : 1.0);
  }
  return fit_line(x, y, weights);
}

/// Counted over expected with exact Poisson limits; empty when nothing was expected.
std::optional<Interval> recovery_limits(std::uint64_t total, double expected) {
  if (!(expected > 0.0)) {
    return std::nullopt;
  }
  const PoissonInterval limits = garwood_interval(total);
  return Interval{limits.low / expected, limits.high / expected};
}

std::optional<double> recovery_of(std::uint64_t total, double expected) {
  return expected > 0.0 ? std::optional(static_cast<double>(total) / expected) : std::nullopt;
}

LadderLevel level_of(double expected, const std::vector<double>& counts) {
  LadderLevel level;
  level.expected = expected;
  level.samples = counts.size();
  for (const double count : counts) {
    level.total += static_cast<std::uint64_t>(count);
  }
  const Spread spread = spread_of(counts);
  level.mean = spread.mean;
  level.sd = spread.sd;
  const double in_all = expected * static_cast<double>(counts.size());
  level.recovery = recovery_of(level.total, in_all);
  level.recovery_limits = recovery_limits(level.total, in_all);
  return level;
}

}  // namespace

std::optional<LineFit> fit_line(const std::vector<double>& x, const std::vector<double>& y,
                                const std::vector<double>& weights) {
  if (x.size() != y.size() || x.size() != weights.size()) {
    throw Error(ErrorCode::Internal, "fit_line", "x, y and weights differ in length");
  }
  if (x.empty()) {
    return std::nullopt;
  }
  const LineSums sums = sums_of(x, y, weights);
  if (!(sums.xx > 0.0)) {
    return std::nullopt;
  }
  LineFit fit;
  fit.slope = sums.xy / sums.xx;
  fit.intercept = sums.mean_y - fit.slope * sums.mean_x;
  double residual = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double rest = (y[i] - sums.mean_y) - fit.slope * (x[i] - sums.mean_x);
    residual += weights[i] * rest * rest;
  }
  fit.r_squared = sums.yy > 0.0 ? 1.0 - residual / sums.yy : 1.0;
  if (x.size() > 2 && residual > kRounding * sums.yy) {
    const double degrees = static_cast<double>(x.size()) - 2.0;
    fit.residual_sd = std::sqrt(residual / degrees);
    const double t = statistics::student_t_two_sided(degrees, statistics::kConfidence) * fit.residual_sd;
    fit.slope_interval = around(fit.slope, t / std::sqrt(sums.xx));
    fit.intercept_interval =
        around(fit.intercept, t * std::sqrt(1.0 / sums.weight + sums.mean_x * sums.mean_x / sums.xx));
  }
  return fit;
}

Linearity linearity_of(std::vector<LadderPoint> points) {
  Linearity linearity;
  std::map<double, std::vector<double>> by_level;
  std::uint64_t counted = 0;
  double expected = 0.0;
  for (const LadderPoint& point : points) {
    by_level[point.expected].push_back(static_cast<double>(point.count));
    // What is counted where nothing was expected is false, not recovered.
    counted += point.expected > 0.0 ? point.count : 0;
    expected += point.expected;
  }
  for (const auto& [level, counts] : by_level) {
    linearity.levels.push_back(level_of(level, counts));
  }
  linearity.fit = fit_points(points, true);
  linearity.plain_fit = fit_points(points, false);
  linearity.recovery = recovery_of(counted, expected);
  linearity.recovery_limits = recovery_limits(counted, expected);
  linearity.points = std::move(points);
  return linearity;
}

}  // namespace cyto::validation
