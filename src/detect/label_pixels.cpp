#include "label_pixels.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace cyto {

LabelPixels::LabelPixels(const cv::Mat1f& plane, const LabelRuns& runs, std::int32_t most)
    : places_(static_cast<std::size_t>(most) + 1) {
  // What is written behind a run is overwritten by the label's next run, or lies in the room behind its last.
  constexpr int kStride = 8;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    places_[static_cast<std::size_t>(runs[i].label)].size +=
        static_cast<std::size_t>(runs[i].end - runs[i].begin);
  }
  std::size_t room = 0;
  for (Place& place : places_) {
    place.first = room;
    room += place.size + kStride;
    place.size = 0;
  }
  values_.resize(room);
  for (int y = 0; y < runs.rows(); ++y) {
    const float* row = plane.ptr<float>(y);
    for (const LabelRun& run : runs.row(y)) {
      Place& place = places_[static_cast<std::size_t>(run.label)];
      copy_run<kStride>(row, plane.cols, run, values_.data() + place.first + place.size);
      place.size += static_cast<std::size_t>(run.end - run.begin);
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
