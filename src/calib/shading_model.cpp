#include "shading_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "order_statistic.h"

namespace cyto {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Half as many terms as mesh cells along an edge, and no more than this: a higher one swings at the corners.
constexpr int kHighestDegree = 6;

/// Legendre polynomials of degree 0 to `degree` at t in -1..1: terms that hardly depend on each other.
std::vector<double> legendre(double t, int degree) {
  std::vector<double> terms{1.0, t};
  for (int n = 1; n < degree; ++n) {
    terms.push_back(((2.0 * n + 1.0) * t * terms[static_cast<std::size_t>(n)] -
                     n * terms[static_cast<std::size_t>(n - 1)]) /
                    (n + 1.0));
  }
  terms.resize(static_cast<std::size_t>(degree) + 1);
  return terms;
}

/// Centre of cell i of n, in -1..1.
double place(int i, int n) {
  return (static_cast<double>(i) + 0.5) / static_cast<double>(n) * 2.0 - 1.0;
}

/// Slope and curvature of a slide's background (in its logarithm) over the slide.
struct SlideTrend {
  std::vector<double> terms;  ///< x, y, x^2, xy, y^2; zero where the fields cannot tell

  [[nodiscard]] double at(const cv::Point2d& p) const {
    return terms[0] * p.x + terms[1] * p.y + terms[2] * p.x * p.x + terms[3] * p.x * p.y +
           terms[4] * p.y * p.y;
  }
};

/// Which of the five terms the places of the fields can tell apart.
std::vector<int> usable_terms(const std::vector<cv::Point2d>& places) {
  std::set<double> columns;
  std::set<double> rows;
  for (const cv::Point2d& p : places) {
    columns.insert(p.x);
    rows.insert(p.y);
  }
  constexpr std::size_t kForSlope = 3;
  constexpr std::size_t kForCurvature = 5;
  std::vector<int> terms;
  for (const auto& [term, usable] : {std::pair{0, columns.size() >= kForSlope},
                                     {1, rows.size() >= kForSlope},
                                     {2, columns.size() >= kForCurvature},
                                     {3, columns.size() >= kForSlope && rows.size() >= kForSlope},
                                     {4, rows.size() >= kForCurvature}}) {
    if (usable) {
      terms.push_back(term);
    }
  }
  return terms;
}

double term_of(int term, const cv::Point2d& p) {
  switch (term) {
    case 0:
      return p.x;
    case 1:
      return p.y;
    case 2:
      return p.x * p.x;
    case 3:
      return p.x * p.y;
    default:
      return p.y * p.y;
  }
}

/// Least squares of `values` over `places`, with weights that put single odd fields aside.
SlideTrend fit_trend(const std::vector<cv::Point2d>& places, const std::vector<double>& values) {
  SlideTrend trend{std::vector<double>(5, 0.0)};
  const std::vector<int> terms = usable_terms(places);
  const auto rows = static_cast<int>(places.size());
  const int columns = static_cast<int>(terms.size()) + 1;
  if (terms.empty() || rows < 2 * columns) {
    return trend;
  }
  std::vector<double> weights(places.size(), 1.0);
  cv::Mat1d solution;
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    cv::Mat1d left(rows, columns);
    cv::Mat1d right(rows, 1);
    for (int i = 0; i < rows; ++i) {
      const auto k = static_cast<std::size_t>(i);
      left(i, 0) = weights[k];
      for (int t = 1; t < columns; ++t) {
        left(i, t) = weights[k] * term_of(terms[static_cast<std::size_t>(t - 1)], places[k]);
      }
      right(i, 0) = weights[k] * values[k];
    }
    cv::solve(left, right, solution, cv::DECOMP_SVD);
    std::vector<double> residuals;
    for (std::size_t k = 0; k < places.size(); ++k) {
      double fitted = solution(0, 0);
      for (int t = 1; t < columns; ++t) {
        fitted += solution(t, 0) * term_of(terms[static_cast<std::size_t>(t - 1)], places[k]);
      }
      residuals.push_back(values[k] - fitted);
    }
    constexpr double kHuber = 1.345;
    const double limit = kHuber * std::max(robust_sd(residuals, 0.0), 1e-12);
    for (std::size_t k = 0; k < places.size(); ++k) {
      // The square root: weights stand on both sides of the normal equations.
      weights[k] = std::sqrt(std::min(1.0, limit / std::max(std::abs(residuals[k]), 1e-300)));
    }
  }
  for (int t = 1; t < columns; ++t) {
    trend.terms[static_cast<std::size_t>(terms[static_cast<std::size_t>(t - 1)])] = solution(t, 0);
  }
  return trend;
}

