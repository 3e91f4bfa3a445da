#include <algorithm>
#include <string>

#include "definitions.h"
#include "gate_file_parts.h"

namespace cyto {
namespace {

std::size_t read_touched(const JsonReader& json) {
  const std::string touched = json.as_text();
  if (touched != "ctc" && touched != "leukocyte") {
    json.fail("is nothing that a cell can touch", "write ctc or leukocyte");
  }
  return touched == "ctc" ? kTouchesCtcBit : kTouchesLeukocyteBit;
}

/// A gate's name, {"phenotype": ...} or {"touches": ...}.
std::optional<std::size_t> read_fact(const JsonReader& json, const std::vector<GateSpec>& gates) {
  if (json.is_text()) {
    return read_gate_reference(json, gates);
  }
  if (!json.is_object() || json.keys().size() != 1) {
    return std::nullopt;
  }
  std::optional<std::size_t> bit;
  if (const auto phenotype = json.optional_member("phenotype")) {
    bit = kPhenotypeBit + static_cast<std::size_t>(read_phenotype(*phenotype));
  } else if (const auto touched = json.optional_member("touches")) {
    bit = read_touched(*touched);
  }
  return bit;
}

DefinitionSpec read_definition(const JsonReader& json, const std::vector<GateSpec>& gates) {
  DefinitionSpec spec;
  spec.name = read_gate_name(json.member("name"));
  spec.title = read_nonempty(json.member("title"));
  spec.source = read_nonempty(json.member("source"));
  spec.when = read_expression_over(json.member("when"),
                                   [&gates](const JsonReader& leaf) { return read_fact(leaf, gates); });
  json.finish();
  return spec;
}

/// The reported count is the phenotype's: there must not be two CTC counts of one sample.
void mark_reported(const JsonReader& json, std::vector<DefinitionSpec>& specs) {
  const std::string name = json.as_text();
  const auto reported =
      std::find_if(specs.begin(), specs.end(), [&](const DefinitionSpec& spec) { return spec.name == name; });
  if (reported == specs.end()) {
    json.fail("no definition " + name + " stands in the list", "name one that does");
  }
  constexpr std::size_t kCtcBit = kPhenotypeBit + static_cast<std::size_t>(Phenotype::Ctc);
  if (reported->when.kind != GateExpression::Kind::Gate || reported->when.gate != kCtcBit) {
    json.fail("the reported definition is not the phenotype ctc",
              R"(write "when": {"phenotype": "ctc"}, and put its conditions into "phenotypes")");
  }
  reported->reported = true;
}

}  // namespace

std::vector<DefinitionSpec> read_definitions(const JsonReader& json, const std::vector<GateSpec>& gates) {
  const JsonReader list = json.member("list");
  std::vector<DefinitionSpec> specs;
  for (const JsonReader& item : list.as_items()) {
    DefinitionSpec spec = read_definition(item, gates);
    if (std::any_of(specs.begin(), specs.end(), [&](const auto& known) { return known.name == spec.name; })) {
      item.member("name").fail("definition " + spec.name + " stands twice",
                               "give every definition its own name");
    }
    specs.push_back(std::move(spec));
  }
  if (specs.empty() || specs.size() > kMaxGates) {
    list.fail("a gate file has 1 to " + std::to_string(kMaxGates) +
              " definitions, or no key \"definitions\"");
  }
  mark_reported(json.member("reported"), specs);
  json.finish();
  return specs;
}

}  // namespace cyto
