#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bound_gates.h"
#include "candidate_review.h"
#include "cell_grid.h"
#include "channel_content.h"
#include "clusters.h"
#include "cytrial/classify/classifier.h"
#include "cytrial/core/workers.h"
#include "definitions.h"
#include "event_place.h"
#include "gate_file.h"
#include "leukocyte_population.h"

namespace cyto {

/// The parts that exist only when gates could be bound.
struct GateSet {
  BoundGates gates;
  PopulationFinder finder;

  GateSet(const GateFile& file, const Panel& panel, const FeatureSchema& schema)
      : gates(file, panel, schema), finder(file, gates, panel, schema) {}
  GateSet(const GateSet&) = delete;
  GateSet& operator=(const GateSet&) = delete;
};

/// What the events of one batch are called.
struct CalledRows {
  std::vector<Classification> calls;
  SampleCounts counts;
  ChannelContent::Tallies content;
  std::vector<CellEllipse> linked;     ///< events that form clusters
  std::vector<EventPlace> neighbours;  ///< leukocytes and artefacts: what other cells may lie beside
  std::vector<std::pair<CandidateStanding, CellEllipse>> candidates;
};

/// What a Classifier knows, and the readings of the events that fill it.
struct Classifier::State {
  GateFilePtr file;
  FeatureSchema schema;
  FixedColumns columns;
  ChannelContent content;
  std::optional<std::string> unclassified_because;
  std::unique_ptr<const GateSet> gate_set;  ///< null when nothing can be classified
  std::vector<std::string> gate_names;
  std::vector<BoundParameter> relative;     ///< relative parameters, in the order of their appended columns
  std::vector<std::string> level_channels;  ///< names of the channels whose marker has levels

  LeukocytePopulation population;
  std::vector<Classification> calls;
  SampleCounts counts;
  CandidateReview review;
  std::vector<EventPlace> neighbours;  ///< while classifying
  CellGrid linked;                     ///< the events that form clusters
  Definitions definitions;

  State(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured);

  /// Reads all events twice: population; then calls, from which follow clusters, what lies beside candidates,
  /// their order.
  void classify(EventSource& events, const Workers& workers);
  void call_all(EventSource& events, const Workers& workers);
  /// Thread-safe.
  [[nodiscard]] CalledRows called(const EventBatch& batch) const;
  [[nodiscard]] Classification call_of(std::uint32_t gate_mask) const;
  [[nodiscard]] bool is_artefact(const Classification& call) const;
  void take(CalledRows& rows, std::vector<CellEllipse>& to_link);
  /// Channels whose content contradicts their roles leave no count.
  void judge_channels(const ChannelContent::Tallies& tallies);
  [[nodiscard]] SampleCounts no_counts() const;
  void count(const Classification& call, const float* row, SampleCounts& to) const;
  [[nodiscard]] std::optional<int> level_of_event(const BoundLevels& marker, const float* row) const;
  void count_levels(const float* row, SampleCounts& to) const;
  void link(std::vector<CellEllipse> cells);
  [[nodiscard]] CandidateStanding standing_of(std::uint64_t position, const Classification& call,
                                              const float* row) const;
  /// What lies beside tumor cells and candidates.
  void look_around(const Workers& workers);
  [[nodiscard]] std::vector<ReviewNote> notes_of(const Classification& call, const float* row,
                                                 const CandidateStanding& standing) const;
  [[nodiscard]] std::string name_of_relative(const BoundParameter& parameter) const;
};

}  // namespace cyto
