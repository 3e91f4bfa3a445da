#pragma once

#include <cstdint>

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

/// What bin_scatter() multiplies its sums with. @param bin >= 2.
[[nodiscard]] inline float scatter_share(int bin) {
  const int counted = bin / 2 * 2;  // pixels along one axis that count
  return 1.0F / static_cast<float>(counted * bin);
}

/// How far the pixels of a whole bin scatter, from column `left` on: the rows of its upper half, left half
/// less right half (the middle of an odd bin left out), less those of its lower half; its absolute value
/// divided such that for independent noise the standard deviation is that of bin_mean(). @pre as many rows as
/// a bin is wide.
[[nodiscard]] float bin_scatter(const BinRows& rows, int left);

/// bin_scatter() of `count` bins side by side. Kernel as bin_means().
void bin_scatters(const BinRows& rows, int left, int count, float* to);

/// Counts that fall into one row of bins of two by two, from the first bin on.
struct CountBins {
  const std::uint16_t* upper = nullptr;
  const std::uint16_t* lower = nullptr;
  const float* levels = nullptr;  ///< background, one per bin
};

/// bin_means() less the background, and bin_scatters(), of `count` bins side by side. Kernel as bin_means().
void bins_of_counts(const CountBins& from, int count, float* signal, float* scatters);

}  // namespace cyto
