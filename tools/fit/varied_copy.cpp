#include "varied_copy.h"

#include <cmath>

#include "gaussian.h"

namespace cyto::fit {
namespace {

void add_haze(cv::Mat1f& plane, double sigma_px, double amount) {
  const cv::Mat1f haze = gaussian_blur(plane, sigma_px);
  plane += haze * amount;
}

void add_noise(cv::Mat1f& plane, double share_of_peak, RepeatableRandom& random) {
  double peak = 0.0;
  cv::minMaxLoc(plane, nullptr, &peak);
  for (float& value : plane) {
    value += static_cast<float>(share_of_peak * peak * random.normal());
  }
}

}  // namespace

TrainingImage varied_copy(const TrainingImage& image, RepeatableRandom& random) {
  TrainingImage copy = image;
  copy.weight *= 0.5;
  copy.pixel_um *= std::exp(0.7 * (random.uniform() - 0.5));
  cv::Mat1f plane;
  image.plane.convertTo(plane, CV_32F);
  if (random.uniform() < 0.5) {
    const double sigma_px = 5.0 / image.pixel_um * (0.5 + random.uniform());
    add_haze(plane, sigma_px, 0.5 + 1.5 * random.uniform());
  }
  if (random.uniform() < 0.5) {
    plane = gaussian_blur(plane, 0.3 + 0.5 / image.pixel_um * random.uniform());
  }
  if (random.uniform() < 0.6) {
    const double share = random.uniform();
    add_noise(plane, 0.05 * share * random.uniform(), random);
  }
  copy.plane = plane;
  return copy;
}

}  // namespace cyto::fit
