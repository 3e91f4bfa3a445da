#pragma once

#include <span>
#include <vector>

#include "cytrial/measure/focus.h"
#include "edge_kernel.h"
#include "region_bits.h"

namespace cyto {

/// measure_focus() of many cells; keeps its memory.
class FocusMeter {
 public:
  [[nodiscard]] Focus measure(std::span<const float> cell_values, const MeasuredRegion& cell,
                              std::span<const float> nucleus_values, const MeasuredRegion& nucleus,
                              const Shape& nucleus_shape, const PixelSize& pixel_size);

 private:
  /// Lists the rows of the cell's inner pixels with their neighbours.
  void find_inner_rows(std::span<const float> cell_values, const MeasuredRegion& cell);
  [[nodiscard]] double seen_edge_share(const MeasuredRegion& cell, const MeasuredRegion& nucleus);

  RegionBits region_;
  RegionBits inner_;  ///< pixels of the cell whose eight neighbours belong to it, too
  RegionBits edge_;   ///< of the nucleus
  std::vector<PixelRun> inner_runs_;
  std::vector<float> values_;
  std::vector<EdgePixels> rows_;
};

}  // namespace cyto
