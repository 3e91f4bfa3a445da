#include "gate_file_parts.h"

#include <algorithm>
#include <utility>

namespace cyto {
namespace {

constexpr std::pair<std::string_view, GateUnit> kUnits[] = {
    {"absolute", GateUnit::Absolute},
    {"leukocyte_sd", GateUnit::LeukocyteSd},
    {"leukocyte_ratio", GateUnit::LeukocyteRatio},
};

bool is_lower_name(std::string_view text, std::size_t longest) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= longest && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), allowed);
}

/// Columns are called after channels, whose names may start with a digit ("4_6_dapi_...").
std::string read_column_name(const JsonReader& json) {
  std::string name = json.as_text();
  if (!is_lower_name("c" + name, 120) || name.empty()) {
    json.fail("is not a column name", "use the names of the event table: nucleus_area_um2");
  }
  return name;
}

GateUnit read_unit(const JsonReader& json) {
  const std::string text = json.as_text();
  for (const auto& [name, unit] : kUnits) {
    if (name == text) {
      return unit;
    }
  }
  json.fail("is not a unit", "write absolute, leukocyte_sd or leukocyte_ratio");
}

std::vector<GateExpression> read_operands(const JsonReader& json, const ReadExpressionLeaf& read_leaf) {
  std::vector<GateExpression> operands;
  for (const JsonReader& item : json.as_items()) {
    operands.push_back(read_expression_over(item, read_leaf));
  }
  if (operands.empty()) {
    json.fail("is empty", "name at least one gate");
  }
  return operands;
}

}  // namespace

std::string read_gate_name(const JsonReader& json) {
  std::string name = json.as_text();
  if (!is_lower_name(name, 40)) {
    json.fail("is not a gate name", "use 1 to 40 of a-z, 0-9 and _, starting with a letter");
  }
  return name;
}

Phenotype read_phenotype(const JsonReader& json) {
  const auto phenotype = phenotype_from(json.as_text());
  if (!phenotype || *phenotype == Phenotype::Unclassified) {
    json.fail("is not a phenotype",
              "write ctc, leukocyte, double_positive, nucleated_other, debris or fragment");
  }
  return *phenotype;
}

ChannelRole read_role(const JsonReader& json) {
  const auto role = channel_role_from(json.as_text());
  if (!role) {
    json.fail("is not a channel role", "write nuclear, cytokeratin, leukocyte, epithelial or other");
  }
  return *role;
}

ParameterSpec read_parameter(const JsonReader& json) {
  ParameterSpec spec;
  spec.pointer = json.pointer();
  if (json.is_text()) {
    spec.measure = read_column_name(json);
    return spec;
  }
  const auto column = json.optional_member("column");
  if (column) {
    spec.measure = read_column_name(*column);
  } else {
    spec.role = read_role(json.member("role"));
    spec.measure = read_column_name(json.member("measure"));
  }
  if (const auto unit = json.optional_member("unit")) {
    spec.unit = read_unit(*unit);
  }
  spec.near = json.optional_number("near", 0.0, 1e9);
  json.finish();
  return spec;
}

ParameterSpec read_absolute_parameter(const JsonReader& json) {
  ParameterSpec spec = read_parameter(json);
  if (spec.unit != GateUnit::Absolute) {
    json.fail("has a relative unit", "what defines the leukocytes cannot be measured in leukocytes");
  }
  return spec;
}

std::size_t read_gate_reference(const JsonReader& json, const std::vector<GateSpec>& gates) {
  const std::string name = read_gate_name(json);
  const auto found =
      std::find_if(gates.begin(), gates.end(), [&](const GateSpec& gate) { return gate.name == name; });
  if (found == gates.end()) {
    json.fail("no gate " + name + " stands before this place",
              "correct the name, or move the gate up: a gate may only use earlier ones");
  }
  return static_cast<std::size_t>(found - gates.begin());
}

GateExpression read_expression_over(const JsonReader& json, const ReadExpressionLeaf& read_leaf) {
  using Kind = GateExpression::Kind;
  if (const auto bit = read_leaf(json)) {
    return {Kind::Gate, *bit, {}};
  }
  if (!json.is_object() || json.keys().size() != 1) {
    json.fail("is not a gate expression", R"(write a gate's name, {"and": []}, {"or": []} or {"not": })");
  }
  GateExpression expression;
  if (const auto all = json.optional_member("and")) {
    expression = {Kind::And, 0, read_operands(*all, read_leaf)};
  } else if (const auto any = json.optional_member("or")) {
    expression = {Kind::Or, 0, read_operands(*any, read_leaf)};
  } else if (const auto inverse = json.optional_member("not")) {
    expression = {Kind::Not, 0, {read_expression_over(*inverse, read_leaf)}};
  }
  json.finish();
  return expression;
}

GateExpression read_expression(const JsonReader& json, const std::vector<GateSpec>& gates) {
  return read_expression_over(json, [&gates](const JsonReader& leaf) {
    return leaf.is_text() ? std::optional(read_gate_reference(leaf, gates)) : std::nullopt;
  });
}

std::string read_nonempty(const JsonReader& json) {
  std::string text = json.as_text();
  if (text.empty() || text.size() > 1000) {
    json.fail("is empty or longer than 1000 bytes");
  }
  return text;
}

}  // namespace cyto
