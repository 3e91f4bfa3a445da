#pragma once

#include <limits>
#include <vector>

#include "cytrial/measure/region.h"

namespace cyto {

/// Intensities of one channel over one region, above local background. NaN without pixels.
/// Definitions: docs/methods/intensity.md.
struct Intensity {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double mean_adu = kNone;
  double median_adu = kNone;  ///< of an even number of pixels: mean of the middle two
  double max_adu = kNone;
  double integrated_adu = kNone;   ///< sum over the pixels
  double sd_adu = kNone;           ///< population standard deviation (divided by n)
  double saturated_share = kNone;  ///< pixels at the camera limit / pixels, 0..1
};

/// Mean and its companions of `values`, summed in their order in double; saturated_share stays NaN.
[[nodiscard]] Intensity summarize(std::vector<float> values);

/// Mean of `plane` over the region, row by row in double; NaN without pixels.
[[nodiscard]] double mean_over(const cv::Mat1f& plane, const Region& region);

/// Pixels of the region where `saturated` is not 0, over its pixels; NaN without pixels.
[[nodiscard]] double saturated_share_of(const cv::Mat1b& saturated, const Region& region);

/// Share of the nucleus that shows cytokeratin: pixels at or above half the cell's 95th percentile.
/// @param nucleus, cell values above background. NaN without nucleus pixels, 0 when the percentile is not
/// positive.
[[nodiscard]] double cytokeratin_overlap(const std::vector<float>& nucleus, std::vector<float> cell);

}  // namespace cyto
