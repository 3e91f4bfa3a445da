#pragma once

#include <cstddef>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace cyto {

/// Objects of one single-stain slide: the control of one dye.
struct StainControl {
  std::string name;                        ///< of the dye's channel, for messages
  std::size_t channel = 0;                 ///< the dye's own detector
  std::vector<std::vector<double>> means;  ///< per object: mean above background in every detector [ADU]
};

/// One coefficient: light of a dye in another detector over that in its own.
struct SpilloverEntry {
  double value = 0.0;
  double standard_error = 0.0;
  double low = 0.0;  ///< 95 % confidence interval
  double high = 0.0;
  double intercept_adu = 0.0;    ///< light of the other detector that does not come from the dye
  double residual_sd_adu = 0.0;  ///< robust scatter of the objects around the line
};

/// A straight line y = intercept + slope x through points of which a part may not belong to it.
struct RobustLine {
  double slope = 0.0;
  double intercept = 0.0;
  double slope_error = 0.0;  ///< standard error, valid for scatter that differs along the line
  double residual_sd = 0.0;
};

/// Tukey's bisquare M-estimate from a resistant start, with a sandwich standard error.
/// @pre x and y of one length, at least 3. @return all NaN when x does not vary.
/// Source: Beaton and Tukey 1974, Technometrics 16:147; Huber and Ronchetti 2009, Robust Statistics, ch. 7.
[[nodiscard]] RobustLine fit_robust_line(const std::vector<double>& x, const std::vector<double>& y);

/// All coefficients, checked.
struct SpilloverEstimate {
  std::vector<std::vector<SpilloverEntry>> entries;  ///< row = dye, column = detector
  cv::Mat1d matrix;                  ///< diagonal 1; a coefficient that noise carried below 0 is 0
  std::vector<std::size_t> objects;  ///< per dye
  double condition = 1.0;            ///< ratio of the singular values
  std::vector<std::string> remarks;  ///< what a reader should know of the coefficients
};

/// Estimates the matrix from one control per channel of the panel and checks it.
/// Method: docs/methods/calibration-from-controls.md.
/// @param controls in panel order, one per channel; @param names of the panel's channels.
/// @throws Error BadData naming the dye: fewer than 30 objects, a slide that shines most in another detector
/// (swapped), a coefficient surely below 0 or above 0.5, known worse than +- 0.05, two dyes with the same
/// light (duplicated), a matrix that cannot be inverted soundly.
[[nodiscard]] SpilloverEstimate estimate_spillover(const std::vector<StainControl>& controls,
                                                   const std::vector<std::string>& names);

/// Largest ratio of singular values that is accepted: beyond it, compensation makes noise 100 times larger.
inline constexpr double kLargestCondition = 100;
[[nodiscard]] double condition_of(const cv::Mat1d& matrix);

}  // namespace cyto
