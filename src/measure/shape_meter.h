#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cytrial/measure/morphology.h"
#include "region_bits.h"
#include "span_kernels.h"

namespace cyto {

/// @param bits the region's pixels.
[[nodiscard]] ShapeSums shape_sums(const MeasuredRegion& region, const RegionBits& bits);

/// A pixel centre, in whole steps.
struct PixelCentre {
  std::int32_t x;
  std::int32_t y;
};

/// measure_shape() of many regions; keeps its memory.
class ShapeMeter {
 public:
  explicit ShapeMeter(const PixelSize& pixel_size);
  /// @param sums over the region's pixels, in any frame.
  [[nodiscard]] Shape measure(const MeasuredRegion& region, const ShapeSums& sums);

 private:
  /// What one change between inside and outside along a line of each direction adds to twice the perimeter.
  struct CrossingLengths {
    double horizontal_um;
    double vertical_um;
    double diagonal_um;
  };

  [[nodiscard]] double perimeter_um(const MeasuredRegion& region, const CrossingCounts& crossings) const;
  /// Vertices of the convex hull of the pixel centres, in order.
  std::span<const PixelCentre> find_hull(const std::vector<PixelRun>& runs);
  [[nodiscard]] std::int64_t pixels_in_hull(const std::vector<PixelRun>& runs);

  PixelSize pixel_size_;
  CrossingLengths lengths_;
  std::vector<PixelCentre> hull_;
};

}  // namespace cyto
