#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto::quality_limits {

// Every threshold of quality control, in one place; the reasons are in docs/methods/quality.md.

/// A channel whose 32-pixel row segments are constant less often than this, away from constant blocks, is
/// noisy: its camera writes no constants, so that a constant block was never measured.
inline constexpr double kNoisyConstantSegments = 0.02;
/// The same for the segments of all blocks that are not constant.
inline constexpr double kNoisyConstantSegmentsAnywhere = 0.005;
/// Lines without signal: greatest share of the area that is only flagged.
inline constexpr double kDeadLineShare = 0.005;
/// Lines of one channel alone in a cell at the scan's edge or beside a margin that are no reason to refuse:
/// aligning channels with one another leaves a few pixels without picture.
inline constexpr int kAlignedLines = 8;
/// Scanned share of the scan's rectangle: below it there is no count.
inline constexpr double kLeastScannedShare = 0.25;
/// A block is bright above the window's median block mean by this many robust standard deviations of the
/// block means, and by this share of the median.
inline constexpr float kBrightDeviations = 8.0F;
inline constexpr float kBrightOverMedian = 0.25F;
/// A connected bright area at least this long is no cluster of cells ...
inline constexpr double kArtefactLengthUm = 120.0;
/// ... unless at least this share of its blocks holds a nucleus: tissue.
inline constexpr double kNucleiOfTissue = 0.3;
/// Nuclei in a grid cell and its neighbours from which its focus is judged, and the blurred share that
/// condemns it.
inline constexpr std::int64_t kNucleiToJudgeFocus = 20;
inline constexpr double kBlurredNeighbours = 0.25;
/// Share of the analysed area out of focus that is flagged.
inline constexpr double kFlaggedBlurredArea = 0.05;
/// Share of the analysed area at the camera's limit that is flagged, and that leaves no count.
inline constexpr double kFlaggedSaturatedArea = 0.001;
inline constexpr double kMostSaturatedArea = 0.05;
/// In focus and unobstructed, of the analysed area: below it there is no count.
inline constexpr double kLeastUsableShare = 0.5;
/// Marked places that must recur with one and the same shift.
inline constexpr std::size_t kRepeatedMarks = 4;
/// Areas of one kind and channel that are named one by one.
inline constexpr std::size_t kNamedAreas = 10;

}  // namespace cyto::quality_limits
