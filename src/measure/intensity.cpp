#include "cytrial/measure/intensity.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cytrial/process/value_ranks.h"
#include "moment_kernels.h"

namespace cyto {
namespace {

constexpr std::size_t kAtOnce = 4;

/// Calls sum(lists, first, sums) for four lists at a time, the last one again where there are no four.
template <typename Sum>
std::vector<double> sums_of(const ValueLists& values, const Sum& sum) {
  std::vector<double> sums(values.lists());
  for (std::size_t first = 0; first < values.lists(); first += kAtOnce) {
    std::array<const float*, kAtOnce> lists{};
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      lists[i] = values[std::min(first + i, values.lists() - 1)].data();
    }
    std::array<double, kAtOnce> found{};
    sum(lists, first, found);
    std::copy_n(found.begin(), std::min(kAtOnce, values.lists() - first), sums.data() + first);
  }
  return sums;
}

std::vector<double> lane_sums(const ValueLists& values) {
  return sums_of(values, [&](const auto& lists, std::size_t, auto& sums) {
    sum_four(lists.data(), values.size(), sums.data());
  });
}

std::vector<double> lane_squares(const ValueLists& values, const std::vector<double>& means) {
  return sums_of(values, [&](const auto& lists, std::size_t first, auto& sums) {
    std::array<double, kAtOnce> mean{};
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      mean[i] = means[std::min(first + i, means.size() - 1)];
    }
    sum_squares_of_four(lists.data(), mean.data(), values.size(), sums.data());
  });
}

void divide(std::vector<double>& sums, std::size_t size) {
  for (double& sum : sums) {
    sum /= static_cast<double>(size);
  }
}

double median_of(ValueRanks& ranks, std::size_t count) {
  const auto upper = static_cast<double>(ranks.at(count / 2));
  return count % 2 == 1 ? upper : 0.5 * (static_cast<double>(ranks.at(count / 2 - 1)) + upper);
}

}  // namespace

std::vector<double> means_of(const ValueLists& values) {
  std::vector<double> means = lane_sums(values);
  divide(means, values.size());
  return means;
}

std::vector<double> means_in_order(const ValueLists& values) {
  std::vector<double> means = sums_of(values, [&](const auto& lists, std::size_t, auto& sums) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t list = 0; list < kAtOnce; ++list) {
        sums[list] += static_cast<double>(lists[list][i]);
      }
    }
  });
  divide(means, values.size());
  return means;
}

std::vector<Intensity> summarize(const ValueLists& values, const std::vector<std::int64_t>& saturated) {
  std::vector<Intensity> results(values.lists());
  if (values.size() == 0) {
    return results;
  }
  const auto n = static_cast<double>(values.size());
  const std::vector<double> sums = lane_sums(values);
  std::vector<double> means = sums;
  divide(means, values.size());
  const std::vector<double> squares = lane_squares(values, means);
  ValueRanks ranks;
  for (std::size_t i = 0; i < results.size(); ++i) {
    ranks.read(values[i]);
    results[i].integrated_adu = sums[i];
    results[i].mean_adu = means[i];
    results[i].sd_adu = std::sqrt(squares[i] / n);
    results[i].max_adu = static_cast<double>(ranks.largest());
    results[i].median_adu = median_of(ranks, values.size());
    results[i].saturated_share = static_cast<double>(saturated[i]) / n;
  }
  return results;
}

double cytokeratin_overlap(std::span<const float> nucleus, std::span<const float> cell) {
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
