#include "cytrial/classify/classifier.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "bound_gates.h"
#include "clusters.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "gate_file.h"
#include "leukocyte_population.h"

namespace cyto {
namespace {

/// Columns that calls and candidates are made from besides the gates' own.
struct FixedColumns {
  std::size_t x_px, y_px, x_um, y_um, flags, cell_diameter_um;
  std::size_t major_um, minor_um, orientation_rad;
  std::size_t left_px, top_px, width_px, height_px;

  explicit FixedColumns(const FeatureSchema& schema)
      : x_px(schema.require(column::kXPx)),
        y_px(schema.require(column::kYPx)),
        x_um(schema.require(column::kXUm)),
        y_um(schema.require(column::kYUm)),
        flags(schema.require(column::kFlags)),
        cell_diameter_um(schema.require("cell_diameter_um")),
        major_um(schema.require("cell_major_axis_um")),
        minor_um(schema.require("cell_minor_axis_um")),
        orientation_rad(schema.require("cell_orientation_rad")),
        left_px(schema.require("cell_left_px")),
        top_px(schema.require("cell_top_px")),
        width_px(schema.require("cell_width_px")),
        height_px(schema.require("cell_height_px")) {}

  /// The ellipse of the cell, centred on its box: the anchor is the nucleus', often at one side.
  [[nodiscard]] CellEllipse ellipse_of(std::uint64_t position, const float* row) const {
    const auto centre_um = [row](std::size_t start, std::size_t length, std::size_t px, std::size_t um) {
      return (row[start] + row[length] / 2.0) * row[um] / row[px];
    };
    return {position,
            centre_um(left_px, width_px, x_px, x_um),
            centre_um(top_px, height_px, y_px, y_um),
            row[major_um] / 2.0,
            row[minor_um] / 2.0,
            row[orientation_rad]};
  }
};

/// Why nothing can be classified with this panel; empty when it can.
std::optional<std::string> missing_role(const GateFile& gates, const Panel& panel) {
  if (panel.nuclear_only()) {
    return "the panel holds a nuclear channel alone";
  }
  for (const ChannelRole role : gates.required_roles) {
    if (!panel.index_of(role)) {
      return "the panel has no " + std::string(name_of(role)) + " channel";
    }
  }
  return std::nullopt;
}

void require_same_columns(const FeatureSchema& bound, const FeatureSchema& given) {
  const bool same = std::equal(
      bound.columns().begin(), bound.columns().end(), given.columns().begin(), given.columns().end(),
      [](const FeatureColumn& a, const FeatureColumn& b) { return a.name == b.name; });
  if (!same) {
    throw Error(ErrorCode::Internal, "classifier", "the event table has other columns than the gates");
  }
}

/// The parts that exist only when gates could be bound.
struct GateSet {
  BoundGates gates;
  PopulationFinder finder;

  GateSet(const GateFile& file, const Panel& panel, const FeatureSchema& schema)
      : gates(file, panel, schema), finder(file, gates, panel, schema) {}
  GateSet(const GateSet&) = delete;
  GateSet& operator=(const GateSet&) = delete;
};

}  // namespace

struct Classifier::State {
  GateFilePtr file;
  FeatureSchema schema;
  FixedColumns columns;
  std::optional<std::string> unclassified_because;
  std::unique_ptr<const GateSet> gate_set;  ///< null when nothing can be classified
  std::vector<std::string> gate_names;
  std::vector<BoundParameter> relative;  ///< relative parameters, in the order of their appended columns

  LeukocytePopulation population;
  std::vector<Classification> calls;
  SampleCounts counts;

  State(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured)
      : file(std::move(gates)),
        schema(measured),
        columns(measured),
        unclassified_because(missing_role(*file, panel)) {
    if (!unclassified_because) {
      gate_set = std::make_unique<const GateSet>(*file, panel, measured);
      gate_names = gate_set->gates.names();
      const auto& all = gate_set->gates.parameters();
      std::copy_if(all.begin(), all.end(), std::back_inserter(relative),
                   [](const BoundParameter& p) { return p.unit != GateUnit::Absolute; });
    }
  }

  [[nodiscard]] Classification call_of(const float* row) const;
  void call_all(EventSource& events);
  void count(const Classification& call, const float* row);
  void link(const std::vector<CellEllipse>& cells);
  [[nodiscard]] std::string name_of_relative(const BoundParameter& parameter) const;
};

Classification Classifier::State::call_of(const float* row) const {
  Classification call;
  if (!gate_set) {
    return call;
  }
  call.gate_mask = gate_set->gates.mask_of(row, population.statistics);
  const auto& rules = file->phenotypes;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const PhenotypeRule& candidate_rule) {
    return holds(candidate_rule.when, call.gate_mask);
  });
  call.phenotype = rule == rules.end() ? file->otherwise : rule->phenotype;
  call.candidate = holds(file->candidates, call.gate_mask);
  return call;
}

void Classifier::State::count(const Classification& call, const float* row) {
  ++counts.events;
  ++counts.by_phenotype[static_cast<std::size_t>(call.phenotype)];
  if (!has(event_flags_from(row[columns.flags]), EventFlag::WithoutNucleus)) {
    ++counts.nucleated_events;
  }
}

void Classifier::State::call_all(EventSource& events) {
  std::vector<CellEllipse> cells;
  calls.reserve(events.size());
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      const Classification call = call_of(row);
      if (gate_set && call.phenotype == file->clusters.phenotype) {
        cells.push_back(columns.ellipse_of(calls.size(), row));
      }
      count(call, row);
      calls.push_back(call);
    }
  }
  if (calls.size() != events.size()) {
    throw Error(ErrorCode::BadData, "event table",
                std::to_string(events.size()) + " events are announced, " + std::to_string(calls.size()) +
                    " were read",
                "analyze the sample again");
  }
  link(cells);
}

