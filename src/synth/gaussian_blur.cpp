#include "gaussian_blur.h"

#include <algorithm>
#include <cmath>

#include "portable_math.h"

namespace cyto::synth {
namespace {

/// Half of a Gaussian kernel of sum 1, centre first. Each weight is the Gaussian over the whole pixel, so
/// that a narrow one is not misjudged by its value in the middle.
std::vector<float> half_kernel(double sigma_px) {
  const int radius = std::max(1, static_cast<int>(std::ceil(3.0 * sigma_px)));
  constexpr int kParts = 8;
  std::vector<double> weights;
  double sum = 0.0;
  for (int distance = 0; distance <= radius; ++distance) {
    double weight = 0.0;
    for (int part = 0; part < kParts; ++part) {
      const double at = (distance - 0.5 + (part + 0.5) / kParts) / sigma_px;
      weight += portable_exp(-0.5 * at * at);
    }
    weights.push_back(weight);
    sum += distance == 0 ? weight : 2.0 * weight;
  }
  std::vector<float> kernel;
  for (const double weight : weights) {
    kernel.push_back(static_cast<float>(weight / sum));
  }
  return kernel;
}

}  // namespace

void blur_plane(std::vector<float>& plane, std::int64_t width, std::int64_t height, const BlurSigma& sigma,
                std::vector<float>& scratch) {
  const std::vector<float> across = half_kernel(sigma.x_px);
  const std::vector<float> down = half_kernel(sigma.y_px);
  scratch.assign(plane.size(), 0.0F);
  for (std::int64_t y = 0; y < height; ++y) {
    const float* from = plane.data() + y * width;
    float* to = scratch.data() + y * width;
    for (std::int64_t k = -static_cast<std::int64_t>(across.size()) + 1;
         k < static_cast<std::int64_t>(across.size()); ++k) {
      const float weight = across[static_cast<std::size_t>(std::abs(k))];
      const std::int64_t begin = std::max<std::int64_t>(0, -k);
      const std::int64_t end = std::min(width, width - k);
      for (std::int64_t x = begin; x < end; ++x) {
        to[x] += weight * from[x + k];
      }
    }
  }
  std::fill(plane.begin(), plane.end(), 0.0F);
  for (std::int64_t y = 0; y < height; ++y) {
    float* to = plane.data() + y * width;
    for (std::int64_t k = -static_cast<std::int64_t>(down.size()) + 1;
         k < static_cast<std::int64_t>(down.size()); ++k) {
      if (y + k < 0 || y + k >= height) {
        continue;
      }
      const float weight = down[static_cast<std::size_t>(std::abs(k))];
      const float* from = scratch.data() + (y + k) * width;
      for (std::int64_t x = 0; x < width; ++x) {
        to[x] += weight * from[x];
      }
    }
  }
}

}  // namespace cyto::synth
