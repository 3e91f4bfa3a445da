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

/// From hashes of runs of `length` pixels to hashes of runs twice as long, in place: a run is its first half
/// times base^length plus its second half.
void double_runs(std::uint16_t* hashes, std::size_t count, std::size_t length, std::uint16_t power) {
  const hn::CappedTag<std::uint16_t, 32> tag;
  const auto times = hn::Set(tag, power);
  for (std::size_t x = 0; x < count; x += hn::Lanes(tag)) {
    const auto first = hn::LoadU(tag, hashes + x);
    const auto second = hn::LoadU(tag, hashes + x + length);
    hn::StoreU(hn::Add(hn::Mul(first, times), second), tag, hashes + x);
  }
}

void choose(std::uint16_t* words, std::size_t places_in_row, int bits, std::vector<int>& places) {
  std::uint16_t power = kHashBase;
  for (std::size_t length = 1; length < kMarkPx; length *= 2) {
    // Runs near the end need neighbours that are runs themselves: one run length more than is asked for.
    double_runs(words, places_in_row + kMarkPx - 2 * length, length, power);
    power = static_cast<std::uint16_t>(static_cast<std::uint32_t>(power) * power);
  }
  const hn::CappedTag<std::uint16_t, 32> tag;
  const auto mix = hn::Set(tag, kHashMix);
  const auto deciding = hn::Set(tag, deciding_bits(bits));
  for (std::size_t x = 0; x < places_in_row; x += hn::Lanes(tag)) {
    const auto mixed = hn::Mul(hn::LoadU(tag, words + x), mix);
    if (hn::AllFalse(tag, hn::Eq(hn::And(mixed, deciding), hn::Zero(tag)))) {
      continue;
    }
    for (std::size_t i = x; i < x + hn::Lanes(tag) && i < places_in_row; ++i) {
      const auto one = static_cast<std::uint16_t>(static_cast<std::uint32_t>(words[i]) * kHashMix);
      if ((one & deciding_bits(bits)) == 0) {
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
