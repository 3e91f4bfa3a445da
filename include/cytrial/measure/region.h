#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/core/geometry.h"
#include "cytrial/detect/object_runs.h"
#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// The pixels of one object in a frame with a border of one pixel around, in which the neighbours of every
/// pixel have their places.
struct MeasuredRegion {
  cv::Point corner;            ///< window pixel of the frame's pixel (0, 0), which lies in the border
  cv::Size frame;              ///< the object's box and the border around it
  std::vector<PixelRun> runs;  ///< the object's pixels, row by row, in pixels of the frame
  std::int64_t area_px = 0;    ///< pixels inside
};

/// The pixels of an object. @param box that they lie in. @param region is overwritten and keeps its memory.
/// @throws Error Internal when the box leaves the window, a pixel the box, or there is no such object.
void cut_region(const ObjectRuns& objects, std::int32_t label, const cv::Rect& box, MeasuredRegion& region);

[[nodiscard]] inline MeasuredRegion cut_region(const ObjectRuns& objects, std::int32_t label,
                                               const cv::Rect& box) {
  MeasuredRegion region;
  cut_region(objects, label, box, region);
  return region;
}

/// For each pixel of `whole`, row by row, whether it lies in `part`: 1 or 0. @return how many do.
std::int64_t mark_part(const MeasuredRegion& part, const MeasuredRegion& whole,
                       std::vector<std::uint8_t>& marks);

/// The region's pixels, row by row: plane - background, and background. Both planes: the window's rows x
/// columns. @param above_background, background_there room for area_px values and MeshPlane::kRunMargin more,
/// which are overwritten.
void gather(const cv::Mat& plane, const MeshPlane& background, const MeasuredRegion& region,
            float* above_background, float* background_there);

/// Pixels of the region where a plane is not 0; an empty plane is 0 everywhere.
[[nodiscard]] std::int64_t count_set(const cv::Mat1b& plane, const MeasuredRegion& region);

/// The region's runs in slide pixels. @param window place of the region's window on the slide.
[[nodiscard]] std::vector<MaskSpan> spans_of(const MeasuredRegion& region, const SlideRect& window);

}  // namespace cyto
