#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "gate_file_parts.h"

namespace cyto {
namespace {

constexpr double kLargestLimit = 1e12;

constexpr std::pair<std::string_view, EventFlag> kFlags[] = {
    {"touches_slide_edge", EventFlag::TouchesSlideEdge},
    {"touches_halo_edge", EventFlag::TouchesHaloEdge},
    {"saturated", EventFlag::Saturated},
    {"out_of_focus", EventFlag::OutOfFocus},
    {"without_nucleus", EventFlag::WithoutNucleus},
};

RangeGate read_range(const JsonReader& json) {
  RangeGate gate{read_parameter(json.member("parameter")), {}};
  const auto min = json.optional_number("min", -kLargestLimit, kLargestLimit);
  const auto max = json.optional_number("max", -kLargestLimit, kLargestLimit);
  if (!min && !max) {
    json.fail("a range gate has neither min nor max", "give at least one");
  }
  gate.interval.min = min.value_or(gate.interval.min);
  gate.interval.max = max.value_or(gate.interval.max);
  if (!(gate.interval.min < gate.interval.max)) {
    json.fail("min is not below max", "a range holds min <= value < max");
  }
  return gate;
}

Vertex read_vertex(const JsonReader& json) {
  const auto numbers = json.as_items();
  if (numbers.size() != 2) {
    json.fail("is not a vertex", "write [x, y]");
  }
  return {numbers[0].as_number(-kLargestLimit, kLargestLimit),
          numbers[1].as_number(-kLargestLimit, kLargestLimit)};
}

/// Whether all vertices lie on one line. Exact for the small whole numbers people write; otherwise only the
/// clear cases are found, which is enough to catch a slip.
bool encloses_nothing(const std::vector<Vertex>& vertices) {
  const Vertex& origin = vertices.front();
  const auto apart = std::find_if(vertices.begin(), vertices.end(),
                                  [&](const Vertex& v) { return v.x != origin.x || v.y != origin.y; });
  if (apart == vertices.end()) {
    return true;
  }
  return std::all_of(vertices.begin(), vertices.end(), [&](const Vertex& v) {
    return (apart->x - origin.x) * (v.y - origin.y) == (apart->y - origin.y) * (v.x - origin.x);
  });
}

PolygonGate read_polygon(const JsonReader& json) {
  PolygonGate gate{read_parameter(json.member("x")), read_parameter(json.member("y")), {}};
  const JsonReader outline = json.member("vertices");
  const auto items = outline.as_items();
  if (items.size() < 3 || items.size() > kMaxPolygonVertices) {
    outline.fail("a polygon has 3 to " + std::to_string(kMaxPolygonVertices) + " vertices");
  }
  for (const JsonReader& item : items) {
    gate.polygon.vertices.push_back(read_vertex(item));
  }
  if (encloses_nothing(gate.polygon.vertices)) {
    outline.fail("the polygon has no area", "its vertices lie on one line");
  }
  return gate;
}

FlagGate read_flag(const JsonReader& json) {
  const JsonReader flag = json.member("flag");
  const std::string text = flag.as_text();
  for (const auto& [name, value] : kFlags) {
    if (name == text) {
      return {value};
    }
  }
  flag.fail("is not an event flag",
            "write touches_slide_edge, touches_halo_edge, saturated, out_of_focus or without_nucleus");
}

bool names_a_role(const GateSpec& gate) {
  if (const auto* range = std::get_if<RangeGate>(&gate.kind)) {
    return range->parameter.role.has_value();
  }
  if (const auto* polygon = std::get_if<PolygonGate>(&gate.kind)) {
    return polygon->x.role.has_value() || polygon->y.role.has_value();
  }
  return false;
}

std::optional<bool> read_when_role_absent(const JsonReader& json, const GateSpec& gate) {
  const auto outcome = json.optional_member("when_role_absent");
  if (!outcome) {
    return std::nullopt;
  }
  if (!names_a_role(gate)) {
    outcome->fail("the gate names no channel role", "remove when_role_absent");
  }
  const std::string text = outcome->as_text();
  if (text != "pass" && text != "fail") {
    outcome->fail("is not an outcome", "write pass or fail");
  }
  return text == "pass";
}

}  // namespace

GateSpec read_gate(const JsonReader& json, const std::vector<GateSpec>& earlier) {
  GateSpec gate;
  gate.pointer = json.pointer();
  const JsonReader name = json.member("name");
  gate.name = read_gate_name(name);
  if (std::any_of(earlier.begin(), earlier.end(), [&](const GateSpec& g) { return g.name == gate.name; })) {
    name.fail("gate " + gate.name + " stands twice", "give every gate its own name");
  }
  if (const auto parent = json.optional_member("parent")) {
    gate.parent = read_gate_reference(*parent, earlier);
  }
  const JsonReader kind = json.member("kind");
  const std::string kind_name = kind.as_text();
  if (kind_name == "range") {
    gate.kind = read_range(json);
  } else if (kind_name == "polygon") {
    gate.kind = read_polygon(json);
  } else if (kind_name == "boolean") {
    gate.kind = BooleanGate{read_expression(json.member("when"), earlier)};
  } else if (kind_name == "flag") {
    gate.kind = read_flag(json);
  } else {
    kind.fail("is not a kind of gate", "write range, polygon, boolean or flag");
  }
  gate.when_role_absent = read_when_role_absent(json, gate);
  static_cast<void>(json.optional_text("note"));  // for the reader of the file
  json.finish();
  return gate;
}

}  // namespace cyto
