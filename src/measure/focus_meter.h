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
  /// @param cell_values with kEdgeMargin more to read. @param cell_bits, nucleus_bits both in the cell's
  /// frame. @param signal sum of the squared values of the nucleus.
  [[nodiscard]] Focus measure(std::span<const float> cell_values, const MeasuredRegion& cell,
                              const RegionBits& cell_bits, double signal, const RegionBits& nucleus_bits,
                              const Shape& nucleus_shape, const PixelSize& pixel_size);

 private:
  /// Lists the rows of the cell's inner pixels with their neighbours.
  void list_inner_rows(std::span<const float> cell_values, const MeasuredRegion& cell);

  RegionBits inner_;  ///< pixels of the cell whose eight neighbours belong to it, too
  std::vector<PixelRun> inner_runs_;
  std::vector<EdgePixels> rows_;
};

}  // namespace cyto
