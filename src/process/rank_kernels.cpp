#include "rank_kernels.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rank_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_RANK_KERNELS_CONSTANTS
#define CYTRIAL_RANK_KERNELS_CONSTANTS
namespace cyto {

// A list of a few values that lie unevenly is sorted out rather than halved for ever.
constexpr int kMostHalvings = 24;

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::pair<float, float> ExtentOf(const float* values, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto low = hn::Set(d, values[0]);
  auto high = low;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, values + i);
    low = hn::Min(low, v);
    high = hn::Max(high, v);
  }
  if (n >= lanes) {  // the rest, with some values once more
    const auto v = hn::LoadU(d, values + n - lanes);
    return {hn::GetLane(hn::MinOfLanes(d, hn::Min(low, v))),
            hn::GetLane(hn::MaxOfLanes(d, hn::Max(high, v)))};
  }
  const auto [least, most] = std::minmax_element(values, values + n);
  return {*least, *most};
}

std::size_t CountUpTo(const float* values, std::size_t n, float limit) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(d, limit);
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    count += hn::CountTrue(d, hn::Le(hn::LoadU(d, values + i), most));
  }
  if (n >= lanes && i < n) {
    const auto rest = hn::Not(hn::FirstN(d, i + lanes - n));
    return count + hn::CountTrue(d, hn::And(rest, hn::Le(hn::LoadU(d, values + n - lanes), most)));
  }
  for (; i < n; ++i) {
    count += values[i] <= limit ? 1 : 0;
  }
  return count;
}

std::size_t TakeBetween(const float* values, std::size_t n, float above, float up_to, float* to) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, above);
  const auto most = hn::Set(d, up_to);
  std::size_t taken = 0;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, values + i);
    taken += hn::CompressStore(v, hn::And(hn::Gt(v, least), hn::Le(v, most)), d, to + taken);
  }
  if (n >= lanes && i < n) {
    const auto rest = hn::Not(hn::FirstN(d, i + lanes - n));
    const auto v = hn::LoadU(d, values + n - lanes);
    const auto wanted = hn::And(rest, hn::And(hn::Gt(v, least), hn::Le(v, most)));
    return taken + hn::CompressStore(v, wanted, d, to + taken);
  }
  for (; i < n; ++i) {
    if (values[i] > above && values[i] <= up_to) {
      to[taken++] = values[i];
    }
  }
  return taken;
}

std::size_t TakeAround(const float* values, std::size_t n, std::size_t rank, float least, RankLimit& low,
                       RankLimit& high, RankLimits& limits, float* to) {
  for (int halving = 0; halving < kMostHalvings && high.count - low.count > kFewRanked; ++halving) {
    const float from = std::max(low.limit, least);
    // In turn where the rank would lie among evenly spread values, and in the middle, lest few far values
    // draw every guess to them.
    const float share = halving % 2 == 0 ? (static_cast<float>(rank - low.count) + 0.5F) /
                                               static_cast<float>(high.count - low.count)
                                         : 0.5F;
    const float limit = (1.0F - share) * from + share * high.limit;
    if (!(limit > low.limit && limit < high.limit)) {
      if (halving % 2 == 0) {
        continue;
      }
      break;  // no limit lies between: the values left are equal, or too small for a half
    }
    const RankLimit found{limit, CountUpTo(values, n, limit)};
    (found.count <= rank ? low : high) = found;
    if (limits.size < RankLimits::kMost) {
      limits.seen[limits.size++] = found;
    }
  }
  return TakeBetween(values, n, low.limit, high.limit, to);
}

float RankedOfFew(float* values, std::size_t n, std::size_t rank) {
  const hn::CappedTag<float, kFewRanked> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  std::fill_n(values + n, lanes, std::numeric_limits<float>::infinity());
  const auto minus_too_many = hn::Set(di, -static_cast<std::int32_t>(rank) - 1);
  const auto none = hn::Set(d, -std::numeric_limits<float>::infinity());
  // The largest of the values with no more than `rank` below them.
  auto found = none;
  for (std::size_t j = 0; j < n; j += lanes) {
    const auto v = hn::LoadU(d, values + j);
    auto minus_below = hn::Zero(di);
    for (std::size_t i = 0; i < n; ++i) {
      const auto is_below = hn::Lt(hn::Set(d, values[i]), v);
      minus_below = hn::Add(minus_below, hn::VecFromMask(di, hn::RebindMask(di, is_below)));
    }
    const auto stands = hn::RebindMask(d, hn::Gt(minus_below, minus_too_many));
    found = hn::Max(found, hn::IfThenElse(stands, v, none));
  }
  return hn::GetLane(hn::MaxOfLanes(d, found)) + 0.0F;  // of two zeros the one without a sign
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(ExtentOf);
HWY_EXPORT(CountUpTo);
HWY_EXPORT(TakeAround);
HWY_EXPORT(RankedOfFew);

std::pair<float, float> extent_of(const float* values, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(ExtentOf)(values, n);
}

std::size_t count_up_to(const float* values, std::size_t n, float limit) {
  return HWY_DYNAMIC_DISPATCH(CountUpTo)(values, n, limit);
}

std::size_t take_around(const float* values, std::size_t n, std::size_t rank, float least, RankLimit& low,
                        RankLimit& high, RankLimits& limits, float* to) {
  return HWY_DYNAMIC_DISPATCH(TakeAround)(values, n, rank, least, low, high, limits, to);
}

float ranked_of_few(float* values, std::size_t n, std::size_t rank) {
  return HWY_DYNAMIC_DISPATCH(RankedOfFew)(values, n, rank);
}

}  // namespace cyto
#endif
