#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>

namespace cyto {

// Kernels over the pixels of one grid cell. Each has a plain form for every type of pixel; 16-bit pixels are
// taken by the vector unit, chosen at run time, with the same counts.

/// Rows of pixels in memory; `step` values lie between the beginnings of two.
template <typename Count>
struct PixelRows {
  const Count* first = nullptr;
  std::ptrdiff_t step = 0;
  int rows = 0;
  int columns = 0;

  [[nodiscard]] const Count* row(int y) const { return first + y * step; }
};

/// Edge of a block of ITU-T T.81 [px].
inline constexpr int kTracePx = 8;

/// Steps between neighbouring pixels of one row, by the place of the pixel behind the step in its block of
/// kTracePx.
struct StepCounts {
  std::array<std::uint32_t, kTracePx> looked_at{};  ///< that differ from a step beside them
  std::array<std::uint32_t, kTracePx> greatest{};   ///< greater than both steps beside them
  std::uint32_t pairs = 0;                          ///< pixels above 0 ...
  std::uint32_t equal = 0;                          ///< ... that are equal to the next one
};

/// Pixels above and below both their neighbours.
struct StandingPixels {
  int higher = 0;
  int lower = 0;
};

/// Of 32 x 32 pixels or fewer.
struct PixelSum {
  std::uint32_t sum = 0;
  std::uint16_t greatest = 0;
  bool alike = false;  ///< the first four pixels of some row are equal: no other block has constant rows

  friend bool operator==(const PixelSum&, const PixelSum&) = default;
};

/// @param block 32 columns, at most 32 rows.
[[nodiscard]] PixelSum sum_block(const PixelRows<std::uint16_t>& block);
[[nodiscard]] PixelSum plain_sum_block(const PixelRows<std::uint16_t>& block);

/// Counts per column, but the outermost, the pixels that are above (below) both neighbours in their row.
/// @param pixels 64 columns or more, at most 2^16 - 1 rows. @param higher, lower one per column.
template <typename Count>
void plain_count_standing_columns(const PixelRows<Count>& pixels, std::uint16_t* higher,
                                  std::uint16_t* lower) {
  for (int y = 0; y < pixels.rows; ++y) {
    const Count* row = pixels.row(y);
    for (int x = 1; x + 1 < pixels.columns; ++x) {
      higher[x] = static_cast<std::uint16_t>(higher[x] + ((row[x] > row[x - 1]) & (row[x] > row[x + 1])));
      lower[x] = static_cast<std::uint16_t>(lower[x] + ((row[x] < row[x - 1]) & (row[x] < row[x + 1])));
    }
  }
}
template <typename Count>
void count_standing_columns(const PixelRows<Count>& pixels, std::uint16_t* higher, std::uint16_t* lower) {
  plain_count_standing_columns(pixels, higher, lower);
}
/// Overwrites the counts, which were 0.
void count_standing_columns(const PixelRows<std::uint16_t>& pixels, std::uint16_t* higher,
                            std::uint16_t* lower);

/// Counts the first n pixels of a row that are above (below) the pixel above and the one below.
template <typename Count>
[[nodiscard]] StandingPixels plain_count_standing(const Count* above, const Count* row, const Count* below,
                                                  int n) {
  StandingPixels found;
  for (int x = 0; x < n; ++x) {
    found.higher += (row[x] > above[x]) & (row[x] > below[x]);
    found.lower += (row[x] < above[x]) & (row[x] < below[x]);
  }
  return found;
}
template <typename Count>
[[nodiscard]] StandingPixels count_standing(const Count* above, const Count* row, const Count* below, int n) {
  return plain_count_standing(above, row, below, n);
}
[[nodiscard]] StandingPixels count_standing(const std::uint16_t* above, const std::uint16_t* row,
                                            const std::uint16_t* below, int n);

/// Size of the step from pixel x to x + 1, that of another row taken off.
template <typename Count>
auto step_at(const Count* row, const Count* other, int x) {
  using Difference = std::conditional_t<std::is_floating_point_v<Count>, float, int>;
  const auto step = [x](const Count* from) {
    return static_cast<Difference>(from[x + 1]) - static_cast<Difference>(from[x]);
  };
  return std::abs(step(row) - step(other));
}

/// Counts the steps of a row. What a camera does to a column alone is the same in both rows, and taken off;
/// three equal steps tell nothing. @param other a row elsewhere in the same columns. @param width 4 to 256.
template <typename Count>
void plain_count_steps(const Count* row, const Count* other, int width, StepCounts& counts) {
  auto before = step_at(row, other, 0);
  auto step = step_at(row, other, 1);
  for (int x = 1; x + 2 < width; ++x) {
    const auto after = step_at(row, other, x + 1);
    const auto phase = static_cast<std::size_t>((x + 1) % kTracePx);
    const bool moves = before != after || step != after;
    counts.looked_at[phase] += moves ? 1 : 0;
    counts.greatest[phase] += step > before && step > after ? 1 : 0;
    counts.pairs += row[x] > 0 ? 1 : 0;
    counts.equal += row[x] > 0 && row[x] == row[x + 1] ? 1 : 0;
    before = step;
    step = after;
  }
}
template <typename Count>
void count_steps(const Count* row, const Count* other, int width, StepCounts& counts) {
  plain_count_steps(row, other, width, counts);
}
void count_steps(const std::uint16_t* row, const std::uint16_t* other, int width, StepCounts& counts);

}  // namespace cyto
