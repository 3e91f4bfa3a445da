#include "svg_marks.h"

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

}  // namespace cyto
