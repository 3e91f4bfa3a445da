#include "marked_places.h"

// The vector part is compiled once per instruction set; the one this machine has is chosen when it runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "marked_places.cpp"
#include <hwy/foreach_target.h>  // must stand before highway.h
#include <hwy/highway.h>

#ifndef CYTRIAL_MARKED_PLACES_CONSTANTS
#define CYTRIAL_MARKED_PLACES_CONSTANTS
namespace cyto {

constexpr std::uint16_t kHashBase = 0x9E3B;
constexpr std::uint16_t kHashMix = 0xD6E9;

constexpr std::uint16_t power_of_base(std::size_t exponent) {
  std::uint16_t power = 1;
  for (std::size_t i = 0; i < exponent; ++i) {
    power = static_cast<std::uint16_t>(static_cast<std::uint32_t>(power) * kHashBase);
  }
  return power;
}

/// Bits of a mixed hash that must be 0.
constexpr std::uint16_t deciding_bits(int bits) {
  return static_cast<std::uint16_t>(0xFFFFU << static_cast<unsigned>(16 - bits));
}

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// From hashes of runs of `length` pixels to hashes of runs four times as long, in place: a run is its first
/// quarter times base^(3 length) and so on, its last quarter added.
void quadruple_runs(std::uint16_t* hashes, std::size_t count, std::size_t length, std::uint16_t power) {
  const hn::CappedTag<std::uint16_t, 32> tag;
  const auto times = hn::Set(tag, power);
  for (std::size_t x = 0; x < count; x += hn::Lanes(tag)) {
    auto run = hn::LoadU(tag, hashes + x);
    for (std::size_t quarter = 1; quarter < 4; ++quarter) {
      run = hn::Add(hn::Mul(run, times), hn::LoadU(tag, hashes + x + quarter * length));
    }
    hn::StoreU(run, tag, hashes + x);
  }
}

void choose(std::uint16_t* words, std::size_t places_in_row, int bits, std::vector<int>& places) {
  // Runs near the end need neighbours that are runs themselves.
  constexpr std::size_t kHalf = kMarkPx / 2;
  quadruple_runs(words, places_in_row + kMarkPx - 4, 1, power_of_base(1));
  quadruple_runs(words, places_in_row + kHalf, 4, power_of_base(4));
  const hn::CappedTag<std::uint16_t, 32> tag;
  const auto times = hn::Set(tag, power_of_base(kHalf));
  const auto mix = hn::Set(tag, kHashMix);
  const auto deciding = hn::Set(tag, deciding_bits(bits));
  for (std::size_t x = 0; x < places_in_row; x += hn::Lanes(tag)) {
    const auto half = hn::LoadU(tag, words + x);
    const auto run = hn::Add(hn::Mul(half, times), hn::LoadU(tag, words + x + kHalf));
    const auto chosen = hn::Eq(hn::And(hn::Mul(run, mix), deciding), hn::Zero(tag));
    if (hn::AllFalse(tag, chosen)) {
      continue;
    }
    const std::size_t lanes = HWY_MIN(hn::Lanes(tag), places_in_row - x);
    for (std::size_t i = x; i < x + lanes; ++i) {
      const auto one = static_cast<std::uint16_t>(
          static_cast<std::uint32_t>(words[i]) * power_of_base(kHalf) + words[i + kHalf]);
      if ((static_cast<std::uint16_t>(static_cast<std::uint32_t>(one) * kHashMix) & deciding_bits(bits)) ==
          0) {
        places.push_back(static_cast<int>(i));
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace cyto
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(choose);

void choose_places(std::vector<std::uint16_t>& words, std::size_t count, int bits, std::vector<int>& places) {
  places.clear();
  if (count >= kMarkPx) {
    HWY_DYNAMIC_DISPATCH(choose)(words.data(), count - kMarkPx + 1, bits, places);
  }
}

void plain_choose_places(const std::vector<std::uint16_t>& words, std::size_t count, int bits,
                         std::vector<int>& places) {
  places.clear();
  for (std::size_t x = 0; x + kMarkPx <= count; ++x) {
    std::uint32_t hash = 0;
    for (std::size_t i = 0; i < kMarkPx; ++i) {
      hash = (hash * kHashBase + words[x + i]) & 0xFFFFU;
    }
    if ((static_cast<std::uint16_t>(hash * kHashMix) & deciding_bits(bits)) == 0) {
      places.push_back(static_cast<int>(x));
    }
  }
}

}  // namespace cyto
#endif  // HWY_ONCE
