#include "cytrial/measure/intensity.h"

#include <algorithm>
#include <cmath>

namespace cyto {
namespace {

using Offset = std::vector<float>::difference_type;

/// Reorders `values`.
double median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<Offset>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return static_cast<double>(*middle);
  }
  const float below = *std::max_element(values.begin(), middle);
  return 0.5 * (static_cast<double>(below) + static_cast<double>(*middle));
}

}  // namespace

Intensity summarize(std::vector<float> values) {
  Intensity result;
  if (values.empty()) {
    return result;
  }
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value);
  }
  const double mean = sum / n;
  double squares = 0;
  for (const float value : values) {
    const double deviation = static_cast<double>(value) - mean;
    squares += deviation * deviation;
  }
  result.integrated_adu = sum;
  result.mean_adu = mean;
  result.sd_adu = std::sqrt(squares / n);
  result.max_adu = static_cast<double>(*std::max_element(values.begin(), values.end()));
  result.median_adu = median_of(values);
  return result;
}

double mean_over(const cv::Mat1f& plane, const Region& region) {
  double sum = 0;
  for (int y = 0; y < region.mask.rows - 2; ++y) {
    const std::uint8_t* inside = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    const float* row = plane.ptr<float>(region.origin.y + y) + region.origin.x;
    for (int x = 0; x < region.mask.cols - 2; ++x) {
      if (inside[x] != 0) {
        sum += static_cast<double>(row[x]);
      }
    }
  }
  return region.area_px > 0 ? sum / static_cast<double>(region.area_px) : Intensity::kNone;
}

double saturated_share_of(const cv::Mat1b& saturated, const Region& region) {
  std::int64_t count = 0;
  for (int y = 0; y < region.mask.rows - 2; ++y) {
    const std::uint8_t* inside = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    const std::uint8_t* row = saturated.ptr<std::uint8_t>(region.origin.y + y) + region.origin.x;
    for (int x = 0; x < region.mask.cols - 2; ++x) {
      count += inside[x] != 0 && row[x] != 0 ? 1 : 0;
    }
  }
  return region.area_px > 0 ? static_cast<double>(count) / static_cast<double>(region.area_px)
                            : Intensity::kNone;
}

double cytokeratin_overlap(const std::vector<float>& nucleus, std::vector<float> cell) {
  if (nucleus.empty() || cell.empty()) {
    return Intensity::kNone;
  }
  // Nearest rank: the smallest value with at least 95 % of the pixels at or below it.
  const std::size_t rank = (cell.size() * 95 + 99) / 100 - 1;
  const auto at = cell.begin() + static_cast<Offset>(rank);
  std::nth_element(cell.begin(), at, cell.end());
  if (*at <= 0.0F) {
    return 0;
  }
  const float half = 0.5F * *at;
  const auto bright = std::count_if(nucleus.begin(), nucleus.end(), [half](float v) { return v >= half; });
  return static_cast<double>(bright) / static_cast<double>(nucleus.size());
}

}  // namespace cyto
