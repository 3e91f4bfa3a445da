#include "texture_kernels.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "texture_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_TEXTURE_KERNELS_PLACES
#define CYTRIAL_TEXTURE_KERNELS_PLACES
namespace cyto {

inline std::size_t first_place(const PixelRun& run, std::size_t columns) {
  return static_cast<std::size_t>(run.y) * columns + static_cast<std::size_t>(run.begin);
}

inline std::size_t length_of(const PixelRun& run) {
  return static_cast<std::size_t>(run.end - run.begin);
}

/// A little more than 16 / brightest. A value that is i / 16 of the brightest must not fall below i by
/// rounding; the next float below is 2^-28 of it away or more, since both have 24 bits and i has 4.
inline double levels_per_adu(float brightest) {
  constexpr double kALittle = 1.0 / (1ULL << 40U);
  return kTextureLevels / static_cast<double>(brightest) * (1 + kALittle);
}

/// n log2 n of small numbers.
struct LogarithmTerms {
  std::array<double, 1024> of{};

  LogarithmTerms() {
    for (std::size_t n = 1; n < of.size(); ++n) {
      const auto number = static_cast<double>(n);
      of[n] = number * std::log2(number);
    }
  }
};

inline const LogarithmTerms& known_terms() {
  static const LogarithmTerms kTerms;
  return kTerms;
}

/// What a pair of levels adds to contrast and homogeneity, by its code.
struct PairWeights {
  std::array<double, kLevelPairs> squared_distance{};
  std::array<double, kLevelPairs> nearness{};

