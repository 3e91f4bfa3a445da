#include "flow_kernel.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "flow_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#include "place_lists-inl.h"

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr float kAside = -std::numeric_limits<float>::infinity();
constexpr float kDiagonal = 0.70710678F;

/// Way of one pixel.
std::int32_t WayOf(const float* above, const float* here, const float* below, std::size_t x,
                   const WayCodes& codes) {
  const float own = here[x];
  if (own == kAside) {
    return 0;
  }
  const std::array<const float*, 8> at{above + x - 1, above + x,     above + x + 1, here + x - 1,
                                       here + x + 1,  below + x - 1, below + x,     below + x + 1};
  float steepest = -1.0F;
  std::int32_t way = codes.peak;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const float rise = *at[i] - own;
    const bool ascends = i < 4 ? rise >= 0.0F : rise > 0.0F;
    const bool diagonal = i == 0 || i == 2 || i == 5 || i == 7;
    const float slope = diagonal ? rise * kDiagonal : rise;
    if (ascends && slope > steepest) {
      steepest = slope;
      way = codes.to[i];
    }
  }
  return way;
}

/// Ways of the pixels from `first` on. @return new number of peaks.
std::size_t FindWaysFrom(std::size_t first, const float* above, const float* here, const float* below,
                         std::size_t n, const WayCodes& codes, std::int32_t* way, std::int32_t* peaks,
                         std::size_t found) {
  for (std::size_t x = first; x < n; ++x) {
    way[x] = WayOf(above, here, below, x, codes);
    if (here[x] != kAside && way[x] == codes.peak) {
      peaks[found++] = static_cast<std::int32_t>(x);
    }
  }
  return found;
}

std::size_t FindWays(const float* above, const float* here, const float* below, std::size_t n,
                     const WayCodes& codes, std::int32_t* way, std::int32_t* peaks) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  const auto aside = hn::Set(d, kAside);
  const auto diagonal = hn::Set(d, kDiagonal);
  const auto zero = hn::Zero(d);
  std::size_t found = 0;
  std::size_t x = 0;
  for (; x + lanes <= n; x += lanes) {
    const auto own = hn::LoadU(d, here + x);
    const auto takes_part = hn::Ne(own, aside);
    if (hn::AllFalse(d, takes_part)) {
      hn::StoreU(hn::Zero(di), di, way + x);
      continue;
    }
    auto steepest = hn::Set(d, -1.0F);
    auto best = hn::Set(di, codes.peak);
    const auto consider = [&](const float* at, bool earlier, bool slanting, std::size_t number) HWY_ATTR {
      const auto rise = hn::Sub(hn::LoadU(d, at), own);
      const auto slope = slanting ? hn::Mul(rise, diagonal) : rise;
      const auto ascends = earlier ? hn::Ge(rise, zero) : hn::Gt(rise, zero);
      const auto better = hn::And(ascends, hn::Gt(slope, steepest));
      steepest = hn::IfThenElse(better, slope, steepest);
      best = hn::IfThenElse(hn::RebindMask(di, better), hn::Set(di, codes.to[number]), best);
    };
    consider(above + x - 1, true, true, 0);
    consider(above + x, true, false, 1);
    consider(above + x + 1, true, true, 2);
    consider(here + x - 1, true, false, 3);
    consider(here + x + 1, false, false, 4);
    consider(below + x - 1, false, true, 5);
    consider(below + x, false, false, 6);
    consider(below + x + 1, false, true, 7);
    hn::StoreU(hn::IfThenElseZero(hn::RebindMask(di, takes_part), best), di, way + x);
    // Whoever ascends, does so by 0 at least.
    const auto peak = hn::RebindMask(di, hn::And(takes_part, hn::Lt(steepest, zero)));
    found += AppendPlaces(di, peak, x, peaks + found);
  }
  return FindWaysFrom(x, above, here, below, n, codes, way, peaks, found);
}

