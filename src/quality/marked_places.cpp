#include "marked_places.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <tuple>

// The vector part is compiled once per instruction set; the one this machine has is chosen when it runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "marked_places.cpp"
#include <hwy/foreach_target.h>  // must stand before highway.h
#include <hwy/highway.h>

#ifndef CYTRIAL_MARKED_PLACES_CONSTANTS
#define CYTRIAL_MARKED_PLACES_CONSTANTS
namespace cyto {

constexpr std::uint16_t kHashBase = 0x9E3B;

constexpr std::uint16_t power_of_base(int exponent) {
  std::uint16_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power = static_cast<std::uint16_t>(static_cast<std::uint32_t>(power) * kHashBase);
  }
  return power;
}

/// What leaves a hash when the run moves on.
constexpr std::uint16_t kGonePower = power_of_base(kMarkRows);

/// Hashes below it, read as signed numbers, are chosen: those that begin with a one and bits - 1 zeros.
constexpr std::int16_t chosen_below(int bits) {
  return static_cast<std::int16_t>(std::numeric_limits<std::int16_t>::min() + (1 << (16 - bits)));
}

/// Vectors side by side: a hash waits for the one before, those of other columns do not.
constexpr int kVectors = 4;
constexpr int kMostLanes = 32;
/// Stands for the rows above the first.
constexpr std::array<std::uint16_t, kVectors * kMostLanes> kNothing{};

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<std::uint16_t, kMostLanes>;
using Word = hn::Vec<Words>;

/// Hashes of runs one row further down.
HWY_INLINE Word Rolled(Word hash, const std::uint16_t* row, const std::uint16_t* gone) {
  const Words d;
  const auto change = hn::Sub(hn::LoadU(d, row), hn::Mul(hn::LoadU(d, gone), hn::Set(d, kGonePower)));
  return hn::Add(hn::Mul(hash, hn::Set(d, kHashBase)), change);
}

/// @param ends row of the runs' last pixels.
void TakeChosen(Word hash, std::int16_t limit, int x, int ends, std::vector<MarkedPlace>& places) {
  const hn::RebindToSigned<Words> d;
  if (hn::AllFalse(d, hn::Lt(hn::BitCast(d, hash), hn::Set(d, limit)))) {
    return;
  }
  std::array<std::int16_t, kMostLanes> hashes{};
  hn::StoreU(hn::BitCast(d, hash), d, hashes.data());
  for (int lane = 0; lane < static_cast<int>(hn::Lanes(d)); ++lane) {
    if (hashes[static_cast<std::size_t>(lane)] < limit) {
      places.push_back({x + lane, ends - kMarkRows + 1});
    }
  }
}

/// Columns x to x + kVectors vectors.
void ChooseInVectors(const PixelRows<std::uint16_t>& plane, int begin, int end, std::int16_t limit, int x,
                     std::uint16_t* hashes, std::vector<MarkedPlace>& places) {
  const Words d;
  const hn::RebindToSigned<Words> di;
  const auto lanes = static_cast<std::ptrdiff_t>(hn::Lanes(d));
  auto a = hn::LoadU(d, hashes + x);
  auto b = hn::LoadU(d, hashes + x + lanes);
  auto c = hn::LoadU(d, hashes + x + 2 * lanes);
  auto e = hn::LoadU(d, hashes + x + 3 * lanes);
  for (int y = begin; y < end; ++y) {
    const std::uint16_t* row = plane.row(y) + x;
    const std::uint16_t* gone = y < kMarkRows ? kNothing.data() : plane.row(y - kMarkRows) + x;
    a = Rolled(a, row, gone);
    b = Rolled(b, row + lanes, gone + lanes);
    c = Rolled(c, row + 2 * lanes, gone + 2 * lanes);
    e = Rolled(e, row + 3 * lanes, gone + 3 * lanes);
    const auto least = hn::Min(hn::Min(hn::BitCast(di, a), hn::BitCast(di, b)),
                               hn::Min(hn::BitCast(di, c), hn::BitCast(di, e)));
    if (HWY_LIKELY(hn::AllFalse(di, hn::Lt(least, hn::Set(di, limit)))) || y + 1 < kMarkRows) {
      continue;
    }
    TakeChosen(a, limit, x, y, places);
    TakeChosen(b, limit, x + static_cast<int>(lanes), y, places);
    TakeChosen(c, limit, x + static_cast<int>(2 * lanes), y, places);
    TakeChosen(e, limit, x + static_cast<int>(3 * lanes), y, places);
  }
  hn::StoreU(a, d, hashes + x);
  hn::StoreU(b, d, hashes + x + lanes);
  hn::StoreU(c, d, hashes + x + 2 * lanes);
  hn::StoreU(e, d, hashes + x + 3 * lanes);
}

void ChooseInColumn(const PixelRows<std::uint16_t>& plane, int begin, int end, std::int16_t limit, int x,
                    std::uint16_t* hashes, std::vector<MarkedPlace>& places) {
  std::uint32_t hash = hashes[x];
  for (int y = begin; y < end; ++y) {
    const std::uint32_t gone = y < kMarkRows ? 0 : plane.row(y - kMarkRows)[x];
    hash = (hash * kHashBase + plane.row(y)[x] - gone * kGonePower) & 0xFFFFU;
    if (static_cast<std::int16_t>(hash) < limit && y + 1 >= kMarkRows) {
      places.push_back({x, y - kMarkRows + 1});
    }
  }
  hashes[x] = static_cast<std::uint16_t>(hash);
}

void Choose(const PixelRows<std::uint16_t>& plane, int begin, int end, int bits, std::uint16_t* hashes,
            std::vector<MarkedPlace>& places) {
  const int width = kVectors * static_cast<int>(hn::Lanes(Words()));
  const std::int16_t limit = chosen_below(bits);
  int x = 0;
  for (; x + width <= plane.columns; x += width) {
    ChooseInVectors(plane, begin, end, limit, x, hashes, places);
  }
  for (; x < plane.columns; ++x) {
    ChooseInColumn(plane, begin, end, limit, x, hashes, places);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace cyto
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(Choose);

void choose_places(const PixelRows<std::uint16_t>& plane, int begin, int end, int bits, std::uint16_t* hashes,
                   std::vector<MarkedPlace>& places) {
  places.clear();
  HWY_DYNAMIC_DISPATCH(Choose)(plane, begin, end, bits, hashes, places);
  std::sort(places.begin(), places.end(), [](const MarkedPlace& a, const MarkedPlace& b) {
    return std::tie(a.y, a.x) < std::tie(b.y, b.x);
  });
}

void plain_choose_places(const PixelRows<std::uint16_t>& plane, int bits, std::vector<MarkedPlace>& places) {
  places.clear();
  for (int y = 0; y + kMarkRows <= plane.rows; ++y) {
    for (int x = 0; x < plane.columns; ++x) {
      std::uint32_t hash = 0;
      for (int i = 0; i < kMarkRows; ++i) {
        hash = (hash * kHashBase + plane.row(y + i)[x]) & 0xFFFFU;
      }
      if (static_cast<std::int16_t>(hash) < chosen_below(bits)) {
        places.push_back({x, y});
      }
    }
  }
}

}  // namespace cyto
#endif  // HWY_ONCE