/// Median polish of the logarithms: level of each field plus the response of each mesh cell.
class Polish {
 public:
  Polish(const MeshLevels& levels, const std::vector<std::size_t>& chosen)
      : levels_(levels),
        chosen_(chosen),
        response_(static_cast<std::size_t>(levels.rows) * static_cast<std::size_t>(levels.columns), 0.0),
        field_levels_(chosen.size(), 0.0) {
    for (const std::size_t field : chosen) {
      slides_.insert(levels.slides[field]);
    }
    trends_.assign(slides_.size(), SlideTrend{std::vector<double>(5, 0.0)});
  }

  std::vector<double> run() {
    constexpr int kTrendRounds = 3;
    constexpr int kPolishRounds = 6;
    for (int trend_round = 0; trend_round <= kTrendRounds; ++trend_round) {
      for (int round = 0; round < kPolishRounds; ++round) {
        level_fields();
        respond();
      }
      if (trend_round < kTrendRounds) {
        follow_slides();
      }
    }
    return response_;
  }

 private:
  [[nodiscard]] cv::Point2d place_of(std::size_t field, std::size_t cell) const {
    const auto columns = static_cast<std::size_t>(levels_.columns);
    const cv::Point2d& corner = levels_.corners[field];
    const std::size_t column = cell % columns;
    const std::size_t row = cell / columns;
    return {corner.x + (static_cast<double>(column) + 0.5) / levels_.columns,
            corner.y + (static_cast<double>(row) + 0.5) / levels_.rows};
  }
  [[nodiscard]] cv::Point2d centre_of(std::size_t field) const {
    return levels_.corners[field] + cv::Point2d(0.5, 0.5);
  }
  [[nodiscard]] const SlideTrend& trend_of(std::size_t field) const {
    const auto at = slides_.find(levels_.slides[field]);
    return trends_[static_cast<std::size_t>(std::distance(slides_.begin(), at))];
  }
  /// What the slide's background adds to a cell beside the field's level.
  [[nodiscard]] double drift(std::size_t field, std::size_t cell) const {
    const SlideTrend& trend = trend_of(field);
    return trend.at(place_of(field, cell)) - trend.at(centre_of(field));
  }
  [[nodiscard]] double logarithm(std::size_t field, std::size_t cell) const {
    return std::log(levels_.fields[field][cell]);
  }

  void level_fields() {
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      std::vector<double> values;
      for (std::size_t cell = 0; cell < response_.size(); ++cell) {
        const double value = logarithm(chosen_[i], cell) - drift(chosen_[i], cell) - response_[cell];
        if (std::isfinite(value)) {
          values.push_back(value);
        }
      }
      field_levels_[i] = values.empty() ? kNone : median_of(std::move(values));
    }
  }

  void respond() {
    for (std::size_t cell = 0; cell < response_.size(); ++cell) {
      std::vector<double> values;
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const double value = logarithm(chosen_[i], cell) - drift(chosen_[i], cell) - field_levels_[i];
        if (std::isfinite(value)) {
          values.push_back(value);
        }
      }
      response_[cell] = values.empty() ? kNone : median_of(std::move(values));
    }
  }

  void follow_slides() {
    std::size_t number = 0;
    for (const std::size_t slide : slides_) {
      std::vector<cv::Point2d> places;
      std::vector<double> values;
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        if (levels_.slides[chosen_[i]] == slide && std::isfinite(field_levels_[i])) {
          places.push_back(centre_of(chosen_[i]));
          values.push_back(field_levels_[i]);
        }
      }
      trends_[number++] = fit_trend(places, values);
    }
  }

  const MeshLevels& levels_;
  const std::vector<std::size_t>& chosen_;
  std::vector<double> response_;
  std::vector<double> field_levels_;
  std::set<std::size_t> slides_;
  std::vector<SlideTrend> trends_;
};

}  // namespace

