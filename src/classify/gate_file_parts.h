#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "cytrial/core/strict_json.h"
#include "gate_file.h"

namespace cyto {

/// Reads the parts of a gate file that several places share. All throw Error BadConfig with the JSON pointer.

/// A lower-case name of 1 to 40 of [a-z0-9_], starting with a letter: safe in a joined list of names.
[[nodiscard]] std::string read_gate_name(const JsonReader& json);
[[nodiscard]] Phenotype read_phenotype(const JsonReader& json);
[[nodiscard]] ChannelRole read_role(const JsonReader& json);
/// "column", {"column"} or {"role", "measure"}, each object with an optional "unit".
[[nodiscard]] ParameterSpec read_parameter(const JsonReader& json);
/// The same; a "unit" other than "absolute" is refused.
[[nodiscard]] ParameterSpec read_absolute_parameter(const JsonReader& json);
/// "gate", {"and": [...]}, {"or": [...]} or {"not": ...} over `gates`.
[[nodiscard]] GateExpression read_expression(const JsonReader& json, const std::vector<GateSpec>& gates);
/// The bit that a leaf of an expression stands for; empty when the value is no leaf.
using ReadExpressionLeaf = std::function<std::optional<std::size_t>(const JsonReader&)>;
/// "and", "or" and "not" over other leaves than gates' names.
[[nodiscard]] GateExpression read_expression_over(const JsonReader& json,
                                                  const ReadExpressionLeaf& read_leaf);
/// {"reported", "list": [{"name", "title", "source", "when"}]} over `gates`.
[[nodiscard]] std::vector<DefinitionSpec> read_definitions(const JsonReader& json,
                                                           const std::vector<GateSpec>& gates);
/// A text of 1 to 1000 bytes.
[[nodiscard]] std::string read_nonempty(const JsonReader& json);
/// Index of the gate named, among the ones read so far.
[[nodiscard]] std::size_t read_gate_reference(const JsonReader& json, const std::vector<GateSpec>& gates);
/// One gate that may refer to `earlier` ones.
[[nodiscard]] GateSpec read_gate(const JsonReader& json, const std::vector<GateSpec>& earlier);

}  // namespace cyto
