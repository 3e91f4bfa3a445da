#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bound_gates.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/sample.h"
#include "gate_file.h"
#include "tumor_stain.h"

namespace cyto {

/// What a sample's leukocytes look like, and whether that may be trusted.
struct LeukocytePopulation {
  /// One per BoundGates::relative_columns(), then the measure that tells of each other channel's stain; empty
  /// when there is no population.
  std::vector<PopulationStatistic> statistics;
  std::uint64_t events_looked_at = 0;
  std::uint64_t leukocytes = 0;
  std::vector<QualityFlag> flags;
  std::optional<std::string> not_evaluable_reason;
};

/// The definition of a population, bound to panel and event table.
class PopulationFinder {
 public:
  /// @param gates must outlive the finder. @throws Error BadConfig for a column or role that is not there; a
  /// missing leukocyte channel is no error: all events looked at then stand for the leukocytes.
  PopulationFinder(const GateFile& file, const BoundGates& gates, const Panel& panel,
                   const FeatureSchema& schema);

  /// Reads `events` from the front four times or more; keeps eight floats and a bit per event at most.
  [[nodiscard]] LeukocytePopulation find(EventSource& events) const;

 private:
  void find_stain_columns();
  struct Limits {
    std::optional<double> marker_min;
    std::optional<double> exclude_above;
  };
  /// Of every event whether the gates have it among those that may be leukocytes: asked of the gates once.
  using LookedAt = std::vector<bool>;
  /// Whether an event that is looked at is a leukocyte.
  [[nodiscard]] bool is_within(const float* row, const Limits& limits) const;
  /// Values of `columns` of all leukocytes so far, NaN left out, one vector per column.
  [[nodiscard]] std::vector<std::vector<float>> gather(EventSource& events, const LookedAt& looked_at,
                                                       const Limits& limits,
                                                       const std::vector<std::size_t>& columns) const;
  [[nodiscard]] LookedAt look_at_all(EventSource& events, LeukocytePopulation& population) const;
  [[nodiscard]] std::optional<double> marker_limit(EventSource& events, const LookedAt& looked_at) const;
  [[nodiscard]] std::optional<double> tumour_stain_limit(EventSource& events, const LookedAt& looked_at,
                                                         const Limits& limits) const;
  void measure(EventSource& events, const LookedAt& looked_at, const Limits& limits,
               LeukocytePopulation& population) const;
  /// Of one of the relative columns. @return false when there is no population without it.
  bool add_statistic(std::size_t column, std::vector<float>& values, LeukocytePopulation& population) const;
  void add_stain(std::size_t column, std::vector<float>& values, LeukocytePopulation& population) const;
  void require_tumor_stain(EventSource& events, const LookedAt& looked_at, const Limits& limits,
                           LeukocytePopulation& population) const;
  void require_levels(LeukocytePopulation& population) const;
  [[nodiscard]] PopulationStatistic statistic_of(std::size_t column, std::vector<float>& values,
                                                 LeukocytePopulation& population) const;

  const BoundGates* gates_;
  PopulationSpec spec_;
  FeatureSchema schema_;
  std::uint32_t needed_gates_;  ///< for spec_.among
  std::optional<std::size_t> marker_column_;
  std::optional<std::size_t> exclude_column_;
  std::optional<TumorStainColumns> stain_columns_of_cell_;
  std::vector<std::size_t> stain_columns_;  ///< reported beside the relative columns; no gate depends on them
};

}  // namespace cyto
