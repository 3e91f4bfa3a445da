#include "cytrial/process/saturation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

template <typename Count, typename Limit>
void mark_at_or_above(const Count* in, int columns, Limit least, uchar* out) {
  for (int x = 0; x < columns; ++x) {
    out[x] = in[x] >= least ? 255 : 0;
  }
}

cv::Mat1b real_at_or_above(const cv::Mat& raw, double limit_adu) {
  cv::Mat1b mask(raw.size());
  for (int y = 0; y < raw.rows; ++y) {
    mark_at_or_above(raw.ptr<float>(y), raw.cols, limit_adu, mask.ptr<uchar>(y));
  }
  return mask;
}

/// The same for whole counts, which can be compared without being made numbers of another kind.
template <typename Count>
cv::Mat1b whole_at_or_above(const cv::Mat& raw, double limit_adu) {
  if (!(limit_adu <= static_cast<double>(std::numeric_limits<Count>::max()))) {
    return cv::Mat1b::zeros(raw.size());
  }
  const auto least = static_cast<Count>(std::ceil(std::max(0.0, limit_adu)));
  cv::Mat1b mask = cv::Mat1b::zeros(raw.size());
  for (int y = 0; y < raw.rows; ++y) {
    const Count* in = raw.ptr<Count>(y);
    Count highest = 0;
    for (int x = 0; x < raw.cols; ++x) {
      highest = std::max(highest, in[x]);
    }
    // Most rows have no such pixel.
    if (highest >= least) {
      mark_at_or_above(in, raw.cols, least, mask.ptr<uchar>(y));
    }
  }
  return mask;
}

}  // namespace

cv::Mat1b saturation_mask(const cv::Mat& raw, std::optional<double> limit_adu) {
  switch (raw.type()) {
    case CV_8UC1:
      return whole_at_or_above<uchar>(raw, limit_adu.value_or(std::numeric_limits<uchar>::max()));
    case CV_16UC1:
      return whole_at_or_above<ushort>(raw, limit_adu.value_or(std::numeric_limits<ushort>::max()));
    case CV_32FC1:
      return real_at_or_above(raw, limit_adu.value_or(std::numeric_limits<double>::infinity()));
    default:
      throw Error(ErrorCode::BadData, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
