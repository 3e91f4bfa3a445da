#pragma once

#include <cstddef>

namespace cyto::quality_limits {

// Every threshold of quality control, in one place; the reasons are in docs/methods/quality.md.

/// A channel whose 32-pixel row segments are constant less often than this, away from constant blocks, is
/// noisy: its camera writes no constants, so that a constant block was never measured.
inline constexpr double kNoisyConstantSegments = 0.02;
/// The same for the segments of all blocks that are not constant.
inline constexpr double kNoisyConstantSegmentsAnywhere = 0.005;
/// Lines without signal: greatest share of the area that is only flagged.
inline constexpr double kDeadLineShare = 0.005;
/// Scanned share of the scan's rectangle: below it there is no count.
inline constexpr double kLeastScannedShare = 0.25;
/// Areas of one kind and channel that are named one by one.
inline constexpr std::size_t kNamedAreas = 10;

}  // namespace cyto::quality_limits