  constexpr PairWeights() {
    std::size_t code = 0;
    for (int i = 0; i < kTextureLevels; ++i) {
      for (int j = 0; j <= i; ++j, ++code) {
        squared_distance[code] = (i - j) * (i - j);
        nearness[code] = 1 / (1 + squared_distance[code]);
      }
    }
  }
};

inline constexpr PairWeights kPairWeights;

constexpr std::size_t kPairLanes = 4;  // so that no sum waits for its last addition
static_assert(kLevelPairs % kPairLanes == 0);
using PairLanes = std::array<double, kPairLanes>;

inline double sum_of(const PairLanes& lanes) {
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void PutLevels(const float* values, std::span<const PixelRun> runs, std::size_t columns, float brightest,
               std::uint8_t* plane) {
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> df;
  const hn::Rebind<std::int32_t, decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> du8;
  const std::size_t lanes = hn::Lanes(d);
  const auto scale = hn::Set(d, levels_per_adu(brightest));
  const auto highest = hn::Set(d, static_cast<double>(kTextureLevels - 1));
  const auto outside = hn::Set(du8, kOutsideLevel);
  for (const PixelRun& run : runs) {
    std::uint8_t* const to = plane + first_place(run, columns);
    const std::size_t n = length_of(run);
    for (std::size_t i = 0; i < n; i += lanes) {
      const auto share = hn::Mul(hn::PromoteTo(d, hn::LoadU(df, values + i)), scale);
      const auto level = hn::Min(hn::Max(share, hn::Zero(d)), highest);
      hn::StoreU(hn::DemoteTo(du8, hn::DemoteTo(di, level)), du8, to + i);
    }
    // Over what was written beyond the run.
    hn::StoreU(outside, du8, to + n);
    values += n;
  }
}

void PairCodes(const std::uint8_t* plane, std::span<const PixelRun> runs, std::size_t columns,
               std::array<std::uint8_t*, kPairDirections> codes) {
  const hn::CappedTag<std::uint8_t, 32> d;
  if (hn::Lanes(d) < kTextureLevels) {  // no table of all levels fits a vector
    return plain_pair_codes(plane, runs, columns, codes);
  }
  // i (i + 1) / 2 for i below 16.
  alignas(16) static constexpr std::array<std::uint8_t, 16> kFirst{0,  1,  3,  6,  10, 15, 21,  28,
                                                                   36, 45, 55, 66, 78, 91, 105, 120};
  const auto first = hn::LoadDup128(d, kFirst.data());
  const auto outside = hn::Set(d, kOutsideLevel);
  const auto first_outside = hn::Set(d, static_cast<std::uint8_t>(kLevelPairs));
  const auto low_bits = hn::Set(d, std::uint8_t{15});
  for (const PixelRun& run : runs) {
    const std::uint8_t* const row = plane + first_place(run, columns);
    const std::size_t n = length_of(run);
    for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
      const auto here = hn::LoadU(d, row + i);
      const auto code = [&](const std::uint8_t* neighbours) HWY_ATTR {
        const auto there = hn::LoadU(d, neighbours);
        const auto high = hn::Max(here, there);
        const auto inside = hn::TableLookupBytes(first, hn::And(high, low_bits));
        return hn::Add(hn::IfThenElse(hn::Eq(high, outside), first_outside, inside), hn::Min(here, there));
      };
      const std::uint8_t* const below = row + columns + i;
      hn::StoreU(code(row + i + 1), d, codes[0] + i);
      hn::StoreU(code(below - 1), d, codes[1] + i);
      hn::StoreU(code(below), d, codes[2] + i);
      hn::StoreU(code(below + 1), d, codes[3] + i);
    }
    for (std::uint8_t*& code : codes) {
      code += n;
    }
  }
}

void CollectCounts(std::span<SmallCounts> tables, PairCounts& counts) {
  const hn::CappedTag<std::uint16_t, 32> d;
  const hn::CappedTag<std::int32_t, 16> di;
  const hn::Rebind<std::uint16_t, decltype(di)> dhalf;
  SmallCounts sums;
  for (std::size_t code = 0; code < kCodeSlots; code += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (SmallCounts& table : tables) {
      sum = hn::Add(sum, hn::LoadU(d, table.data() + code));
      hn::StoreU(hn::Zero(d), d, table.data() + code);
    }
    hn::StoreU(sum, d, sums.data() + code);
  }
  for (std::size_t code = 0; code < kCodeSlots; code += hn::Lanes(di)) {
    const auto more = hn::PromoteTo(di, hn::LoadU(dhalf, sums.data() + code));
    hn::StoreU(hn::Add(hn::LoadU(di, counts.data() + code), more), di, counts.data() + code);
  }
}

PairSums SumPairs(const PairCounts& counts) {
  const hn::CappedTag<double, kPairLanes> d;
  const hn::Rebind<std::int32_t, decltype(d)> di;
  const hn::RebindToSigned<decltype(d)> di64;
  auto largest = hn::Zero(di);
  for (std::size_t code = 0; code < kLevelPairs; code += hn::Lanes(di)) {
    largest = hn::Max(largest, hn::LoadU(di, counts.data() + code));
  }
  if (static_cast<std::size_t>(hn::GetLane(hn::MaxOfLanes(di, largest))) >= known_terms().of.size()) {
    return plain_sum_pairs(counts);
  }
  const double* const terms = known_terms().of.data();
  PairLanes pair_lanes{}, distance_lanes{}, nearness_lanes{}, logarithm_lanes{};
  // Where a vector holds fewer than all lanes, some at a time.
  for (std::size_t first = 0; first < kPairLanes; first += hn::Lanes(d)) {
    auto pairs = hn::Zero(d), distance = hn::Zero(d), nearness = hn::Zero(d), logarithms = hn::Zero(d);
    for (std::size_t code = first; code < kLevelPairs; code += kPairLanes) {
      const auto whole = hn::LoadU(di, counts.data() + code);
      const auto count = hn::PromoteTo(d, whole);
      pairs = hn::Add(pairs, count);
      distance = hn::Add(distance, hn::Mul(count, hn::LoadU(d, kPairWeights.squared_distance.data() + code)));
      nearness = hn::Add(nearness, hn::Mul(count, hn::LoadU(d, kPairWeights.nearness.data() + code)));
      logarithms = hn::Add(logarithms, hn::GatherIndex(d, terms, hn::PromoteTo(di64, whole)));
    }
    hn::StoreU(pairs, d, pair_lanes.data() + first);
    hn::StoreU(distance, d, distance_lanes.data() + first);
    hn::StoreU(nearness, d, nearness_lanes.data() + first);
    hn::StoreU(logarithms, d, logarithm_lanes.data() + first);
  }
  return {sum_of(pair_lanes), sum_of(distance_lanes), sum_of(nearness_lanes), sum_of(logarithm_lanes)};
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(PutLevels);
HWY_EXPORT(PairCodes);
HWY_EXPORT(CollectCounts);
HWY_EXPORT(SumPairs);

void put_levels(const float* values, std::span<const PixelRun> runs, std::size_t columns, float brightest,
                std::uint8_t* plane) {
  HWY_DYNAMIC_DISPATCH(PutLevels)(values, runs, columns, brightest, plane);
}

void plain_put_levels(const float* values, std::span<const PixelRun> runs, std::size_t columns,
                      float brightest, std::uint8_t* plane) {
  const double scale = levels_per_adu(brightest);
  for (const PixelRun& run : runs) {
    std::uint8_t* const to = plane + first_place(run, columns);
    for (std::size_t i = 0; i < length_of(run); ++i, ++values) {
      const double share = static_cast<double>(*values) * scale;
      to[i] = static_cast<std::uint8_t>(std::clamp(share, 0.0, static_cast<double>(kTextureLevels - 1)));
    }
  }
}

void pair_codes(const std::uint8_t* plane, std::span<const PixelRun> runs, std::size_t columns,
                std::array<std::uint8_t*, kPairDirections> codes) {
  HWY_DYNAMIC_DISPATCH(PairCodes)(plane, runs, columns, codes);
}

void plain_pair_codes(const std::uint8_t* plane, std::span<const PixelRun> runs, std::size_t columns,
                      std::array<std::uint8_t*, kPairDirections> codes) {
  for (const PixelRun& run : runs) {
    const std::uint8_t* here = plane + first_place(run, columns);
    for (std::size_t i = 0; i < length_of(run); ++i, ++here) {
      const std::uint8_t* const below = here + columns;
      const std::array<std::uint8_t, kPairDirections> neighbours{here[1], below[-1], below[0], below[1]};
      for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
        const std::size_t high = std::max(*here, neighbours[direction]);
        const std::size_t first = high == kOutsideLevel ? kLevelPairs : high * (high + 1) / 2;
        *codes[direction]++ = static_cast<std::uint8_t>(first + std::min(*here, neighbours[direction]));
      }
    }
  }
}

void collect_counts(std::span<SmallCounts> tables, PairCounts& counts) {
  HWY_DYNAMIC_DISPATCH(CollectCounts)(tables, counts);
}

void plain_collect_counts(std::span<SmallCounts> tables, PairCounts& counts) {
  for (SmallCounts& table : tables) {
    for (std::size_t code = 0; code < kCodeSlots; ++code) {
      counts[code] += table[code];
    }
    std::fill_n(table.begin(), kCodeSlots, std::uint16_t{0});
  }
}

PairSums sum_pairs(const PairCounts& counts) {
  return HWY_DYNAMIC_DISPATCH(SumPairs)(counts);
}

PairSums plain_sum_pairs(const PairCounts& counts) {
  PairLanes pairs{}, distance{}, nearness{}, logarithms{};
  for (std::size_t code = 0; code < kLevelPairs; ++code) {
    const std::size_t lane = code % kPairLanes;
    const auto count = static_cast<double>(counts[code]);
    pairs[lane] += count;
    distance[lane] += count * kPairWeights.squared_distance[code];
    nearness[lane] += count * kPairWeights.nearness[code];
    logarithms[lane] += logarithm_term(counts[code]);
  }
  return {sum_of(pairs), sum_of(distance), sum_of(nearness), sum_of(logarithms)};
}

double logarithm_term(std::int32_t n) {
  const auto& known = known_terms().of;
  const auto number = static_cast<double>(n);
  return static_cast<std::size_t>(n) < known.size() ? known[static_cast<std::size_t>(n)]
                                                    : number * std::log2(number);
}

}  // namespace cyto
#endif
