#include "classifier_state.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <utility>

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

/// Takes what was counted of some events to the counts of all.
void add_counts(const SampleCounts& some, SampleCounts& to) {
  to.events += some.events;
  to.nucleated_events += some.nucleated_events;
  for (std::size_t i = 0; i < some.by_phenotype.size(); ++i) {
    to.by_phenotype[i] += some.by_phenotype[i];
  }
  for (std::size_t marker = 0; marker < some.markers.size(); ++marker) {
    MarkerLevelCounts& levels = to.markers[marker];
    levels.not_known += some.markers[marker].not_known;
    for (std::size_t level = 0; level < levels.ctcs.size(); ++level) {
      levels.ctcs[level] += some.markers[marker].ctcs[level];
    }
  }
}

constexpr std::size_t kPlacesPerJob = 16384;

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

void Classifier::State::classify(EventSource& events, const Workers& workers) {
  population = gate_set ? gate_set->finder.find(events, workers) : LeukocytePopulation{};
  calls.clear();
  counts = no_counts();
  review = {};
  call_all(events, workers);
  review.close();
  look_around(workers);
  review.rank();
  if (gate_set && !file->definitions.empty()) {
    counts.definition_set = file->name + " " + file->version;
    counts.definitions = definitions.counts_of(calls);
  }
}

void Classifier::State::judge_channels(const ChannelContent::Tallies& tallies) {
  // Without a leukocyte reference the gates make no statement about what most cells show.
  if (!gate_set || !file->population.marker) {
    return;
  }
  if (auto problem = content.contradiction(tallies)) {
    population.flags.push_back({"swapped_channels", *problem});
    population.not_evaluable_reason = std::move(problem);
  }
}

Classification Classifier::State::call_of(std::uint32_t gate_mask) const {
  Classification call;
  call.gate_mask = gate_mask;
  const auto& rules = file->phenotypes;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const PhenotypeRule& candidate_rule) {
    return holds(candidate_rule.when, gate_mask);
  });
  call.phenotype = rule == rules.end() ? file->otherwise : rule->phenotype;
  call.candidate = holds(file->candidates, gate_mask);
  return call;
}

bool Classifier::State::is_artefact(const Classification& call) const {
  return file->artefacts && holds(file->artefacts->when, call.gate_mask);
}

SampleCounts Classifier::State::no_counts() const {
  SampleCounts none;
  if (gate_set) {
    for (const BoundLevels& marker : gate_set->gates.levels()) {
      none.markers.push_back({level_channels[none.markers.size()], marker.levels.positive_from, {}, 0});
    }
  }
  return none;
}

void Classifier::State::count(const Classification& call, const float* row, SampleCounts& to) const {
  ++to.events;
  ++to.by_phenotype[static_cast<std::size_t>(call.phenotype)];
  if (!has(event_flags_from(row[columns.flags]), EventFlag::WithoutNucleus)) {
    ++to.nucleated_events;
  }
  if (call.phenotype == Phenotype::Ctc && gate_set) {
    count_levels(row, to);
  }
}

std::optional<int> Classifier::State::level_of_event(const BoundLevels& marker, const float* row) const {
  const BoundParameter& parameter = gate_set->gates.parameters()[marker.parameter];
  return level_of(marker.levels, value_of(parameter, row, population.statistics));
}

void Classifier::State::count_levels(const float* row, SampleCounts& to) const {
  const std::vector<BoundLevels>& markers = gate_set->gates.levels();
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const auto level = level_of_event(markers[i], row);
    ++(level ? to.markers[i].ctcs[static_cast<std::size_t>(*level)] : to.markers[i].not_known);
  }
}

