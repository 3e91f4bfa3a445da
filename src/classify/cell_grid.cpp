#include "cell_grid.h"

#include <cmath>

namespace cyto {

CellGrid::CellGrid(std::vector<CellEllipse> cells) : cells_(std::move(cells)) {
  for (const CellEllipse& cell : cells_) {
    if (is_usable(cell)) {
      largest_reach_um_ = std::max(largest_reach_um_, cell.semi_major_um);
    }
  }
  edge_um_ = std::max(1.0, 2.0 * largest_reach_um_);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (is_usable(cells_[i])) {
      placed_.push_back({square_at(cells_[i].x_um, cells_[i].y_um), i});
    }
  }
  std::sort(placed_.begin(), placed_.end());
}

CellGrid::Square CellGrid::square_at(double x_um, double y_um) const {
  return {static_cast<std::int64_t>(std::floor(y_um / edge_um_)),
          static_cast<std::int64_t>(std::floor(x_um / edge_um_))};
}

}  // namespace cyto