MeshResponse common_response(const MeshLevels& levels, const std::vector<std::size_t>& chosen) {
  const std::vector<double> logarithms = Polish(levels, chosen).run();
  MeshResponse response{cv::Mat1d(levels.rows, levels.columns), cv::Mat1i(levels.rows, levels.columns, 0)};
  double sum = 0.0;
  int known = 0;
  for (int cell = 0; cell < levels.rows * levels.columns; ++cell) {
    const auto at = static_cast<std::size_t>(cell);
    const double value = std::exp(logarithms[at]);
    response.relative(cell / levels.columns, cell % levels.columns) = value;
    for (const std::size_t field : chosen) {
      response.seen(cell / levels.columns, cell % levels.columns) +=
          std::isfinite(levels.fields[field][at]) ? 1 : 0;
    }
    if (std::isfinite(value)) {
      sum += value;
      ++known;
    }
  }
  response.relative /= known > 0 ? sum / known : 1.0;
  return response;
}

SmoothSurface::SmoothSurface(const cv::Mat1d& response)
    : degree_(std::clamp(std::min(response.rows, response.cols) / 2, 0, kHighestDegree)) {
  std::vector<std::vector<double>> rows;
  std::vector<double> values;
  for (int y = 0; y < response.rows; ++y) {
    for (int x = 0; x < response.cols; ++x) {
      if (!std::isfinite(response(y, x))) {
        continue;
      }
      const std::vector<double> x_terms = legendre(place(x, response.cols), degree_);
      const std::vector<double> y_terms = legendre(place(y, response.rows), degree_);
      std::vector<double> row;
      for (std::size_t i = 0; i <= static_cast<std::size_t>(degree_); ++i) {
        for (std::size_t j = 0; i + j <= static_cast<std::size_t>(degree_); ++j) {
          row.push_back(x_terms[i] * y_terms[j]);
        }
      }
      rows.push_back(std::move(row));
      values.push_back(response(y, x));
    }
  }
  cv::Mat1d left(static_cast<int>(rows.size()), static_cast<int>(rows.front().size()));
  for (int r = 0; r < left.rows; ++r) {
    std::copy(rows[static_cast<std::size_t>(r)].begin(), rows[static_cast<std::size_t>(r)].end(),
              left.ptr<double>(r));
  }
  cv::solve(left, cv::Mat1d(values).clone(), coefficients_, cv::DECOMP_SVD);
}

double SmoothSurface::at(const std::vector<double>& x_terms, const std::vector<double>& y_terms) const {
  double value = 0.0;
  int next = 0;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(degree_); ++i) {
    for (std::size_t j = 0; i + j <= static_cast<std::size_t>(degree_); ++j) {
      value += coefficients_(next++, 0) * x_terms[i] * y_terms[j];
    }
  }
  return value;
}

cv::Mat1d SmoothSurface::over_mesh(int rows, int columns) const {
  cv::Mat1d values(rows, columns);
  std::vector<std::vector<double>> x_terms;
  for (int x = 0; x < columns; ++x) {
    x_terms.push_back(legendre(place(x, columns), degree_));
  }
  for (int y = 0; y < rows; ++y) {
    const std::vector<double> y_terms = legendre(place(y, rows), degree_);
    for (int x = 0; x < columns; ++x) {
      values(y, x) = at(x_terms[static_cast<std::size_t>(x)], y_terms);
    }
  }
  return values;
}

cv::Mat1f SmoothSurface::over(const cv::Size& field) const {
  cv::Mat1f plane;
  over_mesh(field.height, field.width).convertTo(plane, CV_32F);
  return plane;
}

}  // namespace cyto