CalledRows Classifier::State::called(const EventBatch& batch) const {
  CalledRows rows;
  rows.counts = no_counts();
  const std::vector<std::uint32_t> masks =
      gate_set ? gate_set->gates.masks_of(batch, population.statistics) : std::vector<std::uint32_t>();
  Classification call;
  bool neighbour = false;
  for (std::size_t i = 0; i < batch.rows; ++i) {
    const float* row = batch.row(i);
    const std::uint64_t position = batch.first_event + i;
    if (gate_set) {
      if (i == 0 || masks[i] != call.gate_mask) {  // most events pass the same gates as the one before
        call = call_of(masks[i]);
        neighbour = call.phenotype == Phenotype::Leukocyte || is_artefact(call);
      }
      if (call.phenotype == file->clusters.phenotype) {
        rows.linked.push_back(ellipse_of(columns.place_of(position, row)));
      }
    }
    if (call.candidate) {
      rows.candidates.emplace_back(standing_of(position, call, row),
                                   ellipse_of(columns.place_of(position, row)));
    }
    if (neighbour) {
      rows.neighbours.push_back(columns.place_of(position, row));
    }
    content.add(row, rows.content);
    count(call, row, rows.counts);
    rows.calls.push_back(call);
  }
  return rows;
}

void Classifier::State::take(CalledRows& rows, std::vector<CellEllipse>& to_link) {
  calls.insert(calls.end(), rows.calls.begin(), rows.calls.end());
  add_counts(rows.counts, counts);
  to_link.insert(to_link.end(), rows.linked.begin(), rows.linked.end());
  neighbours.insert(neighbours.end(), rows.neighbours.begin(), rows.neighbours.end());
  for (const auto& [standing, cell] : rows.candidates) {
    review.add(standing, cell);
  }
}

void Classifier::State::call_all(EventSource& events, const Workers& workers) {
  if (events.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::BadData, "event table",
                "holds " + std::to_string(events.size()) + " events, more than can be classified at once",
                "divide the scan and analyze its parts");
  }
  std::vector<CellEllipse> to_link;
  ChannelContent::Tallies tallies;
  calls.reserve(events.size());
  neighbours.reserve(events.size());
  workers.go_through(events, [&](const EventBatch& batch) -> InOrder {
    const auto rows = std::make_shared<CalledRows>(called(batch));
    return [&, rows] {
      take(*rows, to_link);
      tallies += rows->content;
    };
  });
  if (calls.size() != events.size()) {
    throw Error(ErrorCode::BadData, "event table",
                std::to_string(events.size()) + " events are announced, " + std::to_string(calls.size()) +
                    " were read",
                "analyze the sample again");
  }
  judge_channels(tallies);
  link(std::move(to_link));
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

CandidateStanding Classifier::State::standing_of(std::uint64_t position, const Classification& call,
                                                 const float* row) const {
  const std::vector<GateMargin> margins = gate_set->gates.margins_of(row, population.statistics);
  CandidateStanding standing;
  standing.position = position;
  standing.phenotype = call.phenotype;
  standing.steps = std::min(margin_of_call(*file, call.gate_mask, margins).steps,
                            margin_of(file->candidates, margins).steps);
  return standing;
}

void Classifier::State::look_around(const Workers& workers) {
  const std::vector<EventPlace> places = std::exchange(neighbours, {});
  const std::size_t parts = (places.size() + kPlacesPerJob - 1) / kPlacesPerJob;
  AttachedLeukocytes attached(linked, calls, file->clusters.max_gap_um);
  std::vector<std::vector<std::size_t>> touched(parts);
  std::vector<std::vector<EventPlace>> artefacts(parts);
  workers.each(parts, [&](std::size_t part) {
    const std::size_t end = std::min(places.size(), (part + 1) * kPlacesPerJob);
    for (std::size_t i = part * kPlacesPerJob; i < end; ++i) {
      const Classification& call = calls[places[i].position];
      if (call.phenotype == Phenotype::Leukocyte) {
        const auto more = attached.touched_by(ellipse_of(places[i]));
        touched[part].insert(touched[part].end(), more.begin(), more.end());
      }
      if (is_artefact(call)) {
        artefacts[part].push_back(places[i]);
      }
    }
  });
  for (std::size_t part = 0; part < parts; ++part) {
    attached.add(touched[part]);
    for (const EventPlace& artefact : artefacts[part]) {
      review.see_artefact(ellipse_of(artefact), file->artefacts->within_um);
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
