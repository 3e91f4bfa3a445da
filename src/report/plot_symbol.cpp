#include "plot_symbol.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

struct SymbolShape {
  std::string_view path;  // around 0,0
  std::string_view style;
};

SymbolShape shape_of(PlotSymbol symbol) {
  switch (symbol) {
    case PlotSymbol::Disc:
      return {"M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z", "low"};
    case PlotSymbol::Diamond:
      return {"M0 -6.5L6.5 0L0 6.5L-6.5 0z", "high"};
    case PlotSymbol::TriangleDown:
      return {"M-5.5 -4.5L5.5 -4.5L0 5.5z", "open"};
    case PlotSymbol::TriangleUp:
      return {"M-5.5 4.5L5.5 4.5L0 -5.5z", "open"};
    case PlotSymbol::Cross:
      return {"M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5", "open"};
    case PlotSymbol::Ring:
      return {"M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z", "open"};
    case PlotSymbol::Square:
      break;
  }
  return {"M-4 -4h8v8h-8z", "open"};
}

constexpr std::array<std::pair<PlotSymbol, std::string_view>, 7> kMeanings{{
    {PlotSymbol::Disc, "below the cut-off or not above the upper limit"},
    {PlotSymbol::Diamond, "at or above the cut-off, or above the upper limit"},
    {PlotSymbol::TriangleDown, "laboratory wrote \u201cless than\u201d: the value lies at or below"},
    {PlotSymbol::TriangleUp, "laboratory wrote \u201cmore than\u201d: the value lies at or above"},
    {PlotSymbol::Cross, "NE: not evaluable, no count is given"},
    {PlotSymbol::Square, "ND: not done; NR: no result that can be used"},
    {PlotSymbol::Ring, "NV: counted, but the blood volume is not known"},
}};

}  // namespace

std::string coordinate(double px) {
  return number_text(px, 1);
}

void draw_symbol(Markup& svg, PlotSymbol symbol, double x_px, double y_px, double scale) {
  const SymbolShape shape = shape_of(symbol);
  std::string place = "translate(" + coordinate(x_px) + " " + coordinate(y_px) + ")";
  if (scale != 1.0) {
    place += " scale(" + number_text(scale) + ")";
  }
  svg.empty("path", {{"d", shape.path}, {"class", shape.style}, {"transform", place}});
}

void write_symbol_key(Markup& page) {
  const auto list = page.in("ul", {{"class", "key"}});
  for (const auto& [symbol, meaning] : kMeanings) {
    const auto item = page.in("li");
    {
      const auto svg = page.in("svg", {{"viewBox", "-8 -8 16 16"}, {"aria-hidden", "true"}});
      draw_symbol(page, symbol, 0.0, 0.0);
    }
    page.text(meaning);
  }
}

}  // namespace cyto
