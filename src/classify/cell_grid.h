#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clusters.h"

namespace cyto {

/// Cells sorted into squares, so that the few near a place are found among many. Immutable, thread-safe.
class CellGrid {
 public:
  CellGrid() = default;
  /// Cells whose numbers are not finite are never found.
  explicit CellGrid(std::vector<CellEllipse> cells);

  [[nodiscard]] const std::vector<CellEllipse>& cells() const noexcept { return cells_; }

  /// Calls `visit` with the index of every cell that may lie within `max_gap_um` of `other`, and of some that
  /// do not; `other` itself included when it is one of them. In a fixed order.
  template <typename Visit>
  void visit_near(const CellEllipse& other, double max_gap_um, const Visit& visit) const {
    if (!is_usable(other)) {
      return;
    }
    const double reach_um = other.semi_major_um + largest_reach_um_ + max_gap_um;
    const Square first = square_at(other.x_um - reach_um, other.y_um - reach_um);
    const Square last = square_at(other.x_um + reach_um, other.y_um + reach_um);
    auto at = at_or_behind(placed_.begin(), first);
    while (at != placed_.end() && at->square.row <= last.row) {
      const std::int64_t row = at->square.row;
      if (at->square.column < first.column) {
        at = at_or_behind(at, {row, first.column});
      } else if (at->square.column > last.column) {
        at = at_or_behind(at, {row + 1, first.column});
      } else {
        visit(at->cell);
        ++at;
      }
    }
  }

 private:
  struct Square {
    std::int64_t row = 0;
    std::int64_t column = 0;
    auto operator<=>(const Square&) const = default;
  };
  struct Placed {
    Square square;
    std::size_t cell = 0;
    auto operator<=>(const Placed&) const = default;
  };
  using Position = std::vector<Placed>::const_iterator;

  [[nodiscard]] Square square_at(double x_um, double y_um) const;
  [[nodiscard]] Position at_or_behind(Position from, const Square& square) const {
    return std::lower_bound(from, placed_.end(), Placed{square, 0});
  }

  std::vector<CellEllipse> cells_;
  std::vector<Placed> placed_;  ///< by square, then by cell
  double edge_um_ = 1.0;
  double largest_reach_um_ = 0.0;
};

}  // namespace cyto
