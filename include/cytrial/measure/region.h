#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/geometry.h"

namespace cyto {

/// The pixels of one object, cut out of a window with a border of one pixel around, so that the
/// neighbours of every pixel can be looked at.
struct Region {
  cv::Point origin;          ///< window pixel of the first mask pixel inside the border
  cv::Mat1b mask;            ///< (height + 2) rows x (width + 2) columns: 1 inside, 0 outside
  std::int64_t area_px = 0;  ///< pixels inside
};

/// The pixels of `labels` inside `box` that carry `label`. Nothing outside the box is read.
/// @throws Error Internal when the box leaves the plane or no pixel carries the label.
[[nodiscard]] Region cut_region(const cv::Mat1i& labels, std::int32_t label, const cv::Rect& box);

/// Pixels of `whole` that are not in `part`; may have none.
[[nodiscard]] Region subtract(const Region& whole, const Region& part);

/// Values plane - background of the region's pixels, row by row, into `values`.
/// Both planes: the window's rows x columns.
void gather_above_background(const cv::Mat1f& plane, const cv::Mat1f& background, const Region& region,
                             std::vector<float>& values);

/// plane - background over the region's mask; 0 outside the region. Size of the mask.
[[nodiscard]] cv::Mat1f cut_above_background(const cv::Mat1f& plane, const cv::Mat1f& background,
                                             const Region& region);

/// The region as runs in slide pixels, row by row; (window_x, window_y) is the window's corner on the slide.
[[nodiscard]] std::vector<MaskSpan> spans_of(const Region& region, const SlideRect& window);

}  // namespace cyto
