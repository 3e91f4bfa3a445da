#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/measure/region.h"
#include "edge_kernel.h"
#include "span_kernels.h"

namespace cyto {

/// A region with one run in every row, as nine of ten cells and nuclei are: what compares pixels with their
/// neighbours compares the ends of a few runs. Others are RegionBits. Keeps its memory for the next region.
class RowSpans {
 public:
  /// The pixels of `region` in their places in the frame of `whole`: the region itself or one that holds it.
  /// @return false when a row has gaps or the frame is larger than kMostSpanEdge; nothing holds then.
  [[nodiscard]] bool read(const MeasuredRegion& region, const MeasuredRegion& whole);
  /// The inner pixels of `all`. @param part of it, in the same frame.
  InnerCounts read_inner(const RowSpans& all, const RowSpans& part);

  [[nodiscard]] ShapeSums sums() const { return sum_spans(columns_, rows_); }
  /// Of inner pixels: lists their rows with their neighbours. @param values of the pixels of `all`.
  void list_rows(const RowSpans& all, const float* values, std::vector<EdgePixels>& rows) const;

 private:
  SpanColumns columns_;
  /// By row: place of its first value among those of the region, less its first column.
  std::array<std::ptrdiff_t, kMostSpanEdge> places_{};
  std::size_t rows_ = 0;  ///< of the frame
};

}  // namespace cyto
