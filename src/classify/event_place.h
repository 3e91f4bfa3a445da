#pragma once

#include <cstddef>
#include <cstdint>

#include "clusters.h"
#include "cytrial/core/event.h"

namespace cyto {

/// Columns that calls and candidates are made from besides the gates' own.
struct FixedColumns {
  std::size_t x_px, y_px, x_um, y_um, flags, cell_diameter_um;
  std::size_t major_um, minor_um, orientation_rad;
  std::size_t left_px, top_px, width_px, height_px;

  /// @throws Error BadConfig naming a column that is not there.
  explicit FixedColumns(const FeatureSchema& schema);

  /// The ellipse of the cell, centred on its box: the anchor is the nucleus', often at one side.
  [[nodiscard]] CellEllipse ellipse_of(std::uint64_t position, const float* row) const;
};

}  // namespace cyto
