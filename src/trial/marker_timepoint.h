#pragma once

#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// Puts one result into its place at a timepoint, with its limits and whether it lies outside; adds flags.
void fill_marker(const Analyte& analyte, const MarkerResult& result, MarkerAtTimepoint& marker,
                 Timepoint& timepoint);

/// Whether a result lies above `upper`; empty when its bound leaves that open.
[[nodiscard]] std::optional<bool> is_above(const MarkerResult& result, double upper) noexcept;
/// The same for `lower`.
[[nodiscard]] std::optional<bool> is_below(const MarkerResult& result, double lower) noexcept;

}  // namespace cyto
