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
  Ring,          ///< counted in blood of unknown volume
};

/// Draws the symbol around a point. @param scale 1 is the size beside figure text
void draw_symbol(Markup& svg, PlotSymbol symbol, double x_px, double y_px, double scale = 1.0);

/// A number as an SVG coordinate: one decimal.
[[nodiscard]] std::string coordinate(double px);

/// The list of symbols with their meaning in words.
void write_symbol_key(Markup& page);

}  // namespace cyto
