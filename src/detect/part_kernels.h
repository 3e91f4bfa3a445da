#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "label_runs.h"

namespace cyto {

// Kernels that cut runs where a signal reaches the level of their label, with run-time choice of the vector
// unit; comparisons, and a difference, a product and a sum that are never fused, so that all give the same.

/// Parts of the runs of a row where the signal reaches the level of their label, left to right.
/// @param columns of the row; @param level per label; @param to room for (columns + runs) / 2 + 1 parts.
/// @return how many.
std::size_t parts_above(const float* signal, std::size_t columns, std::span<const LabelRun> runs,
                        std::span<const float> level, LabelRun* to);

/// The same, plain.
std::size_t parts_above_reference(const float* signal, std::span<const LabelRun> runs,
                                  std::span<const float> level, LabelRun* to);

/// Columns behind the last that a blended row is read to.
inline constexpr std::size_t kBlendMargin = 64;

/// A row between two others. Both have room for kBlendMargin more columns.
struct BlendedRow {
  const float* above = nullptr;
  const float* below = nullptr;
  float weight = 0.0F;  ///< of `below`

  [[nodiscard]] float at(int x) const { return above[x] + weight * (below[x] - above[x]); }
};

/// The same of runs of a blended row, each of a column at least.
std::size_t parts_above(const BlendedRow& row, std::span<const LabelRun> runs, std::span<const float> level,
                        LabelRun* to);

/// The same, plain.
std::size_t parts_above_reference(const BlendedRow& row, std::span<const LabelRun> runs,
                                  std::span<const float> level, LabelRun* to);

}  // namespace cyto
