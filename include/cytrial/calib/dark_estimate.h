#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "cytrial/calib/field_exposure.h"

namespace cyto {

/// Dark level of one channel, from exposures with closed shutter.
struct DarkEstimate {
  cv::Mat1f dark;                       ///< mean of each pixel [ADU], field rows x columns
  std::size_t frames = 0;               ///< least number of exposures behind a pixel
  double level_adu = 0.0;               ///< median of the plane
  double noise_adu = 0.0;               ///< standard deviation of one exposure: median over the pixels
  double error_adu = 0.0;               ///< standard error of a pixel of the plane: noise / sqrt(frames)
  std::size_t bright_pixels = 0;        ///< more than 50 ADU above the level: hot pixels
  std::vector<double> frame_means_adu;  ///< one per exposure, in the order given
};

/// Averages dark exposures pixel by pixel. Method: docs/methods/calibration-from-controls.md.
class DarkEstimator {
 public:
  /// @throws Error BadConfig naming the exposure when its size or number of channels differs from the first.
  void add(const FieldExposure& exposure);
  /// One estimate per channel.
  /// @throws Error BadData: fewer than 5 exposures of a pixel; an exposure whose mean lies more than 5 ADU
  /// off the others' (light fell in); exposures that show things (their noise differs over the frame) or that
  /// are uneven as a lit field is.
  [[nodiscard]] std::vector<DarkEstimate> finish() const;

 private:
  struct Sums {
    cv::Mat1d sum;
    cv::Mat1d squares;
    std::vector<double> frame_means;
  };
  std::vector<Sums> channels_;
  cv::Mat1i count_;
  std::vector<std::string> names_;
};

/// Fewer exposures than this give an estimate that is told to be thin.
inline constexpr std::size_t kRecommendedDarkFrames = 20;

}  // namespace cyto
