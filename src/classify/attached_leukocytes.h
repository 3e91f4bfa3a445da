#pragma once

#include <cstdint>
#include <vector>

#include "cell_grid.h"
#include "cytrial/classify/classifier.h"

namespace cyto {

/// Counts the leukocytes that touch tumor cells. A cluster counts as one: all its members get the number of
/// leukocytes that touch any of them, each leukocyte once.
class AttachedLeukocytes {
 public:
  /// @param ctcs, calls must outlive this object; the clusters of the calls are known.
  AttachedLeukocytes(const CellGrid& ctcs, const std::vector<Classification>& calls, double max_gap_um);

  /// The clusters and single tumor cells that a leukocyte touches, each once. Thread-safe.
  [[nodiscard]] std::vector<std::size_t> touched_by(const CellEllipse& leukocyte) const;
  /// Counts one leukocyte for each of `touched`.
  void add(const std::vector<std::size_t>& touched);
  /// Writes the counts into the calls of the tumor cells, at most 65535.
  void write_to(std::vector<Classification>& calls) const;

 private:
  const CellGrid& ctcs_;
  double max_gap_um_;
  std::vector<std::size_t> unit_of_;   ///< per cell of the grid: its cluster, or itself
  std::vector<std::uint32_t> counts_;  ///< per unit
};

}  // namespace cyto
