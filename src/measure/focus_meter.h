#pragma once

#include <span>
#include <vector>

#include "cytrial/measure/focus.h"
#include "edge_kernel.h"
#include "region_bits.h"
#include "row_spans.h"

namespace cyto {

/// What stands for the edge of a nucleus.
struct NucleusEdge {
  double signal;  ///< sum of the squared values of its pixels
  double area_um2;
  double perimeter_um;
};

/// measure_focus() of many cells; keeps its memory.
class FocusMeter {
 public:
  /// @param cell_values with kEdgeMargin more to read. @param cell_bits, nucleus_bits both in the cell's
  /// frame.
  [[nodiscard]] Focus measure(std::span<const float> cell_values, const MeasuredRegion& cell,
                              const RegionBits& cell_bits, const RegionBits& nucleus_bits,
                              const NucleusEdge& nucleus, const PixelSize& pixel_size);
  /// The same of spans.
  [[nodiscard]] Focus measure(std::span<const float> cell_values, const RowSpans& cell,
                              const RowSpans& nucleus_spans, const NucleusEdge& nucleus,
                              const PixelSize& pixel_size);

 private:
  /// Lists the rows of the cell's inner pixels with their neighbours.
  void list_inner_rows(std::span<const float> cell_values, const MeasuredRegion& cell);

  // Pixels of the cell whose eight neighbours belong to it, too.
  RegionBits inner_;
  RowSpans inner_spans_;
  std::vector<PixelRun> inner_runs_;
  std::vector<EdgePixels> rows_;
};

}  // namespace cyto
