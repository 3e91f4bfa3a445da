#include "cytrial/process/saturation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

template <typename Count, typename Limit>
cv::Mat1b at_or_above(const cv::Mat& raw, Limit least) {
  cv::Mat1b mask(raw.size());
  for (int y = 0; y < raw.rows; ++y) {
    const Count* in = raw.ptr<Count>(y);
    uchar* out = mask.ptr<uchar>(y);
    for (int x = 0; x < raw.cols; ++x) {
      out[x] = in[x] >= least ? 255 : 0;
    }
  }
  return mask;
}

/// The same for whole counts, which can be compared without being made numbers of another kind.
template <typename Count>
cv::Mat1b whole_at_or_above(const cv::Mat& raw, double limit_adu) {
  if (!(limit_adu <= static_cast<double>(std::numeric_limits<Count>::max()))) {
    return cv::Mat1b::zeros(raw.size());
  }
  return at_or_above<Count>(raw, static_cast<Count>(std::ceil(std::max(0.0, limit_adu))));
}

}  // namespace

cv::Mat1b saturation_mask(const cv::Mat& raw, std::optional<double> limit_adu) {
  switch (raw.type()) {
    case CV_8UC1:
      return whole_at_or_above<uchar>(raw, limit_adu.value_or(std::numeric_limits<uchar>::max()));
    case CV_16UC1:
      return whole_at_or_above<ushort>(raw, limit_adu.value_or(std::numeric_limits<ushort>::max()));
    case CV_32FC1:
      return at_or_above<float>(raw, limit_adu.value_or(std::numeric_limits<double>::infinity()));
    default:
      throw Error(ErrorCode::BadData, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
