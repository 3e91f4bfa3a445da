#include "cytrial/process/map_render.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::array<double, 3> kBelow{0, 114, 178};
constexpr std::array<double, 3> kAbove{213, 94, 0};
constexpr double kWhite = 255;
constexpr unsigned char kGrey = 128;

void require(bool holds) {
  if (!holds) {
    throw Error(ErrorCode::Internal, "map", "is empty, or its range is");
  }
}

cv::Vec3b colour_of(double away, double half_range) {
  if (!std::isfinite(away)) {
    return {kGrey, kGrey, kGrey};
  }
  const double strength = std::clamp(std::abs(away) / half_range, 0.0, 1.0);
  const std::array<double, 3>& full = away < 0.0 ? kBelow : kAbove;
  cv::Vec3b colour;
  for (int i = 0; i < 3; ++i) {
    colour[i] = static_cast<unsigned char>(
        std::lround(kWhite + strength * (full[static_cast<std::size_t>(i)] - kWhite)));
  }
  return colour;
}

}  // namespace

cv::Mat3b render_relative_map(const cv::Mat1f& map, double half_range, int block_px) {
  require(!map.empty() && half_range > 0.0 && block_px > 0);
  cv::Mat3b picture(map.rows * block_px, map.cols * block_px);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      picture(y, x) = colour_of(static_cast<double>(map(y / block_px, x / block_px)) - 1.0, half_range);
    }
  }
  return picture;
}

cv::Mat1b render_small_plane(const cv::Mat1f& plane, double low, double high, int edge_px) {
  require(!plane.empty() && high > low && edge_px > 0);
  const double shrink = std::min(1.0, static_cast<double>(edge_px) / std::max(plane.rows, plane.cols));
  const cv::Size size(std::max(1, static_cast<int>(plane.cols * shrink)),
                      std::max(1, static_cast<int>(plane.rows * shrink)));
  cv::Mat1f small;
  cv::resize(plane, small, size, 0, 0, cv::INTER_AREA);
  cv::Mat1b grey(size);
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      const double share = (static_cast<double>(small(y, x)) - low) / (high - low);
      grey(y, x) = static_cast<unsigned char>(std::lround(std::clamp(share, 0.0, 1.0) * kWhite));
    }
  }
  return grey;
}

}  // namespace cyto
