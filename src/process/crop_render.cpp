#include "cytrial/process/crop_render.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

void check_range(const DisplayRange& range) {
  if (!std::isfinite(range.low_adu) || !std::isfinite(range.high_adu) || !(range.low_adu < range.high_adu)) {
    throw Error(ErrorCode::BadConfig, "display range",
                "low " + number_text(range.low_adu) + " and high " + number_text(range.high_adu) +
                    " do not span a range",
                "give two finite counts, low below high");
  }
}

template <typename Pixel>
cv::Mat1b scaled(const cv::Mat& plane, const DisplayRange& range) {
  const double factor = 255.0 / (range.high_adu - range.low_adu);
  cv::Mat1b grey(plane.size());
  for (int y = 0; y < plane.rows; ++y) {
    const Pixel* in = plane.ptr<Pixel>(y);
    std::uint8_t* out = grey.ptr(y);
    for (int x = 0; x < plane.cols; ++x) {
      const double level = (static_cast<double>(in[x]) - range.low_adu) * factor;
      // Written so that NaN fails the first comparison and becomes 0.
      out[x] = level > 0.0 ? static_cast<std::uint8_t>(std::min(level, 255.0) + 0.5) : std::uint8_t{0};
    }
  }
  return grey;
}

void add_layer(cv::Mat3b& sum, const cv::Mat1b& grey, const std::array<std::uint8_t, 3>& colour) {
  for (int y = 0; y < sum.rows; ++y) {
    const std::uint8_t* in = grey.ptr(y);
    cv::Vec3b* out = sum[y];
    for (int x = 0; x < sum.cols; ++x) {
      for (int part = 0; part < 3; ++part) {
        const int share = (in[x] * colour[static_cast<std::size_t>(part)] + 127) / 255;
        out[x][part] = static_cast<std::uint8_t>(std::min(255, out[x][part] + share));
      }
    }
  }
}

}  // namespace

cv::Mat1b render_channel_crop(const cv::Mat& plane, const DisplayRange& range) {
  check_range(range);
  switch (plane.type()) {
    case CV_8UC1:
      return scaled<std::uint8_t>(plane, range);
    case CV_16UC1:
      return scaled<std::uint16_t>(plane, range);
    case CV_32FC1:
      return scaled<float>(plane, range);
    default:
      throw Error(ErrorCode::Internal, "crop", "pixel type is not 8- or 16-bit unsigned or 32-bit float");
  }
}

std::array<std::uint8_t, 3> composite_colour(ChannelRole role) noexcept {
  switch (role) {
    case ChannelRole::Nuclear:
      return {0, 64, 255};
    case ChannelRole::Cytokeratin:
      return {0, 230, 0};
    case ChannelRole::Leukocyte:
      return {255, 0, 200};
    case ChannelRole::Epithelial:
      return {230, 200, 0};
    case ChannelRole::Other:
      break;
  }
  return {0, 0, 0};
}

cv::Mat3b render_composite(const std::vector<CompositeLayer>& layers) {
  if (layers.empty()) {
    throw Error(ErrorCode::Internal, "crop", "a composite needs at least one channel");
  }
  cv::Mat3b sum(layers.front().grey.size(), cv::Vec3b(0, 0, 0));
  for (const CompositeLayer& layer : layers) {
    if (layer.grey.size() != sum.size()) {
      throw Error(ErrorCode::Internal, "crop", "channels of a composite differ in size");
    }
    if (layer.role != ChannelRole::Other) {
      add_layer(sum, layer.grey, composite_colour(layer.role));
    }
  }
  return sum;
}

}  // namespace cyto
