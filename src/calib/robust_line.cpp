#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cytrial/calib/spillover_estimate.h"
#include "order_statistic.h"

namespace cyto {
namespace {

constexpr double kBisquare = 4.685;  ///< 95 % efficiency for normal scatter
constexpr int kRounds = 60;
constexpr double kConverged = 1e-8;

/// Weighted sums of a line fit.
struct Moments {
  double w = 0.0;
  double x = 0.0;
  double xx = 0.0;
  double y = 0.0;
  double xy = 0.0;

  void add(double weight, double at, double value) {
    w += weight;
    x += weight * at;
    xx += weight * at * at;
    y += weight * value;
    xy += weight * at * value;
  }
  [[nodiscard]] double determinant() const { return w * xx - x * x; }
};

std::vector<double> residuals_of(const RobustLine& line, const std::vector<double>& x,
                                 const std::vector<double>& y) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < x.size(); ++i) {
    residuals.push_back(y[i] - line.intercept - line.slope * x[i]);
  }
  return residuals;
}

/// Tukey's resistant line: through the medians of the left and the right third.
RobustLine resistant_line(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  const std::size_t third = std::max<std::size_t>(1, order.size() / 3);
  std::vector<double> left_x;
  std::vector<double> left_y;
  std::vector<double> right_x;
  std::vector<double> right_y;
  for (std::size_t i = 0; i < third; ++i) {
    left_x.push_back(x[order[i]]);
    left_y.push_back(y[order[i]]);
    right_x.push_back(x[order[order.size() - 1 - i]]);
    right_y.push_back(y[order[order.size() - 1 - i]]);
  }
  RobustLine line;
  const double from = median_of(left_x);
  const double to = median_of(right_x);
  line.slope = to > from ? (median_of(right_y) - median_of(left_y)) / (to - from) : 0.0;
  std::vector<double> rests;
  for (std::size_t i = 0; i < x.size(); ++i) {
    rests.push_back(y[i] - line.slope * x[i]);
  }
  line.intercept = median_of(std::move(rests));
  return line;
}

double bisquare_weight(double u) {
  const double v = 1.0 - u * u;
  return std::abs(u) < 1.0 ? v * v : 0.0;
}

/// Derivative of u * weight(u).
double bisquare_slope(double u) {
  return std::abs(u) < 1.0 ? (1.0 - u * u) * (1.0 - 5.0 * u * u) : 0.0;
}

/// Sandwich: A^-1 B A^-1 of the two normal equations, slope entry.
double slope_error(const std::vector<double>& x, const std::vector<double>& residuals, double cut) {
  Moments bread;
  Moments filling;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = residuals[i] / cut;
    bread.add(bisquare_slope(u), x[i], 0.0);
    const double psi = residuals[i] * bisquare_weight(u);
    filling.add(psi * psi, x[i], 0.0);
  }
  const double det = bread.determinant();
  if (!(det > 0.0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  // Second row of A^-1 is (-sum x, sum w) / det.
  const double a = -bread.x / det;
  const double b = bread.w / det;
  const double variance = a * a * filling.w + 2.0 * a * b * filling.x + b * b * filling.xx;
  const auto n = static_cast<double>(x.size());
  return std::sqrt(std::max(0.0, variance) * n / (n - 2.0));
}

}  // namespace

RobustLine fit_robust_line(const std::vector<double>& x, const std::vector<double>& y) {
  RobustLine line = resistant_line(x, y);
  // Around the middle of x the sums keep their digits.
  const double middle = median_of(x);
  std::vector<double> centred;
  double largest = 0.0;
  for (const double value : x) {
    centred.push_back(value - middle);
    largest = std::max(largest, std::abs(centred.back()));
  }
  if (!(largest > 0.0)) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone, kNone, kNone};
  }
  line.intercept += line.slope * middle;
  double cut = 1.0;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<double> residuals = residuals_of(line, centred, y);
    // A line without any scatter keeps a scale far below a count.
    line.residual_sd = std::max(robust_sd(residuals, 0.0), 1e-9);
    cut = kBisquare * line.residual_sd;
    Moments moments;
    for (std::size_t i = 0; i < y.size(); ++i) {
      moments.add(bisquare_weight(residuals[i] / cut), centred[i], y[i]);
    }
    const double det = moments.determinant();
    if (!(det > 0.0)) {
      break;
    }
    const double slope = (moments.w * moments.xy - moments.x * moments.y) / det;
    const double moved = std::abs(slope - line.slope);
    line.slope = slope;
    line.intercept = (moments.y - slope * moments.x) / moments.w;
    if (moved <= kConverged) {
      break;
    }
  }
  line.slope_error = slope_error(centred, residuals_of(line, centred, y), cut);
  line.intercept -= line.slope * middle;
  return line;
}

}  // namespace cyto
