#include "texture_kernels.h"

#include <algorithm>

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

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(PutLevels);
HWY_EXPORT(PairCodes);

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

}  // namespace cyto
#endif
