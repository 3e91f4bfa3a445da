#include "cytrial/measure/intensity.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "moment_kernels.h"

namespace cyto {
namespace {

constexpr std::size_t kAtOnce = 4;
static_assert(ValueLists::kMargin >= kSumMargin);

/// Four neighbouring lists, the last one again where there are no four.
std::array<const float*, kAtOnce> four_lists(const ValueLists& values, std::size_t first) {
  std::array<const float*, kAtOnce> lists{};
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    lists[i] = values[std::min(first + i, values.lists() - 1)].data();
  }
  return lists;
}

/// @param mean_square around the first value. It is at most n standard deviations^2 away from the mean: of 16
/// digits as many are lost as n has, and float keeps 7.
double deviation(double mean_square, double mean_from_pivot) {
  return std::sqrt(std::max(0.0, mean_square - mean_from_pivot * mean_from_pivot));
}

}  // namespace

void means_of(const ValueLists& values, std::vector<double>& means) {
  means.resize(values.lists());
  for (std::size_t first = 0; first < means.size(); first += kAtOnce) {
    std::array<double, kAtOnce> sums{};
    sum_four(four_lists(values, first).data(), values.size(), sums.data());
    for (std::size_t i = first; i < std::min(first + kAtOnce, means.size()); ++i) {
      means[i] = sums[i - first] / static_cast<double>(values.size());
    }
  }
}

void summarize(const ValueLists& values, std::span<const std::int64_t> saturated,
               std::vector<Intensity>& results) {
  results.assign(values.lists(), {});
  if (values.size() == 0) {
    return;
  }
  const auto n = static_cast<double>(values.size());
  for (std::size_t first = 0; first < results.size(); first += kAtOnce) {
    const std::array<const float*, kAtOnce> lists = four_lists(values, first);
    std::array<double, kAtOnce> pivots{};
    std::transform(lists.begin(), lists.end(), pivots.begin(),
                   [](const float* list) { return static_cast<double>(*list); });
    std::array<double, kAtOnce> sums{};
    std::array<double, kAtOnce> squares{};
    std::array<double, kAtOnce> largest{};
    sum_moments_of_four(lists.data(), pivots.data(), values.size(), sums.data(), squares.data(),
                        largest.data());
    for (std::size_t i = first; i < std::min(first + kAtOnce, results.size()); ++i) {
      const double sum = sums[i - first];
      const double mean = sum / n;
      const double sd = deviation(squares[i - first] / n, mean - pivots[i - first]);
      results[i] = {
          mean, Intensity::kNone, largest[i - first], sum, sd, static_cast<double>(saturated[i]) / n};
    }
  }
}

void find_ranks(const ValueLists& values, std::span<const Intensity> summaries,
                std::span<const RankOfList> wanted, std::vector<CodedRanks>& ranks) {
  // Never shorter than before: each keeps its memory.
  ranks.resize(std::max(ranks.size(), wanted.size()));
  for (std::size_t first = 0; first < wanted.size(); first += kAtOnce) {
    const std::size_t some = std::min(kAtOnce, wanted.size() - first);
    std::array<std::size_t, kAtOnce> places{};
    for (std::size_t i = 0; i < some; ++i) {
      const auto [list, rank] = wanted[first + i];
      ranks[first + i].read(values[list], summaries[list].mean_adu, summaries[list].sd_adu);
      places[i] = rank;
    }
    CodedRanks::find(std::span(ranks).subspan(first, some), std::span(places).first(some));
  }
}

double cytokeratin_overlap(std::span<const float> nucleus, float bright) {
  if (nucleus.empty()) {
    return Intensity::kNone;
  }
  if (bright <= 0.0F) {
    return 0;
  }
  const float half = 0.5F * bright;
  const auto positive = std::count_if(nucleus.begin(), nucleus.end(), [half](float v) { return v >= half; });
  return static_cast<double>(positive) / static_cast<double>(nucleus.size());
}

}  // namespace cyto
