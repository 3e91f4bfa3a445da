#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bound_gates.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/sample.h"
#include "cytrial/core/workers.h"
#include "gate_file.h"
#include "population_columns.h"
#include "robust_statistics.h"
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

  /// Columns that are sorted side by side.
  static constexpr std::size_t kSortedAtOnce = 2;

  /// Reads `events` once from the front; keeps kept_columns() floats per event, and two more for each of
  /// kSortedAtOnce.
  [[nodiscard]] LeukocytePopulation find(EventSource& events, const Workers& workers) const;
  [[nodiscard]] std::size_t kept_columns() const noexcept { return kept_columns_.size(); }

 private:
  /// One column of the leukocytes.
  struct Measured {
    std::size_t values = 0;  ///< that are known
    RobustStatistic statistic;
  };
  void find_stain_columns();
  void find_kept_columns();
  struct Limits {
    std::optional<double> marker_min;
    std::optional<double> exclude_above;
  };
  /// Of every event that is looked at whether it is a leukocyte.
  [[nodiscard]] std::vector<bool> within(const PopulationColumns& seen, const Limits& limits) const;
  /// Refuses too few events, and channels in which they all have the very same value.
  void require_events(const PopulationColumns& seen, LeukocytePopulation& population) const;
  [[nodiscard]] std::optional<double> marker_limit(const PopulationColumns& seen) const;
  [[nodiscard]] std::optional<double> tumour_stain_limit(const PopulationColumns& seen,
                                                         const Limits& limits) const;
  void measure(const PopulationColumns& leukocytes, const Workers& workers,
               LeukocytePopulation& population) const;
  /// Of one of the relative columns. @return false when there is no population without it.
  bool add_statistic(std::size_t column, const Measured& measured, LeukocytePopulation& population) const;
  void require_tumor_stain(const PopulationColumns& leukocytes, float largest_stain,
                           LeukocytePopulation& population) const;
  void require_levels(LeukocytePopulation& population) const;
  [[nodiscard]] PopulationStatistic statistic_of(std::size_t column, const RobustStatistic& statistic,
                                                 LeukocytePopulation& population) const;

  const BoundGates* gates_;
  PopulationSpec spec_;
  FeatureSchema schema_;
  std::uint32_t needed_gates_;  ///< for spec_.among
  std::optional<std::size_t> marker_column_;
  std::optional<std::size_t> exclude_column_;
  std::optional<TumorStainColumns> stain_columns_of_cell_;
  std::vector<std::size_t> stain_columns_;  ///< reported beside the relative columns; no gate depends on them
  std::vector<std::size_t> kept_columns_;   ///< all that is asked of events, each once
};

}  // namespace cyto
