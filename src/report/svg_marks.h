#pragma once

#include <string>
#include <string_view>

#include "markup.h"

namespace cyto {

/// A line of an SVG figure, in pixels of the figure.
void draw_line(Markup& svg, std::string_view style, double x1, double y1, double x2, double y2);

/// A text of an SVG figure. @param anchor start, middle or end: which part of it lies at x.
void draw_text(Markup& svg, std::string_view style, std::string_view anchor, double x, double y,
               std::string_view text);

/// The same, turned to be read upwards; its anchor stays at (x, y).
void draw_upward_text(Markup& svg, std::string_view style, std::string_view anchor, double x, double y,
                      std::string_view text);

/// A rectangle of an SVG figure. A width or height below 0 is drawn as 0.
struct SvgBox {
  double left_px = 0.0;
  double top_px = 0.0;
  double width_px = 0.0;
  double height_px = 0.0;
};
void draw_box(Markup& svg, std::string_view style, const SvgBox& box);

/// What an SVG figure is for those who do not see it, and how large it is.
struct SvgFrame {
  std::string id;  ///< unique on the page, made of letters, digits and '-'
  std::string title;
  std::string words;  ///< what it shows
  double width_px = 0.0;
  double height_px = 0.0;
};

/// The element of write_svg(), and its title and description.
[[nodiscard]] Markup::Scope in_svg(Markup& page, const SvgFrame& frame);
void write_svg_words(Markup& svg, const SvgFrame& frame);

/// A picture around what `draw` puts into it.
template <typename Draw>
void write_svg(Markup& page, const SvgFrame& frame, const Draw& draw) {
  const auto svg = in_svg(page, frame);
  write_svg_words(page, frame);
  draw();
}

}  // namespace cyto
