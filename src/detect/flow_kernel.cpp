#include "flow_kernel.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "flow_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

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

void FindWays(const float* above, const float* here, const float* below, std::size_t n, const WayCodes& codes,
              std::int32_t* way) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  const auto aside = hn::Set(d, kAside);
  const auto diagonal = hn::Set(d, kDiagonal);
  const auto zero = hn::Zero(d);
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
  }
  for (; x < n; ++x) {
    way[x] = WayOf(above, here, below, x, codes);
  }
}

void FindWaysPlain(const float* above, const float* here, const float* below, std::size_t n,
                   const WayCodes& codes, std::int32_t* way) {
  for (std::size_t x = 0; x < n; ++x) {
    way[x] = WayOf(above, here, below, x, codes);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(FindWays);

void find_ways(const float* above, const float* here, const float* below, std::size_t n,
               const WayCodes& codes, std::int32_t* way) {
  HWY_DYNAMIC_DISPATCH(FindWays)(above, here, below, n, codes, way);
}

void find_ways_reference(const float* above, const float* here, const float* below, std::size_t n,
                         const WayCodes& codes, std::int32_t* way) {
  HWY_STATIC_DISPATCH(FindWaysPlain)(above, here, below, n, codes, way);
}

}  // namespace cyto
#endif
