#include "classifier_state.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "attached_leukocytes.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

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

}  // namespace

Classifier::State::State(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured)
    : file(std::move(gates)),
      schema(measured),
      columns(measured),
      content(panel, measured),
      unclassified_because(missing_role(*file, panel)),
      definitions(file->definitions) {
  if (!unclassified_because) {
    gate_set = std::make_unique<const GateSet>(*file, panel, measured);
    gate_names = gate_set->gates.names();
    for (const BoundLevels& marker : gate_set->gates.levels()) {
      level_channels.push_back(panel.channels[marker.channel].name);
    }
    const auto& all = gate_set->gates.parameters();
    std::copy_if(all.begin(), all.end(), std::back_inserter(relative),
                 [](const BoundParameter& p) { return p.unit != GateUnit::Absolute; });
  }
}

void Classifier::State::classify(EventSource& events) {
  population = {};
  calls.clear();
  counts = {};
  review = {};
  if (gate_set) {
    population = gate_set->finder.find(events);
    judge_channels(events);
    for (const BoundLevels& marker : gate_set->gates.levels()) {
      counts.markers.push_back({level_channels[counts.markers.size()], marker.levels.positive_from, {}, 0});
    }
  }
  call_all(events);
  review.close();
  look_around(events);
  review.rank();
  if (gate_set && !file->definitions.empty()) {
    counts.definition_set = file->name + " " + file->version;
    counts.definitions = definitions.counts_of(calls);
  }
}

void Classifier::State::judge_channels(EventSource& events) {
  // Without a leukocyte reference the gates make no statement about what most cells show.
  if (!file->population.marker) {
    return;
  }
  if (auto problem = content.contradiction(events)) {
    population.flags.push_back({"swapped_channels", *problem});
    population.not_evaluable_reason = std::move(problem);
  }
}

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
  if (call.phenotype == Phenotype::Ctc && gate_set) {
    count_levels(row);
  }
}

std::optional<int> Classifier::State::level_of_event(const BoundLevels& marker, const float* row) const {
  const BoundParameter& parameter = gate_set->gates.parameters()[marker.parameter];
  return level_of(marker.levels, value_of(parameter, row, population.statistics));
}

void Classifier::State::count_levels(const float* row) {
  const std::vector<BoundLevels>& markers = gate_set->gates.levels();
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const auto level = level_of_event(markers[i], row);
    ++(level ? counts.markers[i].ctcs[static_cast<std::size_t>(*level)] : counts.markers[i].not_known);
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
      if (call.candidate) {
        stand(calls.size(), call, row);
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
  link(std::move(cells));
}

void Classifier::State::link(std::vector<CellEllipse> cells) {
  for (const ClusterMember& member : link_clusters(cells, file->clusters.max_gap_um)) {
    Classification& call = calls[member.position];
    call.cluster_id = member.cluster_id;
    call.cluster_size = member.cluster_size;
    counts.ctc_clusters = std::max<std::uint64_t>(counts.ctc_clusters, member.cluster_id);
    ++counts.ctcs_in_clusters;
  }
  linked = CellGrid(std::move(cells));
}

/// Takes a candidate into the order of review.
void Classifier::State::stand(std::uint64_t position, const Classification& call, const float* row) {
  const std::vector<GateMargin> margins = gate_set->gates.margins_of(row, population.statistics);
  CandidateStanding standing;
  standing.position = position;
  standing.phenotype = call.phenotype;
  standing.steps = std::min(margin_of_call(*file, call.gate_mask, margins).steps,
                            margin_of(file->candidates, margins).steps);
  review.add(standing, columns.ellipse_of(position, row));
}

/// Reads the events once more: what lies beside tumor cells and candidates is known only now.
void Classifier::State::look_around(EventSource& events) {
  const bool for_artefacts = file->artefacts && !review.empty();
  if (!for_artefacts && linked.cells().empty()) {
    return;
  }
  AttachedLeukocytes attached(linked, calls, file->clusters.max_gap_um);
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const std::uint64_t position = batch.first_event + i;
      const Classification& call = calls[position];
      if (call.phenotype == Phenotype::Leukocyte) {
        attached.see(columns.ellipse_of(position, batch.row(i)));
      }
      if (for_artefacts && holds(file->artefacts->when, call.gate_mask)) {
        review.see_artefact(columns.ellipse_of(position, batch.row(i)), file->artefacts->within_um);
      }
    }
  }
  attached.write_to(calls);
}

std::vector<ReviewNote> Classifier::State::notes_of(const Classification& call, const float* row,
                                                    const CandidateStanding& standing) const {
  std::vector<ReviewNote> notes;
  const BoundGates& gates = gate_set->gates;
  const GateMargin margin =
      margin_of_call(*file, call.gate_mask, gates.margins_of(row, population.statistics));
  if (std::abs(margin.steps) < 1.0) {
    notes.push_back({ReviewReason::NearGate, gate_names[margin.gate], std::abs(margin.distance),
                     unit_of(gates.parameters()[margin.parameter], schema)});
  }
  const std::vector<ReviewNote> others =
      review_notes_of(call, event_flags_from(row[columns.flags]), standing);
  notes.insert(notes.end(), others.begin(), others.end());
  return notes;
}

std::string Classifier::State::name_of_relative(const BoundParameter& parameter) const {
  return schema.columns()[parameter.column].name +
         (parameter.unit == GateUnit::LeukocyteSd ? "_lsd" : "_lratio");
}

}  // namespace cyto
