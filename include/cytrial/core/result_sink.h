#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/event_model.h"
#include "cytrial/core/provenance.h"
#include "cytrial/core/review_note.h"
#include "cytrial/core/sample.h"
#include "cytrial/core/workers.h"

namespace cyto {

/// One classified event that a person may want to see.
struct Candidate {
  std::uint64_t event_id = 0;  ///< 1-based position in the event table
  SlidePoint anchor;
  Phenotype phenotype = Phenotype::Unclassified;
  std::vector<std::string> gate_path;  ///< names of the gates it passed, parent before child
  std::uint32_t cluster_id = 0;
  std::uint32_t cluster_size = 0;
  std::uint32_t attached_leukocytes = 0;  ///< that touch it or its cluster
  std::vector<std::string> definitions;   ///< names of those that hold, in the gate file's order
  EventFlags flags = 0;
  double cell_diameter_um = 0.0;
  std::vector<std::pair<std::string, double>> measures;  ///< what the gates looked at: column, value
  std::optional<ModelScore> score;                       ///< when a model looked at it as well
  std::uint32_t rank = 0;         ///< place in the order of review: 1 is the likeliest tumor cell
  std::vector<ReviewNote> notes;  ///< why it needs a person's eyes; may be empty
};

/// Takes one batch of finished event rows after another.
class EventWriter {
 public:
  virtual ~EventWriter() = default;
  /// `rows` complete rows of `schema` columns, in final order. @throws Error Io, TryAgain.
  virtual void append(const EventBatch& batch) = 0;
};

/// Where the run of one sample puts its results. Nothing of a sample is visible before commit(); a sink
/// that is dropped without commit() leaves no half sample. One thread at a time, where nothing else is said.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  /// Starts the table of measured events, before classification.
  virtual EventWriter& measured_events(const FeatureSchema& schema) = 0;
  /// Ends it and gives it back for reading.
  virtual EventSource& finished_measured_events() = 0;
  /// Starts the final table: measured columns plus the classification's.
  /// `keywords`: name and value pairs kept with the table (gate names, population statistics).
  virtual EventWriter& classified_events(
      const FeatureSchema& schema, const std::vector<std::pair<std::string, std::string>>& keywords) = 0;
  /// Ends the final table of a sample that will be evaluable, made with `provenance`, and the measured one:
  /// what finished_measured_events() gave is no more.
  /// Takes its time: it may run beside add_crop(), on another thread. commit() does it where nobody did.
  /// @param workers of which one may wait for the disk.
  virtual void finish_classified_events(const Provenance& provenance, const Workers& workers) = 0;
  virtual void add_candidate(const Candidate& candidate) = 0;
  /// A picture of a candidate: encoded PNG bytes. `name`: "DAPI", "composite".
  virtual void add_crop(std::uint64_t event_id, const std::string& name, const std::string& png) = 0;
  /// Makes the sample's results appear, all of them or none. For a sample that is not evaluable no event
  /// table is kept.
  virtual void commit(const SampleResult& result, const Provenance& provenance) = 0;
};

}  // namespace cyto
