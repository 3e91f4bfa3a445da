#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <optional>

namespace cyto::validation {

/// How two label images fit, summed over any number of images.
struct MaskScore {
  std::uint64_t truth = 0;
  std::uint64_t found = 0;
  std::uint64_t matched = 0;         ///< pairs with an overlap above the limit
  double matched_overlap_sum = 0.0;  ///< of their intersection over union

  MaskScore& operator+=(const MaskScore& more) noexcept;
  [[nodiscard]] std::optional<double> precision() const noexcept;
  [[nodiscard]] std::optional<double> recall() const noexcept;
  [[nodiscard]] std::optional<double> f1() const noexcept;
  /// Mean intersection over union of the matched pairs.
  [[nodiscard]] std::optional<double> mean_overlap() const noexcept;
};

/// Matches two label images: a pair fits when its intersection is more than `least_overlap` of its union.
/// From 0.5 upwards an object can fit one other at most, so there is nothing to choose.
/// Source: the average-precision rule of the 2018 Data Science Bowl (Caicedo et al., Nat Methods 16:1247).
/// @param found, truth same size, one channel of 8, 16 or 32 bits; 0 is background, every other value one
///        object. 32 bits are taken as unsigned whatever the matrix says.
/// @throws Error BadConfig on other sizes or types, or a limit outside [0.5, 1).
/// Pure; O(pixels log pixels) at worst.
[[nodiscard]] MaskScore score_masks(const cv::Mat& found, const cv::Mat& truth, double least_overlap = 0.5);

}  // namespace cyto::validation
