#include "svg_marks.h"

#include <algorithm>

#include "plot_symbol.h"

namespace cyto {

void draw_line(Markup& svg, std::string_view style, double x1, double y1, double x2, double y2) {
  svg.empty("line", {{"class", style},
                     {"x1", coordinate(x1)},
                     {"y1", coordinate(y1)},
                     {"x2", coordinate(x2)},
                     {"y2", coordinate(y2)}});
}

void draw_text(Markup& svg, std::string_view style, std::string_view anchor, double x, double y,
               std::string_view text) {
  svg.leaf("text", text,
           {{"class", style}, {"text-anchor", anchor}, {"x", coordinate(x)}, {"y", coordinate(y)}});
}

void draw_upward_text(Markup& svg, std::string_view style, std::string_view anchor, double x, double y,
                      std::string_view text) {
  const std::string place = "translate(" + coordinate(x) + " " + coordinate(y) + ") rotate(-90)";
  svg.leaf("text", text, {{"class", style}, {"text-anchor", anchor}, {"transform", place}});
}

void draw_box(Markup& svg, std::string_view style, const SvgBox& box) {
  svg.empty("rect", {{"class", style},
                     {"x", coordinate(box.left_px)},
                     {"y", coordinate(box.top_px)},
                     {"width", coordinate(std::max(0.0, box.width_px))},
                     {"height", coordinate(std::max(0.0, box.height_px))}});
}

Markup::Scope in_svg(Markup& page, const SvgFrame& frame) {
  const std::string view = "0 0 " + coordinate(frame.width_px) + " " + coordinate(frame.height_px);
  const std::string labels = frame.id + "-title " + frame.id + "-words";
  return page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                         {"viewBox", view},
                         {"role", "img"},
                         {"aria-labelledby", labels}});
}

void write_svg_words(Markup& svg, const SvgFrame& frame) {
  svg.leaf("title", frame.title, {{"id", frame.id + "-title"}});
  svg.leaf("desc", frame.words, {{"id", frame.id + "-words"}});
}

}  // namespace cyto
