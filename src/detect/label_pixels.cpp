#include "label_pixels.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace cyto {

LabelPixels::LabelPixels(const cv::Mat1f& plane, const LabelRuns& runs, std::int32_t most)
    : first_(static_cast<std::size_t>(most) + 2, 0) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    first_[static_cast<std::size_t>(runs[i].label) + 1] +=
        static_cast<std::size_t>(runs[i].end - runs[i].begin);
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  values_.resize(first_.back());
  std::vector<std::size_t> next(first_);
  for (int y = 0; y < runs.rows(); ++y) {
    const float* row = plane.ptr<float>(y);
    for (const LabelRun& run : runs.row(y)) {
      std::size_t& to = next[static_cast<std::size_t>(run.label)];
      std::copy(row + run.begin, row + run.end, values_.data() + to);
      to += static_cast<std::size_t>(run.end - run.begin);
    }
  }
}

std::vector<cv::Point> pixel_places(const LabelRuns& runs, const std::vector<std::size_t>& place) {
  std::vector<cv::Point> found(place.size());
  std::vector<std::size_t> seen(place.size(), 0);
  for (int y = 0; y < runs.rows(); ++y) {
    for (const LabelRun& run : runs.row(y)) {
      const auto label = static_cast<std::size_t>(run.label);
      const auto length = static_cast<std::size_t>(run.end - run.begin);
      if (place[label] - seen[label] < length) {
        found[label] = {run.begin + static_cast<int>(place[label] - seen[label]), y};
      }
      seen[label] += length;
    }
  }
  return found;
}

std::size_t first_highest(std::span<const float> values) {
  constexpr std::size_t kLanes = 8;  // so that comparisons need not wait for each other
  float most = values[0];
  std::size_t i = 0;
  if (values.size() >= kLanes) {
    std::array<float, kLanes> lanes;
    std::copy_n(values.begin(), kLanes, lanes.begin());
    for (i = kLanes; i + kLanes <= values.size(); i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] = std::max(lanes[lane], values[i + lane]);
      }
    }
    for (const float lane : lanes) {
      most = std::max(most, lane);
    }
  }
  for (; i < values.size(); ++i) {
    most = std::max(most, values[i]);
  }
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), most) - values.begin());
}

float low_quantile(std::span<const float> values, float q, ValueRanks& ranks) {
  const auto rank = static_cast<std::size_t>(q * static_cast<float>(values.size() - 1));
  if (rank > 1) {
    ranks.read(values);
    return ranks.at(rank);
  }
  float least = std::numeric_limits<float>::infinity();
  float second = least;
  for (const float value : values) {
    second = std::min(second, std::max(least, value));
    least = std::min(least, value);
  }
  return rank == 0 ? least : second;
}

}  // namespace cyto
