#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// Removes camera offset and uneven light, field by field: (raw - dark) / gain, where dark and gain are
/// taken at the pixel's place in its own camera field.
///
/// @param raw    rect.height rows x rect.width columns [ADU].
/// @param rect   where `raw` lies on the slide.
/// @param fields camera fields of the slide: each gives the pixels of its `rect`, out of its `frame`.
/// @param flat   calibration of this channel, as large as the frame of every field that meets `rect`.
/// @return same size [ADU]; may be negative, never clipped. A pixel of no field is returned as it is.
/// @throws Error BadConfig when a field and the calibration differ in size.
/// Thread-safe, pure; O(pixels + fields). Method: docs/methods/shading.md.
[[nodiscard]] cv::Mat1f correct_shading(const cv::Mat1f& raw, const SlideRect& rect,
                                        const std::vector<FieldPlacement>& fields, const FlatField& flat);

}  // namespace cyto
