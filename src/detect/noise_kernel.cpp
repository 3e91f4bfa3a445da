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
// A mesh cell is often hardly wider.
constexpr std::size_t kCellLanes = 4;

/// Writes what `make_four(from)` and `make_one(from)` make of each place of the first `columns` columns.
template <class Four, class One>
void ListRows(const PlanePart& part, std::size_t columns, float* to, const Four& make_four,
              const One& make_one) {
  for (std::size_t y = 0; y < part.rows; ++y, to += columns) {
    const float* from = part.first + y * part.stride;
    if (columns < kCellLanes) {
      for (std::size_t x = 0; x < columns; ++x) {
        to[x] = make_one(from + x);
      }
      continue;
    }
    for (std::size_t x = 0; x + kCellLanes <= columns; x += kCellLanes) {
      make_four(from + x, to + x);
    }
    // The rest, with some values once more.
    make_four(from + columns - kCellLanes, to + columns - kCellLanes);
  }
}

void ListValues(const PlanePart& part, float* to) {
  const hn::CappedTag<float, kCellLanes> d;
  const auto four = [&](const float* from, float* out) HWY_ATTR {
    for (std::size_t lane = 0; lane < kCellLanes; lane += hn::Lanes(d)) {
      hn::StoreU(hn::LoadU(d, from + lane), d, out + lane);
    }
  };
  ListRows(part, part.columns, to, four, [](const float* from) { return *from; });
}

void ListDistances(const PlanePart& part, float* to) {
  const hn::CappedTag<float, kCellLanes> d;
  const auto four = [&](const float* from, float* out) HWY_ATTR {
    for (std::size_t lane = 0; lane < kCellLanes; lane += hn::Lanes(d)) {
      hn::StoreU(hn::Abs(hn::Sub(hn::LoadU(d, from + lane + 1), hn::LoadU(d, from + lane))), d, out + lane);
    }
  };
  ListRows(part, part.columns - 1, to, four, [](const float* from) { return std::abs(from[1] - from[0]); });
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

HWY_EXPORT(ListValues);
HWY_EXPORT(ListDistances);
HWY_EXPORT(AddBelow);

void list_values(const PlanePart& part, float* to) {
  HWY_DYNAMIC_DISPATCH(ListValues)(part, to);
}

void list_distances(const PlanePart& part, float* to) {
  HWY_DYNAMIC_DISPATCH(ListDistances)(part, to);
}

BelowLimit add_below(const float* values, std::size_t n, float limit) {
  return HWY_DYNAMIC_DISPATCH(AddBelow)(values, n, limit);
}

BelowLimit add_below_reference(const float* values, std::size_t n, float limit) {
  return HWY_STATIC_DISPATCH(AddBelowPlain)(values, n, limit);
}

}  // namespace cyto
#endif
