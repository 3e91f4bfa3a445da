#include "rank_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rank_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

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
  float least = hn::GetLane(hn::MinOfLanes(d, low));
  float most = hn::GetLane(hn::MaxOfLanes(d, high));
  for (; i < n; ++i) {
    least = std::min(least, values[i]);
    most = std::max(most, values[i]);
  }
  return {least, most};
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
  for (; i < n; ++i) {
    if (values[i] > above && values[i] <= up_to) {
      to[taken++] = values[i];
    }
  }
  return taken;
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(ExtentOf);
HWY_EXPORT(CountUpTo);
HWY_EXPORT(TakeBetween);

std::pair<float, float> extent_of(const float* values, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(ExtentOf)(values, n);
}

std::size_t count_up_to(const float* values, std::size_t n, float limit) {
  return HWY_DYNAMIC_DISPATCH(CountUpTo)(values, n, limit);
}

std::size_t take_between(const float* values, std::size_t n, float above, float up_to, float* to) {
  return HWY_DYNAMIC_DISPATCH(TakeBetween)(values, n, above, up_to, to);
}

}  // namespace cyto
#endif
