#include "gate_lines.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "cytrial/core/strict_json.h"
#include "views.h"

namespace cyto::review {
namespace {

constexpr double kAny = std::numeric_limits<double>::max();

/// The event column that a gate's parameter names; empty: the panel has no such channel.
std::string column_of(const JsonReader& parameter, const Panel& panel) {
  if (parameter.is_text()) {
    return parameter.as_text();
  }
  const std::string role = parameter.text("role");
  const auto channel =
      std::find_if(panel.channels.begin(), panel.channels.end(),
                   [&](const PanelChannel& candidate) { return name_of(candidate.role) == role; });
  if (channel == panel.channels.end()) {
    return {};
  }
  const std::string unit = parameter.optional_text("unit").value_or("absolute");
  const std::string ending = unit == "leukocyte_sd" ? "_lsd" : unit == "leukocyte_ratio" ? "_lratio" : "";
  return column_prefix(channel->name) + "_" + parameter.text("measure") + ending;
}

void put_range(JsonWriter& json, const JsonReader& gate, const std::string& axis) {
  json.begin_object();
  put_text(json, "name", gate.text("name"));
  put_text(json, "kind", "range");
  put_text(json, "axis", axis);
  json.key("min");
  json.number(gate.optional_number("min", -kAny, kAny));
  json.key("max");
  json.number(gate.optional_number("max", -kAny, kAny));
  json.end_object();
}

/// @param turned the gate's own axes are the other way round.
void put_polygon(JsonWriter& json, const JsonReader& gate, bool turned) {
  json.begin_object();
  put_text(json, "name", gate.text("name"));
  put_text(json, "kind", "polygon");
  json.key("vertices");
  json.begin_array();
  for (const JsonReader& vertex : gate.items("vertices")) {
    const std::vector<JsonReader> place = vertex.as_items();
    json.begin_array();
    json.number(place.at(turned ? 1 : 0).as_number(-kAny, kAny));
    json.number(place.at(turned ? 0 : 1).as_number(-kAny, kAny));
    json.end_array();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void put_gate_lines(JsonWriter& json, const std::string& gates, const Panel& panel, const std::string& x,
                    const std::string& y) {
  json.begin_array();
  for (const JsonReader& gate : JsonReader::from_text(gates, "the kept gates").items("gates")) {
    const std::string kind = gate.text("kind");
    if (kind == "range") {
      const std::string column = column_of(gate.member("parameter"), panel);
      if (column == x || column == y) {
        put_range(json, gate, column == x ? "x" : "y");
      }
    } else if (kind == "polygon") {
      const auto axes = std::pair(column_of(gate.member("x"), panel), column_of(gate.member("y"), panel));
      if (axes == std::pair(x, y) || axes == std::pair(y, x)) {
        put_polygon(json, gate, axes.first != x);
      }
    }
  }
  json.end_array();
}

}  // namespace cyto::review
