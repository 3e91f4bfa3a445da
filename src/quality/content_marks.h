#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/quality/window_quality.h"
#include "marked_places.h"

namespace cyto {

/// Marks of one channel's pixels, chosen by their content alone: the same pixels elsewhere are marked again,
/// wherever they lie on the grid. On average one pixel in 2^bits is marked; of a periodic image at most eight
/// times as many.
class ContentMarker {
 public:
  /// @param raw pixels of the window's core, type CV_8U, CV_16U or CV_32F. @param marks takes the marks; the
  /// reference is kept.
  ContentMarker(const cv::Mat& raw, const SlideRect& core, std::uint32_t channel, int bits,
                std::vector<ContentMark>& marks);

  /// Marks what ends in further rows of the core, from top to bottom. @param end of the rows: before this
  /// one.
  void take_until(int end);

 private:
  template <typename Count>
  void mark_places();

  cv::Mat raw_;
  cv::Mat1w words_;  ///< 16 bits of each pixel
  SlideRect core_;
  std::uint32_t channel_;
  int chosen_bits_;
  std::uint64_t other_bits_;  ///< of the hash itself that must be 0
  std::size_t most_;          ///< marks in all, from which on no further ones are taken
  std::vector<ContentMark>& marks_;
  int rows_ = 0;  ///< taken
  std::vector<std::uint16_t> hashes_;
  std::vector<MarkedPlace> places_;
};

}  // namespace cyto
