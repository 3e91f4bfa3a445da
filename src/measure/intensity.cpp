#include "cytrial/measure/intensity.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cytrial/process/value_ranks.h"

namespace cyto {
namespace {

/// Sum of term(value). Four lanes, so that the processor may add several at once without changing the sum.
template <typename Term>
double sum_of(const std::vector<float>& values, const Term& term) {
  std::array<double, 4> lanes{};
  const std::size_t whole = values.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      lanes[lane] += term(static_cast<double>(values[i + lane]));
    }
  }
  for (std::size_t i = whole; i < values.size(); ++i) {
    lanes[i - whole] += term(static_cast<double>(values[i]));
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

double median_of(ValueRanks& ranks, std::size_t count) {
  const auto upper = static_cast<double>(ranks.at(count / 2));
  return count % 2 == 1 ? upper : 0.5 * (static_cast<double>(ranks.at(count / 2 - 1)) + upper);
}

}  // namespace

double mean_of(const std::vector<float>& values) {
  return sum_of(values, [](double v) { return v; }) / static_cast<double>(values.size());
}

Intensity summarize(const std::vector<float>& values, std::int64_t saturated) {
  Intensity result;
  if (values.empty()) {
    return result;
  }
  const auto n = static_cast<double>(values.size());
  const double sum = sum_of(values, [](double v) { return v; });
  const double mean = sum / n;
  const double squares = sum_of(values, [mean](double v) { return (v - mean) * (v - mean); });
  ValueRanks ranks;
  ranks.read(values);
  result.integrated_adu = sum;
  result.mean_adu = mean;
  result.sd_adu = std::sqrt(squares / n);
  result.max_adu = static_cast<double>(ranks.largest());
  result.median_adu = median_of(ranks, values.size());
  result.saturated_share = static_cast<double>(saturated) / n;
  return result;
}

double cytokeratin_overlap(const std::vector<float>& nucleus, const std::vector<float>& cell) {
  if (nucleus.empty() || cell.empty()) {
    return Intensity::kNone;
  }
  // Nearest rank: the smallest value with at least 95 % of the pixels at or below it.
  ValueRanks ranks;
  ranks.read(cell);
  const float bright = ranks.at((cell.size() * 95 + 99) / 100 - 1);
  if (bright <= 0.0F) {
    return 0;
  }
  const float half = 0.5F * bright;
  const auto positive = std::count_if(nucleus.begin(), nucleus.end(), [half](float v) { return v >= half; });
  return static_cast<double>(positive) / static_cast<double>(nucleus.size());
}

}  // namespace cyto
