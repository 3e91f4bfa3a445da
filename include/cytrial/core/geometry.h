#pragma once

#include <algorithm>
#include <cstdint>

namespace cyto {

/// A point on the slide in full-resolution pixels. Origin: the image's top-left corner; the centre of
/// the first pixel is (0.5, 0.5). Chosen here once for the whole program.
struct SlidePoint {
  double x_px = 0.0;
  double y_px = 0.0;
  friend bool operator==(const SlidePoint&, const SlidePoint&) = default;
};

/// A half-open rectangle of whole pixels on the slide: [x, right) x [y, bottom).
struct SlideRect {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;

  [[nodiscard]] std::int64_t right() const noexcept { return x + width; }
  [[nodiscard]] std::int64_t bottom() const noexcept { return y + height; }
  [[nodiscard]] std::int64_t area() const noexcept { return width * height; }
  [[nodiscard]] bool empty() const noexcept { return width <= 0 || height <= 0; }
  friend bool operator==(const SlideRect&, const SlideRect&) = default;
};

/// The part that two rectangles share; empty (width or height 0) when they do not meet.
[[nodiscard]] inline SlideRect intersect(const SlideRect& a, const SlideRect& b) noexcept {
  const std::int64_t x = std::max(a.x, b.x);
  const std::int64_t y = std::max(a.y, b.y);
  return {x, y, std::max<std::int64_t>(0, std::min(a.right(), b.right()) - x),
          std::max<std::int64_t>(0, std::min(a.bottom(), b.bottom()) - y)};
}

/// `rect` grown by `margin_px` on all four sides, cut to `bounds`.
[[nodiscard]] inline SlideRect inflate_within(const SlideRect& rect, std::int64_t margin_px,
                                              const SlideRect& bounds) noexcept {
  return intersect(
      {rect.x - margin_px, rect.y - margin_px, rect.width + 2 * margin_px, rect.height + 2 * margin_px},
      bounds);
}

/// A centroid as exact integers: sums of slide pixel indices (0-based) over `area_px` pixels. Two windows
/// that see the same pixels can never round apart.
struct Anchor {
  std::int64_t sum_x_px = 0;
  std::int64_t sum_y_px = 0;
  std::int64_t area_px = 0;

  /// The centroid; pixel centres lie at +0.5. @pre area_px > 0.
  [[nodiscard]] SlidePoint point() const noexcept {
    const auto area = static_cast<double>(area_px);
    return {static_cast<double>(sum_x_px) / area + 0.5, static_cast<double>(sum_y_px) / area + 0.5};
  }
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// Whether the half-open `core` owns the object: exact, so that cores which tile a slide own every
/// object exactly once.
[[nodiscard]] inline bool owns(const SlideRect& core, const Anchor& anchor) noexcept {
  // centroid = (2 * sum + area) / (2 * area), compared without dividing.
  const std::int64_t x2 = 2 * anchor.sum_x_px + anchor.area_px;
  const std::int64_t y2 = 2 * anchor.sum_y_px + anchor.area_px;
  const std::int64_t d = 2 * anchor.area_px;
  return x2 >= core.x * d && x2 < core.right() * d && y2 >= core.y * d && y2 < core.bottom() * d;
}

}  // namespace cyto
