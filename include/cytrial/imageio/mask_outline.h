#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "cytrial/core/geometry.h"

namespace cyto {

/// A closed ring of points in slide pixels: the last point is the first one again.
using OutlineRing = std::vector<SlidePoint>;

/// One outer ring, counter-clockwise in the sense of RFC 7946 (y taken as up), and its holes, clockwise.
struct OutlinePolygon {
  OutlineRing outer;
  std::vector<OutlineRing> holes;
};

/// A small mask: one byte per pixel of `rect`, row-major, not 0 inside the object.
struct MaskWindow {
  SlideRect rect;
  std::vector<std::uint8_t> inside;

  [[nodiscard]] bool at(std::int64_t column, std::int64_t row) const noexcept {
    return column >= 0 && row >= 0 && column < rect.width && row < rect.height &&
           inside[static_cast<std::size_t>(row * rect.width + column)] != 0;
  }
};

/// The exact outline of a mask along the edges of its pixels. Every ring is simple: no point occurs twice, so
/// that programs that insist on valid polygons take it. Pixels that meet at a corner alone are polygons of
/// their own. Polygons by their topmost, then leftmost pixel. Thread-safe; O(pixels log pixels).
[[nodiscard]] std::vector<OutlinePolygon> outline_of(const MaskWindow& mask);

}  // namespace cyto
