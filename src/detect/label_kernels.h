#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

// Kernels over lines of labels and signals with run-time choice of the vector unit; whole numbers,
// comparisons and single products only, so that all give the same.

/// Sum and number of some values of a list.
struct SumAbove {
  double sum = 0.0;
  std::int64_t count = 0;
};

/// Of the values that reach a level, none of them above `most`. The sum is that of adding them up in their
/// order: other orders are taken only where no step can be rounded.
SumAbove sum_above(std::span<const float> values, float level, float most);

/// The same, plain.
SumAbove sum_above_reference(std::span<const float> values, float level);

/// Place of the highest value, of equal ones of the first. @param values at least one, none NaN.
[[nodiscard]] std::size_t first_highest(std::span<const float> values);

/// Room that the finders may overwrite behind the last place.
inline constexpr std::size_t kPlaceMargin = 16;

/// Places 1..n-1 whose label differs from the one before, ascending. @param to room for n + kPlaceMargin.
/// @return how many.
std::size_t find_changes(const std::int32_t* labels, std::size_t n, std::int32_t* to);

/// Places 0..n-1 whose label differs from the next one in the line or from the one below, ascending.
std::size_t find_edges(const std::int32_t* labels, const std::int32_t* below, std::size_t n,
                       std::int32_t* to);

/// Ends of the runs of places whose signal exceeds `factor` times their level, which must be above 0: first
/// places and places behind the last in turn, ascending. @param to room for n + 1 + kPlaceMargin.
std::size_t find_runs_above(const float* signal, const float* level, float factor, std::size_t n,
                            std::int32_t* to);

/// The same, plain.
std::size_t find_runs_above_reference(const float* signal, const float* level, float factor, std::size_t n,
                                      std::int32_t* to);

/// A line and what is added to each of its values.
struct ShiftedLine {
  const std::uint32_t* line = nullptr;
  std::uint32_t addend = 0;
};

/// out[i] = least of line[i] + addend over the lines (at least one); no sum may exceed 2^32 - 1.
void least_of(std::span<const ShiftedLine> lines, std::size_t n, std::uint32_t* out);

/// The bits of that least number that are set in `mask`; 0 where the number is above `limit`.
void least_within(std::span<const ShiftedLine> lines, std::uint32_t limit, std::uint32_t mask, std::size_t n,
                  std::int32_t* out);

/// Where the columns of a finer line lie between those of a coarser one.
struct LineSamples {
  std::vector<std::int32_t> low;   ///< column of the coarser line, ascending
  std::vector<std::int32_t> high;  ///< and the one that it is blended with
  std::vector<float> weight;       ///< of the latter
};

/// out[i] = line[low] + weight * (line[high] - line[low]). @param n length of the coarser line.
void interpolate_line(const float* line, std::size_t n, const LineSamples& samples, float* out);

/// The same, plain.
void interpolate_line_reference(const float* line, const LineSamples& samples, float* out);

}  // namespace cyto
