#include "noise_kernel.h"

#include <array>
#include <cmath>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "noise_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kSumLanes = 8;

void NeighbourDistances(const float* row, std::size_t n, float* to) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::Abs(hn::Sub(hn::LoadU(d, row + i + 1), hn::LoadU(d, row + i))), d, to + i);
  }
  for (; i < n; ++i) {
    to[i] = std::abs(row[i + 1] - row[i]);
  }
}

/// Adds the values from `first` on to their lanes.
void AddPlain(const float* values, std::size_t first, std::size_t n, float limit,
              std::array<double, kSumLanes>& sums, std::size_t& count) {
  for (std::size_t i = first; i < n; ++i) {
    if (values[i] < limit) {
      sums[i % kSumLanes] += static_cast<double>(values[i]);
      ++count;
    }
  }
}

BelowLimit AddBelow(const float* values, std::size_t n, float limit) {
  const hn::CappedTag<double, kSumLanes> d;
  const hn::Rebind<float, decltype(d)> df;
  const std::size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(df, limit);
  const std::size_t whole = n / kSumLanes * kSumLanes;
  std::array<double, kSumLanes> sums{};
  BelowLimit below;
  for (std::size_t lane = 0; lane < kSumLanes; lane += lanes) {
    auto sum = hn::Zero(d);
    for (std::size_t i = lane; i < whole; i += kSumLanes) {
      const auto value = hn::LoadU(df, values + i);
      const auto counts = hn::Lt(value, most);
      sum = hn::Add(sum, hn::PromoteTo(d, hn::IfThenElseZero(counts, value)));
      below.count += hn::CountTrue(df, counts);
    }
    hn::StoreU(sum, d, sums.data() + lane);
  }
  AddPlain(values, whole, n, limit, sums, below.count);
  below.sum = std::accumulate(sums.begin(), sums.end(), 0.0);
  return below;
}

BelowLimit AddBelowPlain(const float* values, std::size_t n, float limit) {
  std::array<double, kSumLanes> sums{};
  BelowLimit below;
  AddPlain(values, 0, n, limit, sums, below.count);
  below.sum = std::accumulate(sums.begin(), sums.end(), 0.0);
  return below;
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(NeighbourDistances);
HWY_EXPORT(AddBelow);

void neighbour_distances(const float* row, std::size_t n, float* to) {
  HWY_DYNAMIC_DISPATCH(NeighbourDistances)(row, n, to);
}

BelowLimit add_below(const float* values, std::size_t n, float limit) {
  return HWY_DYNAMIC_DISPATCH(AddBelow)(values, n, limit);
}

BelowLimit add_below_reference(const float* values, std::size_t n, float limit) {
  return HWY_STATIC_DISPATCH(AddBelowPlain)(values, n, limit);
}

}  // namespace cyto
#endif
