#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cytrial/process/value_ranks.h"
#include "label_runs.h"

namespace cyto {

/// The values of a plane, by label; those of one label side by side, in raster order.
class LabelPixels {
 public:
  LabelPixels(const cv::Mat1f& plane, const LabelRuns& runs, std::int32_t most);

  /// Number of labels, 0 included.
  [[nodiscard]] std::size_t labels() const noexcept { return places_.size(); }
  [[nodiscard]] std::span<const float> of(std::size_t label) const {
    return {values_.data() + places_[label].first, places_[label].size};
  }

 private:
  struct Place {
    std::size_t first = 0;
    std::size_t size = 0;
  };
  std::vector<Place> places_;
  std::vector<float> values_;
};

/// Where the pixel stands that is, in raster order, number place[label] of its label.
[[nodiscard]] std::vector<cv::Point> pixel_places(const LabelRuns& runs,
                                                  const std::vector<std::size_t>& place);

/// ValueRanks::quantile(), quick for the low end of a short list. @param ranks work space.
[[nodiscard]] float low_quantile(std::span<const float> values, float q, ValueRanks& ranks);

}  // namespace cyto
