#include "cytrial/process/saturation.h"

#include <limits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

template <typename Count>
cv::Mat1b at_or_above(const cv::Mat& raw, double limit_adu) {
  cv::Mat1b mask(raw.size());
  for (int y = 0; y < raw.rows; ++y) {
    const Count* in = raw.ptr<Count>(y);
    uchar* out = mask.ptr<uchar>(y);
    for (int x = 0; x < raw.cols; ++x) {
      out[x] = static_cast<double>(in[x]) >= limit_adu ? 255 : 0;
    }
  }
  return mask;
}

}  // namespace

cv::Mat1b saturation_mask(const cv::Mat& raw, std::optional<double> limit_adu) {
  switch (raw.type()) {
    case CV_8UC1:
      return at_or_above<uchar>(raw, limit_adu.value_or(std::numeric_limits<uchar>::max()));
    case CV_16UC1:
      return at_or_above<ushort>(raw, limit_adu.value_or(std::numeric_limits<ushort>::max()));
    case CV_32FC1:
      return at_or_above<float>(raw, limit_adu.value_or(std::numeric_limits<double>::infinity()));
    default:
      throw Error(ErrorCode::BadData, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
