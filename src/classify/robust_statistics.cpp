#include "robust_statistics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace cyto {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = 3;  // of 11 bits each hold the 32 of a float
constexpr std::uint32_t kDigitMask = (1U << kDigitBits) - 1U;
constexpr std::uint32_t kSign = 1U << 31U;

/// Whole numbers in the order of the floats: those of negative floats count down as they grow.
std::uint32_t key_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return (bits & kSign) != 0U ? ~bits : bits | kSign;
}

std::uint32_t digit_of(float value, std::size_t digit) {
  return key_of(value) >> (kDigitBits * static_cast<unsigned>(digit)) & kDigitMask;
}

/// The value of `rank` among the distances of the sorted values from `middle`, as a float. The `rank` + 1
/// nearest values stand side by side; of all such rows the one that reaches least far holds them.
double distance_of_rank(std::span<const float> sorted, double middle, std::size_t rank) {
  const auto below = [&](std::size_t first) { return middle - static_cast<double>(sorted[first]); };
  const auto above = [&](std::size_t first) { return static_cast<double>(sorted[first + rank]) - middle; };
  const auto reach = [&](std::size_t first) { return std::max(below(first), above(first)); };
  std::size_t first = 0;
  std::size_t end = sorted.size() - rank - 1;
  while (first < end) {
    const std::size_t half = (first + end) / 2;
    if (above(half) >= below(half)) {
      end = half;
    } else {
      first = half + 1;
    }
  }
  const double least = first > 0 ? std::min(reach(first), reach(first - 1)) : reach(first);
  return static_cast<double>(static_cast<float>(least));
}

}  // namespace

void sort_values(std::vector<float>& values) {
  std::array<std::array<std::size_t, kDigitMask + 1>, kDigits> places{};
  for (const float value : values) {
    for (std::size_t digit = 0; digit < kDigits; ++digit) {
      ++places[digit][digit_of(value, digit)];
    }
  }
  std::vector<float> sorted(values.size());
  for (std::size_t digit = 0; digit < kDigits; ++digit) {
    std::size_t behind = 0;
    for (std::size_t& place : places[digit]) {
      behind += std::exchange(place, behind);
    }
    for (const float value : values) {
      sorted[places[digit][digit_of(value, digit)]++] = value;
    }
    values.swap(sorted);
  }
}

double median_of_sorted(std::span<const float> sorted) {
  const std::size_t middle = sorted.size() / 2;
  const double upper = sorted[middle];
  if (sorted.size() % 2 == 1) {
    return upper;
  }
  const double lower = sorted[middle - 1];
  return lower + (upper - lower) / 2.0;
}

RobustStatistic robust_statistic_of_sorted(std::span<const float> sorted) {
  RobustStatistic statistic;
  statistic.location = median_of_sorted(sorted);
  const std::size_t middle = sorted.size() / 2;
  double deviation = distance_of_rank(sorted, statistic.location, middle);
  if (sorted.size() % 2 == 0) {
    const double lower = distance_of_rank(sorted, statistic.location, middle - 1);
    deviation = lower + (deviation - lower) / 2.0;
  }
  statistic.scale = kNormalMad * deviation;
  return statistic;
}

double median_of(std::vector<float>& values) {
  sort_values(values);
  return median_of_sorted(values);
}

RobustStatistic robust_statistic_of(std::vector<float>& values) {
  sort_values(values);
  return robust_statistic_of_sorted(values);
}

}  // namespace cyto
