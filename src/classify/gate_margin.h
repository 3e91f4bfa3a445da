#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "gate_expression.h"
#include "gate_file.h"

namespace cyto {

/// How far an event is inside a gate (positive) or outside (negative), along the one parameter whose change
/// would be the first to alter the gate's outcome. Infinite when no number could (flags, absent roles).
struct GateMargin {
  double steps = std::numeric_limits<double>::infinity();  ///< distance / the width that counts as near
  double distance =
      std::numeric_limits<double>::infinity();  ///< of the same sign, in the unit of `parameter`
  std::size_t gate = 0;                         ///< range or polygon gate whose limit it is
  std::size_t parameter = 0;                    ///< of BoundGates::parameters()

  [[nodiscard]] GateMargin opposite() const noexcept { return {-steps, -distance, gate, parameter}; }
};

/// The nearer to failing: what decides an "and".
[[nodiscard]] const GateMargin& lesser(const GateMargin& a, const GateMargin& b) noexcept;

/// Margin of an expression: "and" is as far inside as its least operand, "or" as its greatest, "not" as far
/// as its operand is outside. Its sign is the expression's outcome (0 is neither).
/// @param margins one per gate. Source: the min-max calculus of graded truth, Zadeh 1965, Inf Control 8:338.
[[nodiscard]] GateMargin margin_of(const GateExpression& expression, const std::vector<GateMargin>& margins);

/// Signed distance of a value from the nearer end of an interval; -infinity for NaN.
[[nodiscard]] double distance_inside(const Interval& interval, double value) noexcept;

/// Signed distances of a point from a polygon's outline along each axis: to the nearest edge met from the
/// point to the left or right, and above or below. Infinite where there is none; -infinity both for NaN.
struct AxisDistances {
  double along_x = 0.0;
  double along_y = 0.0;
};
[[nodiscard]] AxisDistances distances_inside(const Polygon& polygon, double x, double y) noexcept;

}  // namespace cyto
