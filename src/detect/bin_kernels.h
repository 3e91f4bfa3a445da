#pragma once

namespace cyto {

/// Rows of pixels that fall into one row of bins, `bin` pixels wide each.
struct BinRows {
  const float* values = nullptr;  ///< row by row
  int rows = 0;
  int columns = 0;
  int bin = 1;
};

/// Mean of the columns [left, right) of all rows: a sum in float, row by row and left to right, divided by
/// the number of pixels.
[[nodiscard]] float bin_mean(const BinRows& rows, int left, int right);

/// bin_mean() of `count` whole bins side by side, the first from column `left` on. Kernel with run-time
/// choice of the vector unit: the same bits on every processor.
void bin_means(const BinRows& rows, int left, int count, float* to);

}  // namespace cyto
