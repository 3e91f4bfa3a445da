#include "event_place.h"

namespace cyto {

FixedColumns::FixedColumns(const FeatureSchema& schema)
    : x_px(schema.require(column::kXPx)),
      y_px(schema.require(column::kYPx)),
      x_um(schema.require(column::kXUm)),
      y_um(schema.require(column::kYUm)),
      flags(schema.require(column::kFlags)),
      cell_diameter_um(schema.require("cell_diameter_um")),
      major_um(schema.require("cell_major_axis_um")),
      minor_um(schema.require("cell_minor_axis_um")),
      orientation_rad(schema.require("cell_orientation_rad")),
      left_px(schema.require("cell_left_px")),
      top_px(schema.require("cell_top_px")),
      width_px(schema.require("cell_width_px")),
      height_px(schema.require("cell_height_px")) {}

EventPlace FixedColumns::place_of(std::uint64_t position, const float* row) const {
  const auto centre_um = [row](std::size_t start, std::size_t length, std::size_t px, std::size_t um) {
    return (row[start] + row[length] / 2.0) * row[um] / row[px];
  };
  return {centre_um(left_px, width_px, x_px, x_um),
          centre_um(top_px, height_px, y_px, y_um),
          static_cast<std::uint32_t>(position),
          row[major_um],
          row[minor_um],
          row[orientation_rad]};
}

CellEllipse ellipse_of(const EventPlace& place) noexcept {
  return {place.position,       place.x_um,           place.y_um,
          place.major_um / 2.0, place.minor_um / 2.0, place.orientation_rad};
}

}  // namespace cyto
