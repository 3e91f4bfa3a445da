#include "texture_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "texture_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void LevelsOf(const float* values, std::size_t n, const LevelLimits& limits, std::uint8_t* levels) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> du8;
  const std::size_t lanes = hn::Lanes(d);
  if (n < lanes) {
    return plain_levels_of(values, n, limits, levels);
  }
  for (std::size_t next = 0; next < n; next += lanes) {
    const std::size_t i = std::min(next, n - lanes);  // at the end some once more
    const auto v = hn::LoadU(d, values + i);
    auto minus_level = hn::Zero(di);
    for (const float limit : limits) {
      minus_level =
          hn::Add(minus_level, hn::VecFromMask(di, hn::RebindMask(di, hn::Ge(v, hn::Set(d, limit)))));
    }
    hn::StoreU(hn::DemoteTo(du8, hn::Neg(minus_level)), du8, levels + i);
  }
}

void PairCodes(const std::uint8_t* row, const std::uint8_t* below, std::size_t n,
               const std::array<std::uint8_t*, kPairDirections>& codes) {
  const hn::CappedTag<std::uint8_t, 32> d;
  if (hn::Lanes(d) < kTextureLevels) {  // no table of all levels fits a vector
    return plain_pair_codes(row, below, n, codes);
  }
  // i (i + 1) / 2 for i below 16.
  alignas(16) static constexpr std::array<std::uint8_t, 16> kFirst{0,  1,  3,  6,  10, 15, 21,  28,
                                                                   36, 45, 55, 66, 78, 91, 105, 120};
  const auto first = hn::LoadDup128(d, kFirst.data());
  const auto outside = hn::Set(d, kOutsideLevel);
  const auto first_outside = hn::Set(d, static_cast<std::uint8_t>(kLevelPairs));
  const auto low_bits = hn::Set(d, std::uint8_t{15});
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto here = hn::LoadU(d, row + i);
    const auto code = [&](const std::uint8_t* neighbours) HWY_ATTR {
      const auto there = hn::LoadU(d, neighbours + i);
      const auto high = hn::Max(here, there);
      const auto inside = hn::TableLookupBytes(first, hn::And(high, low_bits));
      return hn::Add(hn::IfThenElse(hn::Eq(high, outside), first_outside, inside), hn::Min(here, there));
    };
    hn::StoreU(code(row + 1), d, codes[0] + i);
    hn::StoreU(code(below - 1), d, codes[1] + i);
    hn::StoreU(code(below), d, codes[2] + i);
    hn::StoreU(code(below + 1), d, codes[3] + i);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(LevelsOf);
HWY_EXPORT(PairCodes);

void levels_of(const float* values, std::size_t n, const LevelLimits& limits, std::uint8_t* levels) {
  HWY_DYNAMIC_DISPATCH(LevelsOf)(values, n, limits, levels);
}

void plain_levels_of(const float* values, std::size_t n, const LevelLimits& limits, std::uint8_t* levels) {
  for (std::size_t i = 0; i < n; ++i) {
    levels[i] = static_cast<std::uint8_t>(
        std::count_if(limits.begin(), limits.end(), [&](float limit) { return values[i] >= limit; }));
  }
}

void pair_codes(const std::uint8_t* row, const std::uint8_t* below, std::size_t n,
                const std::array<std::uint8_t*, kPairDirections>& codes) {
  HWY_DYNAMIC_DISPATCH(PairCodes)(row, below, n, codes);
}

void plain_pair_codes(const std::uint8_t* row, const std::uint8_t* below, std::size_t n,
                      const std::array<std::uint8_t*, kPairDirections>& codes) {
  const std::array<const std::uint8_t*, kPairDirections> neighbours{row + 1, below - 1, below, below + 1};
  for (std::size_t direction = 0; direction < kPairDirections; ++direction) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t high = std::max(row[i], neighbours[direction][i]);
      const std::size_t first = high == kOutsideLevel ? kLevelPairs : high * (high + 1) / 2;
      codes[direction][i] = static_cast<std::uint8_t>(first + std::min(row[i], neighbours[direction][i]));
    }
  }
}

}  // namespace cyto
#endif
