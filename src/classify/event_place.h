#pragma once

#include <cstddef>
#include <cstdint>

#include "clusters.h"
#include "cytrial/core/event.h"

namespace cyto {

/// Where a cell lies, in as much memory as its columns had: there may be one for nearly every event.
struct EventPlace {
  double x_um = 0.0;  ///< centre of the cell's box
  double y_um = 0.0;
  std::uint32_t position = 0;  ///< of the event in its table
  float major_um = 0.0F;       ///< axes, not halved
  float minor_um = 0.0F;
  float orientation_rad = 0.0F;
};

[[nodiscard]] CellEllipse ellipse_of(const EventPlace& place) noexcept;

/// Columns that calls and candidates are made from besides the gates' own.
struct FixedColumns {
  std::size_t x_px, y_px, x_um, y_um, flags, cell_diameter_um;
  std::size_t major_um, minor_um, orientation_rad;
  std::size_t left_px, top_px, width_px, height_px;

  /// @throws Error BadConfig naming a column that is not there.
  explicit FixedColumns(const FeatureSchema& schema);

  /// Centred on the cell's box: the anchor is the nucleus', often at one side. @param position < 2^32.
  [[nodiscard]] EventPlace place_of(std::uint64_t position, const float* row) const;
};

}  // namespace cyto
