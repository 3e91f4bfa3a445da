#pragma once

#include "markup.h"

namespace cyto {

/// Every state has its own shape, so that none is told by colour alone.
enum class PlotSymbol {
  Disc,          ///< a value that is not raised
  Diamond,       ///< a value at or above its limit
  TriangleDown,  ///< a censored value: the truth lies at or below
  TriangleUp,    ///< a censored value: the truth lies at or above
  Cross,         ///< not evaluable
  Square,        ///< not done, or no result
};

/// Draws the symbol around a point.
void draw_symbol(Markup& svg, PlotSymbol symbol, double x_px, double y_px);

/// A number as an SVG coordinate: one decimal.
[[nodiscard]] std::string coordinate(double px);

/// The list of symbols with their meaning in words.
void write_symbol_key(Markup& page);

}  // namespace cyto
