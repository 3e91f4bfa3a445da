#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "label_runs.h"
#include "nucleus_regions.h"

namespace cyto {

/// What tells the territories of a stain.
struct StainLevels {
  float foreground_snr = 0.0F;  ///< from which a pixel takes part [noise standard deviations]
  double join_share = 0.0;  ///< of the lower of two peaks, that the way between them keeps in one territory
  float peak_snr = 0.0F;    ///< of a territory's highest peak [noise standard deviations]
};

/// Parts of a stain's foreground around high peaks.
struct StainTerritories {
  LabelRuns runs;                ///< numbered in raster order of the first peaks, with gaps
  std::vector<cv::Point> peaks;  ///< per label the highest of its peaks, of equal ones the first
};

/// Basins of the signal in the foreground, joined by join_basins(). Basins are made of clusters alone that
/// may be several territories: in most, each peak has a straight way to the highest one that keeps the share,
/// so that all basins are joined in whatever order; clusters without a peak of `peak_snr` are left out.
[[nodiscard]] StainTerritories stain_territories(const NucleusField& field, const StainLevels& levels);

}  // namespace cyto
