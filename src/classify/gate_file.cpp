#include "gate_file.h"

#include <algorithm>

#include "cytrial/classify/classifier.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "default_gates.h"
#include "gate_file_parts.h"

namespace cyto {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::uint64_t kLargestFileBytes = 1U << 20U;

bool needs_population(const GateSpec& gate, std::uint32_t relative_so_far) {
  if (gate.parent && ((relative_so_far >> *gate.parent) & 1U) != 0U) {
    return true;
  }
  if (const auto* range = std::get_if<RangeGate>(&gate.kind)) {
    return range->parameter.unit != GateUnit::Absolute;
  }
  if (const auto* polygon = std::get_if<PolygonGate>(&gate.kind)) {
    return polygon->x.unit != GateUnit::Absolute || polygon->y.unit != GateUnit::Absolute;
  }
  if (const auto* boolean = std::get_if<BooleanGate>(&gate.kind)) {
    return (gates_named_in(boolean->when) & relative_so_far) != 0U;
  }
  return false;
}

PopulationSpec read_population(const JsonReader& json, const std::vector<GateSpec>& gates) {
  PopulationSpec spec;
  const JsonReader among = json.member("among");
  spec.among = read_expression(among, gates);
  if ((gates_named_in(spec.among) & relative_gates_of(gates)) != 0U) {
    among.fail("names a gate in leukocyte units",
               "what defines the leukocytes cannot be measured in leukocytes");
  }
  if (const auto marker = json.optional_member("marker")) {
    spec.marker = read_absolute_parameter(*marker);
    spec.marker_ratio_min = json.number("marker_ratio_min", 0.01, 0.9);
    spec.minimum_marker_adu = json.number("minimum_marker_adu", 0.0, 1e9);
    spec.minimum_separation = json.number("minimum_separation", 0.0, 1000.0);
    spec.minimum_share = json.number("minimum_share", 0.0, 0.5);
  }
  if (const auto exclude_by = json.optional_member("exclude_by")) {
    spec.exclude_by = read_absolute_parameter(*exclude_by);
    spec.clip_sd = json.number("clip_sd", 2.0, 20.0);
  }
  spec.minimum_events = static_cast<std::size_t>(json.integer("minimum_events", 3, 1'000'000));
  spec.few_events = static_cast<std::size_t>(json.integer("few_events", 3, 1'000'000));
  json.finish();
  return spec;
}

std::vector<GateSpec> read_gates(const JsonReader& json) {
  const auto items = json.as_items();
  if (items.empty() || items.size() > kMaxGates) {
    json.fail("a gate file has 1 to " + std::to_string(kMaxGates) + " gates");
  }
  std::vector<GateSpec> gates;
  for (const JsonReader& item : items) {
    gates.push_back(read_gate(item, gates));
  }
  return gates;
}

std::vector<PhenotypeRule> read_rules(const JsonReader& json, const std::vector<GateSpec>& gates) {
  std::vector<PhenotypeRule> rules;
  for (const JsonReader& item : json.as_items()) {
    rules.push_back({read_phenotype(item.member("phenotype")), read_expression(item.member("when"), gates)});
    item.finish();
  }
  if (rules.empty()) {
    json.fail("is empty", "give at least one phenotype");
  }
  return rules;
}

ClusterSpec read_clusters(const JsonReader& json) {
  const ClusterSpec spec{read_phenotype(json.member("phenotype")), json.number("max_gap_um", 0.0, 50.0)};
  json.finish();
  return spec;
}

ArtefactSpec read_artefacts(const JsonReader& json, const std::vector<GateSpec>& gates) {
  ArtefactSpec spec{read_expression(json.member("when"), gates), json.number("within_um", 0.0, 200.0)};
  json.finish();
  return spec;
}

void read_identity(const JsonReader& json, GateFile& gates) {
  const JsonReader format = json.member("format");
  if (format.as_integer(0, 1'000'000) != kFormat) {
    format.fail("this program reads format 1", "use a gate file of format 1 or a newer program");
  }
  gates.name = read_nonempty(json.member("name"));
  gates.version = read_nonempty(json.member("version"));
  gates.source = read_nonempty(json.member("source"));
}

}  // namespace

std::uint32_t relative_gates_of(const std::vector<GateSpec>& gates) noexcept {
  std::uint32_t relative = 0;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    relative |= needs_population(gates[i], relative) ? 1U << i : 0U;
  }
  return relative;
}

GateFile gate_file_from_text(const std::string& text, const std::string& file) {
  const JsonReader json = JsonReader::from_text(text, file);
  GateFile gates;
  gates.file = file;
  gates.text = text;
  gates.digest = sha256_of(text);
  read_identity(json, gates);
  for (const JsonReader& role : json.optional_items("requires")) {
    gates.required_roles.push_back(read_role(role));
  }
  gates.gates = read_gates(json.member("gates"));
  gates.population = read_population(json.member("leukocyte_population"), gates.gates);
  gates.phenotypes = read_rules(json.member("phenotypes"), gates.gates);
  gates.otherwise = read_phenotype(json.member("otherwise"));
  const JsonReader candidates = json.member("candidates");
  gates.candidates = read_expression(candidates.member("when"), gates.gates);
  candidates.finish();
  gates.clusters = read_clusters(json.member("clusters"));
  if (const auto artefacts = json.optional_member("artefacts")) {
    gates.artefacts = read_artefacts(*artefacts, gates.gates);
  }
  if (const auto definitions = json.optional_member("definitions")) {
    gates.definitions = read_definitions(*definitions, gates.gates);
  }
  json.finish();
  return gates;
}

GateFilePtr read_gate_file(const std::filesystem::path& file) {
  const std::string text = read_text_file(file, kLargestFileBytes);
  return std::make_shared<const GateFile>(gate_file_from_text(text, file.string()));
}

GateFilePtr default_gate_file() {
  return std::make_shared<const GateFile>(
      gate_file_from_text(std::string(kDefaultGates), "calibration/gates/default.json (built in)"));
}

const std::string& text_of(const GateFile& gates) {
  return gates.text;
}

const std::string& digest_of(const GateFile& gates) {
  return gates.digest;
}

std::vector<std::string> columns_looked_at(const GateFile& gates, const Panel& panel) {
  std::vector<std::string> columns;
  const auto add_of = [&](const PanelChannel& channel, const std::string& measure) {
    columns.push_back(column_prefix(channel.name) + "_" + measure);
  };
  const auto add = [&](const ParameterSpec& parameter) {
    if (!parameter.role) {
      columns.push_back(parameter.measure);
    } else if (const auto channel = panel.index_of(*parameter.role)) {
      add_of(panel.channels[*channel], parameter.measure);
    }
  };
  for (const std::optional<ParameterSpec>& parameter :
       {gates.population.marker, gates.population.exclude_by}) {
    if (parameter) {
      add(*parameter);
    }
  }
  for (const GateSpec& gate : gates.gates) {
    if (const auto* range = std::get_if<RangeGate>(&gate.kind)) {
      add(range->parameter);
    } else if (const auto* polygon = std::get_if<PolygonGate>(&gate.kind)) {
      add(polygon->x);
      add(polygon->y);
    }
  }
  for (const PanelChannel& channel : panel.channels) {
    if (channel.levels) {
      add_of(channel, channel.levels->measure);
    }
  }
  return columns;
}

}  // namespace cyto
