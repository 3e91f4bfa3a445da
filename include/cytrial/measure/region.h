#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/geometry.h"

namespace cyto {

/// Pixels of one row of a region: mask columns [begin, end) of mask row y.
struct PixelRun {
  int y = 0;
  int begin = 0;
  int end = 0;
};

/// The pixels of one object, cut out of a window with a border of one pixel around, so that the
/// neighbours of every pixel can be looked at.
struct MeasuredRegion {
  cv::Point corner;            ///< window pixel of mask pixel (0, 0), which lies in the border
  cv::Mat1b mask;              ///< (height + 2) rows x (width + 2) columns: 1 inside, 0 outside
  std::vector<PixelRun> runs;  ///< the same pixels, row by row
  std::int64_t area_px = 0;    ///< pixels inside
};

/// The pixels of `labels` inside `box` that carry `label`. Nothing outside the box is read.
/// @throws Error Internal when the box leaves the plane or no pixel carries the label.
[[nodiscard]] MeasuredRegion cut_region(const cv::Mat1i& labels, std::int32_t label, const cv::Rect& box);

/// Pixels of `whole` that are not in `part`; may have none.
[[nodiscard]] MeasuredRegion subtract(const MeasuredRegion& whole, const MeasuredRegion& part);

/// Values plane - background of the region's pixels, row by row. Both planes: the window's rows x columns.
[[nodiscard]] std::vector<float> gather_above_background(const cv::Mat1f& plane, const cv::Mat1f& background,
                                                         const MeasuredRegion& region);

/// plane - background over the region's mask; 0 outside the region. Size of the mask.
[[nodiscard]] cv::Mat1f cut_above_background(const cv::Mat1f& plane, const cv::Mat1f& background,
                                             const MeasuredRegion& region);

/// Mean of a plane over the region, summed row by row; NaN without pixels.
[[nodiscard]] double mean_over(const cv::Mat1f& plane, const MeasuredRegion& region);

/// Pixels of the region where a plane is not 0; an empty plane is 0 everywhere.
[[nodiscard]] std::int64_t count_set(const cv::Mat1b& plane, const MeasuredRegion& region);

/// The region's runs in slide pixels. @param window place of the region's window on the slide.
[[nodiscard]] std::vector<MaskSpan> spans_of(const MeasuredRegion& region, const SlideRect& window);

}  // namespace cyto