void Classifier::State::link(const std::vector<CellEllipse>& cells) {
  for (const ClusterMember& member : link_clusters(cells, file->clusters.max_gap_um)) {
    Classification& call = calls[member.position];
    call.cluster_id = member.cluster_id;
    call.cluster_size = member.cluster_size;
    counts.ctc_clusters = std::max<std::uint64_t>(counts.ctc_clusters, member.cluster_id);
    ++counts.ctcs_in_clusters;
  }
}

std::string Classifier::State::name_of_relative(const BoundParameter& parameter) const {
  return schema.columns()[parameter.column].name +
         (parameter.unit == GateUnit::LeukocyteSd ? "_lsd" : "_lratio");
}

Classifier::Classifier(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured)
    : state_(std::make_unique<State>(std::move(gates), panel, measured)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

void Classifier::classify(EventSource& events) {
  require_same_columns(state_->schema, events.schema());
  state_->population = {};
  state_->calls.clear();
  state_->counts = {};
  if (state_->gate_set) {
    state_->population = state_->gate_set->finder.find(events);
  }
  state_->call_all(events);
}

const std::vector<std::string>& Classifier::gate_names() const {
  return state_->gate_names;
}

const std::vector<Classification>& Classifier::calls() const {
  return state_->calls;
}

const std::vector<PopulationStatistic>& Classifier::population() const {
  return state_->population.statistics;
}

std::vector<QualityFlag> Classifier::flags() const {
  std::vector<QualityFlag> flags = state_->population.flags;
  if (state_->unclassified_because) {
    flags.push_back({"not_classified", "no event was classified: " + *state_->unclassified_because});
  }
  return flags;
}

std::optional<std::string> Classifier::not_evaluable_reason() const {
  return state_->population.not_evaluable_reason;
}

SampleCounts Classifier::counts() const {
  return state_->counts;
}

std::vector<FeatureColumn> Classifier::appended_columns() const {
  std::vector<FeatureColumn> columns{
      {std::string(column::kPhenotype), "phenotype as a number"},
      {std::string(column::kGateMask), "bit i: gate i passed"},
      {std::string(column::kClusterId), "cluster, 0 for none"},
      {std::string(column::kClusterSize), "members of the cluster, 0 for none"},
  };
  for (const BoundParameter& parameter : state_->relative) {
    const std::string& measured = state_->schema.columns()[parameter.column].name;
    columns.push_back({state_->name_of_relative(parameter),
                       parameter.unit == GateUnit::LeukocyteSd
                           ? measured + " in leukocyte standard deviations from the leukocytes' median"
                           : measured + " divided by the leukocytes' median"});
  }
  return columns;
}

void Classifier::append_values(std::uint64_t position, const float* measured, float* appended) const {
  const Classification& call = state_->calls.at(position);
  *appended++ = static_cast<float>(call.phenotype);
  *appended++ = static_cast<float>(call.gate_mask);
  *appended++ = static_cast<float>(call.cluster_id);
  *appended++ = static_cast<float>(call.cluster_size);
  for (const BoundParameter& parameter : state_->relative) {
    *appended++ = static_cast<float>(value_of(parameter, measured, state_->population.statistics));
  }
}

Candidate Classifier::candidate(std::uint64_t position, const float* measured) const {
  const State& state = *state_;
  const Classification& call = state.calls.at(position);
  Candidate candidate;
  candidate.event_id = position + 1;
  candidate.anchor = {measured[state.columns.x_px], measured[state.columns.y_px]};
  candidate.phenotype = call.phenotype;
  for (std::size_t i = 0; i < state.gate_names.size(); ++i) {
    if (((call.gate_mask >> i) & 1U) != 0U) {
      candidate.gate_path.push_back(state.gate_names[i]);
    }
  }
  candidate.cluster_id = call.cluster_id;
  candidate.cluster_size = call.cluster_size;
  candidate.flags = event_flags_from(measured[state.columns.flags]);
  candidate.cell_diameter_um = measured[state.columns.cell_diameter_um];
  if (!state.gate_set) {
    return candidate;
  }
  for (const BoundParameter& parameter : state.gate_set->gates.parameters()) {
    const bool absolute = parameter.unit == GateUnit::Absolute;
    candidate.measures.emplace_back(
        absolute ? state.schema.columns()[parameter.column].name : state.name_of_relative(parameter),
        value_of(parameter, measured, state.population.statistics));
  }
  return candidate;
}

std::vector<std::pair<std::string, std::string>> Classifier::keywords() const {
  std::string names;
  for (const std::string& name : state_->gate_names) {
    names += (names.empty() ? "" : "|") + name;
  }
  std::vector<std::pair<std::string, std::string>> keywords{
      {"gate_file", state_->file->name},
      {"gate_file_version", state_->file->version},
      {"gate_file_sha256", state_->file->digest},
      {"CYTRIAL_GATE_NAMES", names},
  };
  for (const PopulationStatistic& statistic : state_->population.statistics) {
    keywords.emplace_back("leukocyte_location_" + statistic.column, number_text(statistic.location));
    keywords.emplace_back("leukocyte_scale_" + statistic.column, number_text(statistic.scale));
  }
  return keywords;
}

bool is_classification_flag(std::string_view code) noexcept {
  static constexpr std::array kCodes{"no_leukocytes", "few_leukocytes",    "no_leukocyte_channel",
                                     "blank_channel", "narrow_population", "not_classified"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace cyto
