#pragma once

#include <optional>

namespace cyto::statistics {

/// Confidence of every interval unless the caller asks for another.
inline constexpr double kConfidence = 0.95;
/// A change is called significant at a two-sided p of this or less.
inline constexpr double kSignificance = 0.05;

/// Limits of a quantity, both finite.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Limits of a quantity that may reach to infinity.
struct OpenInterval {
  double low = 0.0;
  std::optional<double> high;  ///< empty: without bound
};

}  // namespace cyto::statistics
