#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/quality/window_quality.h"

namespace cyto {

/// Marks of one channel's pixels, chosen by their content alone: the same pixels elsewhere are marked again,
/// wherever they lie on the grid. On average one pixel in 2^bits is marked; of a periodic image at most eight
/// times as many.
class ContentMarker {
 public:
  /// @param core of the window. @param marks takes the marks; the reference is kept.
  ContentMarker(const SlideRect& core, std::uint32_t channel, int bits, std::vector<ContentMark>& marks);

  /// Marks further rows of the core, from top to bottom. @param raw type CV_8U, CV_16U or CV_32F, as wide as
  /// the core.
  void take(const cv::Mat& raw);

 private:
  template <typename Count>
  void mark_rows(const cv::Mat& raw);
  template <typename Count>
  void mark_row(const Count* row);

  SlideRect core_;
  std::uint32_t channel_;
  int chosen_bits_;
  std::uint64_t other_bits_;  ///< of the hash itself that must be 0
  std::size_t most_;          ///< marks in all, from which on no further ones are taken
  std::vector<ContentMark>& marks_;
  std::int64_t rows_ = 0;  ///< taken
  std::vector<std::uint16_t> words_;
  std::vector<int> places_;
};

}  // namespace cyto
