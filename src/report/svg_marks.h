#pragma once

#include <string_view>

#include "markup.h"

namespace cyto {

/// A line of an SVG figure, in pixels of the figure.
void draw_line(Markup& svg, std::string_view style, double x1, double y1, double x2, double y2);

/// A text of an SVG figure. @param anchor start, middle or end: which part of it lies at x.
void draw_text(Markup& svg, std::string_view style, std::string_view anchor, double x, double y,
               std::string_view text);

}  // namespace cyto
