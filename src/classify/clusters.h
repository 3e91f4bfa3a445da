#pragma once

#include <cstdint>
#include <vector>

namespace cyto {

/// A cell as an ellipse, for telling whether it touches another.
struct CellEllipse {
  std::uint64_t position = 0;  ///< of the event in its table
  double x_um = 0.0;
  double y_um = 0.0;
  double semi_major_um = 0.0;
  double semi_minor_um = 0.0;
  double orientation_rad = 0.0;  ///< from the x axis towards the y axis
};

/// A cell of a cluster.
struct ClusterMember {
  std::uint64_t position = 0;
  std::uint32_t cluster_id = 0;  ///< from 1, by the first member's position
  std::uint32_t cluster_size = 0;
};

/// Whether place, axes and direction are finite, of this slide and in order.
[[nodiscard]] bool is_usable(const CellEllipse& cell) noexcept;

/// Distance of two outlines [um], negative when they overlap (to 0.005 um; exact for circles). @pre usable.
[[nodiscard]] double outline_gap_um(const CellEllipse& a, const CellEllipse& b);

/// Whether two cells touch: their outlines are at most `max_gap_um` apart (to 0.005 um; exact for circles).
/// False when a number is not finite.
[[nodiscard]] bool touch(const CellEllipse& a, const CellEllipse& b, double max_gap_um);

/// Groups of two or more cells connected by touching, in order of position.
/// @param cells by ascending position. Depends on nothing but the cells. O(n log n) for cells that do not
/// pile up. Method: docs/methods/clusters.md.
[[nodiscard]] std::vector<ClusterMember> link_clusters(const std::vector<CellEllipse>& cells,
                                                       double max_gap_um);

}  // namespace cyto