std::size_t FindWaysPlain(const float* above, const float* here, const float* below, std::size_t n,
                          const WayCodes& codes, std::int32_t* way, std::int32_t* peaks) {
  return FindWaysFrom(0, above, here, below, n, codes, way, peaks, 0);
}

std::size_t FindPeaks(const float* above, const float* here, const float* below, std::size_t n,
                      std::int32_t* peaks) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  std::size_t found = 0;
  for (std::size_t x = 0; x < n; x += hn::Lanes(d)) {
    const auto own = hn::LoadU(d, here + x);
    const auto upper = hn::Max(hn::LoadU(d, above + x), hn::LoadU(d, above + x + 1));
    const auto earlier = hn::Max(hn::Max(hn::LoadU(d, above + x - 1), hn::LoadU(d, here + x - 1)), upper);
    const auto lower = hn::Max(hn::LoadU(d, below + x - 1), hn::LoadU(d, below + x));
    const auto later = hn::Max(hn::Max(hn::LoadU(d, here + x + 1), hn::LoadU(d, below + x + 1)), lower);
    const auto peak = hn::RebindMask(di, hn::And(hn::Gt(own, earlier), hn::Ge(own, later)));
    found += AppendPlaces(di, peak, x, peaks + found);
  }
  return found;
}

void LengthenSteps(std::int32_t* row, std::size_t n) {
  const hn::CappedTag<std::int32_t, kFlowColumns> d;
  for (std::size_t x = 0; x < n; x += hn::Lanes(d)) {
    const auto step = hn::LoadU(d, row + x);
    if (hn::AllTrue(d, hn::Eq(step, hn::Zero(d)))) {
      continue;
    }
    const auto there = hn::Add(hn::Iota(d, 0), step);
    hn::StoreU(hn::Add(step, hn::GatherIndex(d, row + x, there)), d, row + x);
  }
}

void FollowSteps(const std::int32_t* row, std::size_t n, std::int32_t first_number, std::int32_t* to) {
  const hn::CappedTag<std::int32_t, kFlowColumns> d;
  const auto zero = hn::Zero(d);
  const auto first = hn::Set(d, first_number);
  for (std::size_t x = 0; x < n; x += hn::Lanes(d)) {
    auto value = hn::LoadU(d, row + x);
    auto place = hn::Iota(d, 0);
    const auto takes_part = hn::Ne(value, zero);
    for (auto leads_on = hn::And(takes_part, hn::Lt(value, first)); !hn::AllFalse(d, leads_on);
         leads_on = hn::And(takes_part, hn::Lt(value, first))) {
      place = hn::Add(place, hn::IfThenElseZero(leads_on, value));
      value = hn::GatherIndex(d, row + x, place);
    }
    hn::StoreU(hn::IfThenElseZero(takes_part, hn::Sub(value, first)), d, to + x);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(FindWays);
HWY_EXPORT(FindPeaks);
HWY_EXPORT(LengthenSteps);
HWY_EXPORT(FollowSteps);

std::size_t find_ways(const float* above, const float* here, const float* below, std::size_t n,
                      const WayCodes& codes, std::int32_t* way, std::int32_t* peaks) {
  return HWY_DYNAMIC_DISPATCH(FindWays)(above, here, below, n, codes, way, peaks);
}

std::size_t find_ways_reference(const float* above, const float* here, const float* below, std::size_t n,
                                const WayCodes& codes, std::int32_t* way, std::int32_t* peaks) {
  return HWY_STATIC_DISPATCH(FindWaysPlain)(above, here, below, n, codes, way, peaks);
}

std::size_t find_peaks(const float* above, const float* here, const float* below, std::size_t n,
                       std::int32_t* peaks) {
  return HWY_DYNAMIC_DISPATCH(FindPeaks)(above, here, below, n, peaks);
}

void lengthen_steps(std::int32_t* row, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(LengthenSteps)(row, n);
}

void follow_steps(const std::int32_t* row, std::size_t n, std::int32_t first_number, std::int32_t* to) {
  HWY_DYNAMIC_DISPATCH(FollowSteps)(row, n, first_number, to);
}

}  // namespace cyto
#endif
