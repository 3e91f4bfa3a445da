#include "cytrial/process/shading.h"

#include <string>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

void require_same_size(const FieldPlacement& field, const FlatField& flat) {
  const auto fits = [&](const cv::Mat1f& plane) {
    return plane.cols == field.frame.width && plane.rows == field.frame.height;
  };
  if (!fits(flat.dark) || !fits(flat.gain)) {
    throw Error(ErrorCode::BadConfig, "flat field",
                std::to_string(flat.gain.cols) + " x " + std::to_string(flat.gain.rows) +
                    " pixels, but a camera field of the scan has " + std::to_string(field.frame.width) +
                    " x " + std::to_string(field.frame.height),
                "use the calibration of this camera, or give the scan as its camera fields");
  }
}

}  // namespace

cv::Mat1f correct_shading(const cv::Mat1f& raw, const SlideRect& rect,
                          const std::vector<FieldPlacement>& fields, const FlatField& flat) {
  cv::Mat1f corrected = raw.clone();
  for (const FieldPlacement& field : fields) {
    const SlideRect part = intersect(field.rect, rect);
    if (part.empty()) {
      continue;
    }
    require_same_size(field, flat);
    if (intersect(part, field.frame) != part) {
      throw Error(ErrorCode::Internal, field.file, "the camera field does not hold the pixels taken from it");
    }
    for (std::int64_t y = part.y; y < part.bottom(); ++y) {
      const auto field_row = static_cast<int>(y - field.frame.y);
      const auto field_column = static_cast<int>(part.x - field.frame.x);
      const float* dark = flat.dark.ptr<float>(field_row) + field_column;
      const float* gain = flat.gain.ptr<float>(field_row) + field_column;
      const float* in = raw.ptr<float>(static_cast<int>(y - rect.y)) + (part.x - rect.x);
      float* out = corrected.ptr<float>(static_cast<int>(y - rect.y)) + (part.x - rect.x);
      for (std::int64_t i = 0; i < part.width; ++i) {
        out[i] = (in[i] - dark[i]) / gain[i];
      }
    }
  }
  return corrected;
}

}  // namespace cyto
