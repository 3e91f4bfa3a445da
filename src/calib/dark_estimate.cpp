#include "cytrial/calib/dark_estimate.h"

#include <cmath>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "order_statistic.h"

namespace cyto {
namespace {

constexpr std::size_t kLeastFrames = 5;
constexpr double kLargestDriftAdu = 5.0;
constexpr double kHotAdu = 50.0;
constexpr double kMostHotShare = 0.05;
/// Mean over median of the pixels' variances: 1.1 for noise alone, above 100 where cells come and go.
constexpr double kLargestVarianceRatio = 25.0;

[[noreturn]] void refuse(const std::string& subject, const std::string& problem, const char* remedy) {
  throw Error(ErrorCode::BadData, subject, problem, remedy);
}

void check_drift(const std::vector<std::string>& names, const std::vector<double>& means) {
  const double middle = median_of(means);
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (std::abs(means[i] - middle) > kLargestDriftAdu) {
      refuse(names[i],
             "its mean is " + number_text(means[i], 1) + " ADU, that of the other dark exposures " +
                 number_text(middle, 1),
             "expose it again with closed shutter and the exposure time of the assay, or leave it out");
    }
  }
}

void check_content(const std::vector<double>& variances, double median_variance, std::size_t channel) {
  double sum = 0.0;
  for (const double variance : variances) {
    sum += variance;
  }
  const double mean = sum / static_cast<double>(variances.size());
  // Rounding alone gives 1/12 ADU^2: the floor keeps a noiseless camera from being refused.
  if (mean > kLargestVarianceRatio * std::max(median_variance, 1.0)) {
    refuse("dark exposures, channel " + std::to_string(channel + 1),
           "differ from each other at single places: they show something",
           "close the shutter, or take a scan without a slide");
  }
}

}  // namespace

void DarkEstimator::add(const FieldExposure& exposure) {
  const cv::Size size(static_cast<int>(exposure.frame.width), static_cast<int>(exposure.frame.height));
  if (names_.empty()) {
    count_ = cv::Mat1i(size, 0);
    for (std::size_t i = 0; i < exposure.planes.size(); ++i) {
      channels_.push_back({cv::Mat1d(size, 0.0), cv::Mat1d(size, 0.0), {}});
    }
  }
  if (size != count_.size() || exposure.planes.size() != channels_.size()) {
    throw Error(ErrorCode::BadConfig, exposure.name,
                "has another size or other channels than " + names_.front(), "give exposures of one camera");
  }
  names_.push_back(exposure.name);
  const cv::Rect part(static_cast<int>(exposure.rect.x - exposure.frame.x),
                      static_cast<int>(exposure.rect.y - exposure.frame.y),
                      static_cast<int>(exposure.rect.width), static_cast<int>(exposure.rect.height));
  count_(part) += 1;
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    cv::Mat1d counts;
    exposure.planes[channel].convertTo(counts, CV_64F);
    channels_[channel].sum(part) += counts;
    channels_[channel].squares(part) += counts.mul(counts);
    channels_[channel].frame_means.push_back(cv::mean(counts)[0]);
  }
}

std::vector<DarkEstimate> DarkEstimator::finish() const {
  double least = 0.0;
  if (!names_.empty()) {
    cv::minMaxLoc(count_, &least, nullptr);
  }
  if (least < static_cast<double>(kLeastFrames)) {
    refuse("dark exposures", "a pixel was exposed " + number_text(least) + " times, must be 5 or more",
           "give more exposures; 20 are recommended");
  }
  std::vector<DarkEstimate> estimates;
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    const Sums& sums = channels_[channel];
    check_drift(names_, sums.frame_means);
    DarkEstimate estimate;
    estimate.dark = cv::Mat1f(count_.size());
    estimate.frame_means_adu = sums.frame_means;
    std::vector<double> means;
    std::vector<double> variances;
    means.reserve(count_.total());
    variances.reserve(count_.total());
    for (int y = 0; y < count_.rows; ++y) {
      for (int x = 0; x < count_.cols; ++x) {
        const double n = count_(y, x);
        const double mean = sums.sum(y, x) / n;
        means.push_back(mean);
        variances.push_back(std::max(0.0, (sums.squares(y, x) - n * mean * mean) / (n - 1.0)));
        estimate.dark(y, x) = static_cast<float>(mean);
      }
    }
    const double median_variance = median_of(variances);
    check_content(variances, median_variance, channel);
    estimate.frames = static_cast<std::size_t>(least);
    estimate.level_adu = median_of(means);
    estimate.noise_adu = std::sqrt(median_variance);
    estimate.error_adu = estimate.noise_adu / std::sqrt(least);
    for (const double mean : means) {
      estimate.bright_pixels += mean > estimate.level_adu + kHotAdu ? 1 : 0;
    }
    if (static_cast<double>(estimate.bright_pixels) > kMostHotShare * static_cast<double>(means.size())) {
      refuse("dark exposures, channel " + std::to_string(channel + 1),
             "are uneven: " + std::to_string(estimate.bright_pixels) +
                 " pixels lie more than 50 ADU above the median, as under light and shading",
             "close the shutter");
    }
    estimates.push_back(std::move(estimate));
  }
  return estimates;
}

}  // namespace cyto
