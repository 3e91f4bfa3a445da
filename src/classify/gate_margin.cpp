#include "gate_margin.h"

#include <algorithm>
#include <cmath>

#include "bound_gates.h"

namespace cyto {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Least distance from `at` along one axis to where edges cross the line through the point.
/// @param along, across the coordinates of that axis and of the other one.
double nearest_crossing(const std::vector<Vertex>& vertices, double at, double other, double Vertex::*along,
                        double Vertex::*across) {
  double nearest = kInfinity;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    const Vertex& from = vertices[i];
    const Vertex& to = vertices[(i + 1) % vertices.size()];
    const double low = std::min(from.*across, to.*across);
    const double high = std::max(from.*across, to.*across);
    if (other < low || other >= high) {
      continue;
    }
    const double share = (other - from.*across) / (to.*across - from.*across);
    nearest = std::min(nearest, std::abs(from.*along + share * (to.*along - from.*along) - at));
  }
  return nearest;
}

/// Within this of a limit an event is near it, unless the gate file says otherwise.
double default_near(GateUnit unit, double limit) {
  constexpr double kNearSd = 1.0;
  constexpr double kNearRatio = 0.05;
  constexpr double kNearShareOfLimit = 0.1;
  switch (unit) {
    case GateUnit::LeukocyteSd:
      return kNearSd;
    case GateUnit::LeukocyteRatio:
      return kNearRatio;
    case GateUnit::Absolute:
      return kNearShareOfLimit * std::abs(limit);
  }
  return kNearSd;
}

/// @param limit where the distance ends: only absolute units need it.
double steps_of(const ParameterSpec& spec, double distance, double limit) {
  const double near = spec.near.value_or(default_near(spec.unit, limit));
  return near > 0.0 ? distance / near : std::copysign(kInfinity, distance);
}

GateMargin certain(bool passes) {
  const double far = passes ? kInfinity : -kInfinity;
  return {far, far, 0, 0};
}

GateMargin range_margin(const RangeGate& range, double value) {
  GateMargin margin;
  margin.distance = distance_inside(range.interval, value);
  const bool near_min = value - range.interval.min <= range.interval.max - value;
  margin.steps =
      steps_of(range.parameter, margin.distance, near_min ? range.interval.min : range.interval.max);
  return margin;
}

}  // namespace

const GateMargin& lesser(const GateMargin& a, const GateMargin& b) noexcept {
  return b.steps < a.steps ? b : a;
}

GateMargin margin_of(const GateExpression& expression, const std::vector<GateMargin>& margins) {
  using Kind = GateExpression::Kind;
  if (expression.kind == Kind::Gate) {
    return margins[expression.gate];
  }
  GateMargin margin = margin_of(expression.operands.front(), margins);
  if (expression.kind == Kind::Not) {
    return margin.opposite();
  }
  for (std::size_t i = 1; i < expression.operands.size(); ++i) {
    const GateMargin other = margin_of(expression.operands[i], margins);
    const bool other_decides =
        expression.kind == Kind::And ? other.steps < margin.steps : other.steps > margin.steps;
    margin = other_decides ? other : margin;
  }
  return margin;
}

double distance_inside(const Interval& interval, double value) noexcept {
  return std::isnan(value) ? -kInfinity : std::min(value - interval.min, interval.max - value);
}

AxisDistances distances_inside(const Polygon& polygon, double x, double y) noexcept {
  if (std::isnan(x) || std::isnan(y)) {
    return {-kInfinity, -kInfinity};
  }
  const double along_x = nearest_crossing(polygon.vertices, x, y, &Vertex::x, &Vertex::y);
  const double along_y = nearest_crossing(polygon.vertices, y, x, &Vertex::y, &Vertex::x);
  const double sign = polygon.contains(x, y) ? 1.0 : -1.0;
  return {sign * along_x, sign * along_y};
}

GateMargin BoundGates::own_margin(std::size_t index, const float* row,
                                  const std::vector<PopulationStatistic>& population,
                                  const std::vector<GateMargin>& earlier) const {
  const GateSpec& spec = specs_[index];
  const BoundGate& gate = gates_[index];
  if (gate.kind == BoundGate::Kind::Constant) {
    return certain(gate.constant);
  }
  const auto value = [&](std::size_t parameter) { return value_of(parameters_[parameter], row, population); };
  if (const auto* range = std::get_if<RangeGate>(&spec.kind)) {
    GateMargin margin = range_margin(*range, value(gate.x));
    margin.gate = index;
    margin.parameter = gate.x;
    return margin;
  }
  if (const auto* polygon = std::get_if<PolygonGate>(&spec.kind)) {
    const double x = value(gate.x);
    const double y = value(gate.y);
    const AxisDistances away = distances_inside(polygon->polygon, x, y);
    const GateMargin by_x{steps_of(polygon->x, away.along_x, x), away.along_x, index, gate.x};
    const GateMargin by_y{steps_of(polygon->y, away.along_y, y), away.along_y, index, gate.y};
    return std::abs(by_x.steps) < std::abs(by_y.steps) ? by_x : by_y;
  }
  if (const auto* flag = std::get_if<FlagGate>(&spec.kind)) {
    return certain(has(event_flags_from(row[flags_column_]), flag->flag));
  }
  return margin_of(std::get<BooleanGate>(spec.kind).when, earlier);
}

std::vector<GateMargin> BoundGates::margins_of(const float* row,
                                               const std::vector<PopulationStatistic>& population) const {
  std::vector<GateMargin> margins;
  margins.reserve(specs_.size());
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    GateMargin margin = own_margin(i, row, population, margins);
    if (specs_[i].parent) {
      margin = lesser(margin, margins[*specs_[i].parent]);
    }
    margins.push_back(margin);
  }
  return margins;
}

}  // namespace cyto
