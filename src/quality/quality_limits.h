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
/// Traces of compression in blocks: excess of the greatest steps in one column of eight
/// (docs/methods/quality.md) that is flagged, and equal neighbours from which the compression has taken the
/// noise with it.
inline constexpr double kBlockSteps = 0.07;
inline constexpr double kMostEqualPixels = 0.3;
/// Share of a channel's area in rows and columns that stand out from their neighbours, and of the scan's
/// stripes that hold a line of objects: from here on they are a pattern, of the camera or of the slide.
inline constexpr double kPatternShare = 0.05;
/// A block is dark below the blocks around it by this many robust standard deviations of neighbouring block
/// means, and below this share of them.
inline constexpr float kDarkDeviations = 6.0F;
inline constexpr float kDarkOfSurroundings = 0.75F;
/// What a dark area surrounds belongs to it where at least so many blocks should hold a nucleus, and fewer
/// than this share of those does.
inline constexpr double kNucleiToMissInDark = 5.0;
inline constexpr double kLeftInDark = 0.5;
/// Share of the analysed area in dark areas that leaves no count.
inline constexpr double kMostDarkArea = 0.1;
/// Nuclei that must be expected around a grid cell to call it empty, the greatest share of them that an empty
/// one holds, and the share of the analysed area in empty cells that is flagged.
inline constexpr double kNucleiToMiss = 10.0;
inline constexpr double kLeftInEmpty = 0.1;
inline constexpr double kFlaggedEmptyArea = 0.05;
/// Nuclei from which the crowd of a slide is judged.
inline constexpr std::uint64_t kNucleiToJudgeSlide = 50;
/// Lower quartile of the nuclei's focus scores [1/um] that is flagged, and that leaves no count; for pixels
/// up to 1.1 um, see focus_limit_at().
inline constexpr double kBlurredSlidePerUm = 1.1;
inline constexpr double kMostBlurredSlidePerUm = 0.90;
/// A nucleus is faint below this share of the light of bright ones; shares of faint nuclei that are flagged
/// and that leave no count.
inline constexpr double kFaintNucleus = 0.1;
inline constexpr double kFlaggedFaintNuclei = 0.1;
inline constexpr double kMostFaintNuclei = 0.25;
/// Diameter of a small nucleus, and the share of them that is flagged.
inline constexpr double kSmallNucleusUm = 5.0;
inline constexpr double kFlaggedSmallNuclei = 0.15;
/// Width of the stripes in which objects are counted [px]; a stripe holds a line of them when it holds so
/// many more than its neighbours, in standard deviations and objects; share of all objects in lines that
/// leaves no count.
inline constexpr std::int64_t kStripePx = 8;
inline constexpr double kLineDeviations = 6.0;
inline constexpr double kLineObjects = 10.0;
inline constexpr double kMostObjectsInLines = 0.01;
/// Only stripes with so many times the usual on top take a count away: cells may crowd, a camera's line adds
/// many times their number.
inline constexpr double kAlienExcess = 1.0;
/// A row or column is a camera's when it stands out in so many grid cells one after the other at least, with
/// gaps of at most so many between two of them, and in half of the cells from the first to the last.
inline constexpr std::int64_t kLeastLineCells = 2;
inline constexpr std::int64_t kMostLineGapCells = 2;
/// Objects of a camera's line have their centre at most so far from it: half a work pixel of the detection
/// (1.32 um), and at least one pixel of the scan.
inline constexpr double kOnLineUm = 0.7;
inline constexpr std::int64_t kLeastOnLinePx = 1;
/// Probability that a scan with lines that make nothing is refused for chance, all suppositions together.
/// Only scans that are to be calibrated anyway run that risk.
inline constexpr double kLineFalseAlarm = 0.01;
/// Objects on lines beyond what is to be expected, as a share of it, from which on they matter: a line that
/// draws the centre of a cell by a fraction of a pixel makes none.
inline constexpr double kLeastLineExcess = 0.2;
/// The same of one line by itself: cells crowd somewhere, two or three where one is to be expected, and one
/// of many lines may lie there.
inline constexpr double kLeastExcessOfOneLine = 3.0;
/// An object is without the leukocytes' stain below this share of the median of the nuclei: the most a tumor
/// cell may show by the default gates.
inline constexpr double kUnstainedLeukocyte = 0.3;
/// Areas of one kind and channel that are named one by one.
inline constexpr std::size_t kNamedAreas = 10;

}  // namespace cyto::quality_limits
