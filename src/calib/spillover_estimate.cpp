#include "cytrial/calib/spillover_estimate.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "order_statistic.h"

namespace cyto {
namespace {

constexpr std::size_t kLeastObjects = 30;
constexpr double kLargestEntry = 0.5;
constexpr double kWidestHalfInterval = 0.05;
constexpr double kTellWideFrom = 0.01;
constexpr double kClearlyNegative = -0.005;
constexpr double kSureErrors = 4.0;
/// Cosine between two dyes' rows from which they are the same light to these detectors.
constexpr double kSameLight = 0.98;

[[noreturn]] void refuse(const StainControl& control, const std::string& problem, const std::string& remedy) {
  throw Error(ErrorCode::BadData, "single-stain control of " + control.name, problem, remedy);
}

std::vector<double> detector_values(const StainControl& control, std::size_t detector) {
  std::vector<double> values;
  values.reserve(control.means.size());
  for (const std::vector<double>& object : control.means) {
    values.push_back(object[detector]);
  }
  return values;
}

/// A slide with another dye shines most elsewhere.
void check_own_detector(const StainControl& control, const std::vector<std::string>& names) {
  if (control.means.size() < kLeastObjects) {
    refuse(control, "has " + std::to_string(control.means.size()) + " stained objects, must have 30 or more",
           "give a slide with more cells, or one whose cells are brighter in that channel");
  }
  const double own = median_of(detector_values(control, control.channel));
  for (std::size_t detector = 0; detector < names.size(); ++detector) {
    const double other = median_of(detector_values(control, detector));
    if (detector != control.channel && other > own) {
      refuse(control, "is brighter in " + names[detector] + " than in its own channel",
             "the slides of two dyes may be swapped, or the slide carries more than one dye");
    }
  }
}

SpilloverEntry estimate_entry(const StainControl& control, std::size_t detector) {
  const RobustLine line =
      fit_robust_line(detector_values(control, control.channel), detector_values(control, detector));
  const boost::math::students_t_distribution<double> t(static_cast<double>(control.means.size() - 2));
  const double reach = boost::math::quantile(t, 0.975) * line.slope_error;
  return {line.slope,         line.slope_error, line.slope - reach,
          line.slope + reach, line.intercept,   line.residual_sd};
}

std::string interval_text(const SpilloverEntry& entry) {
  return number_text(entry.value, 4) + " (95 % interval " + number_text(entry.low, 4) + " to " +
         number_text(entry.high, 4) + ")";
}

void check_entry(const StainControl& control, const std::string& detector, const SpilloverEntry& entry,
                 SpilloverEstimate& estimate) {
  const std::string what = "its spillover into " + detector + " is " + interval_text(entry);
  if (!std::isfinite(entry.value) || !std::isfinite(entry.standard_error)) {
    refuse(control, "its objects are all equally bright", "give cells that differ in brightness");
  }
  if (entry.high - entry.value > kWidestHalfInterval) {
    refuse(control, what + ": too uncertain", "give more cells, and brighter ones");
  }
  // Of the many coefficients that are truly 0, every fortieth interval lies below 0 by chance.
  if (entry.value < kClearlyNegative && entry.value + kSureErrors * entry.standard_error < 0.0) {
    refuse(control, what + ": surely below 0",
           "look for a second dye or cells without it on the slide; check the flat fields");
  }
  if (entry.low > kLargestEntry) {
    refuse(control, what + ": above 0.5",
           "the slide carries that dye too, or the filters do not part the dyes");
  }
  const std::string pair = control.name + " into " + detector + ": " + interval_text(entry);
  if (entry.value < 0.0) {
    estimate.remarks.push_back(pair + " is not told from 0 and was set to 0");
  } else if (entry.high - entry.value > kTellWideFrom) {
    estimate.remarks.push_back(pair + " is known to more than 0.01 only");
  }
}

/// Two slides of the same dye, or one given twice, make two rows the same light.
void check_rows_differ(const std::vector<StainControl>& controls, const cv::Mat1d& matrix) {
  for (int a = 0; a < matrix.rows; ++a) {
    for (int b = a + 1; b < matrix.rows; ++b) {
      const double cosine =
          matrix.row(a).dot(matrix.row(b)) / (cv::norm(matrix.row(a)) * cv::norm(matrix.row(b)));
      if (cosine > kSameLight) {
        refuse(controls[static_cast<std::size_t>(b)],
               "shows the same light as that of " + controls[static_cast<std::size_t>(a)].name,
               "two controls may be of one slide");
      }
    }
  }
}

}  // namespace

double condition_of(const cv::Mat1d& matrix) {
  cv::Mat1d singular_values;
  cv::SVD::compute(matrix, singular_values, cv::SVD::NO_UV);
  return singular_values(0, 0) / singular_values(singular_values.rows - 1, 0);
}

SpilloverEstimate estimate_spillover(const std::vector<StainControl>& controls,
                                     const std::vector<std::string>& names) {
  const auto channels = static_cast<int>(names.size());
  SpilloverEstimate estimate;
  estimate.matrix = cv::Mat1d::eye(channels, channels);
  for (const StainControl& control : controls) {
    check_own_detector(control, names);
  }
  for (const StainControl& control : controls) {
    std::vector<SpilloverEntry> row(names.size());
    row[control.channel] = {1.0, 0.0, 1.0, 1.0, 0.0, 0.0};
    for (std::size_t detector = 0; detector < names.size(); ++detector) {
      if (detector == control.channel) {
        continue;
      }
      row[detector] = estimate_entry(control, detector);
      check_entry(control, names[detector], row[detector], estimate);
      estimate.matrix(static_cast<int>(control.channel), static_cast<int>(detector)) =
          std::clamp(row[detector].value, 0.0, 1.0);
    }
    estimate.objects.push_back(control.means.size());
    estimate.entries.push_back(std::move(row));
  }
  check_rows_differ(controls, estimate.matrix);
  estimate.condition = condition_of(estimate.matrix);
  if (!(estimate.condition <= kLargestCondition)) {
    throw Error(ErrorCode::BadData, "spillover matrix",
                "cannot be inverted soundly: its singular values are in a ratio of " +
                    number_text(estimate.condition, 0),
                "two dyes look alike to the detectors; change a dye or a filter");
  }
  return estimate;
}

}  // namespace cyto
