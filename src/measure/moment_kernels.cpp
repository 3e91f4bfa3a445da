#include "moment_kernels.h"

#include <algorithm>
#include <array>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "moment_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_MOMENT_KERNELS_PLAIN
#define CYTRIAL_MOMENT_KERNELS_PLAIN
namespace cyto {

/// Additions that run side by side in one list.
constexpr std::size_t kSumLanes = 8;
using SumLanes = std::array<double, kSumLanes>;

inline double total_of(const SumLanes& lanes) {
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

template <typename Term>
double plain_sum(const float* values, std::size_t n, const Term& term) {
  SumLanes lanes{};
  for (std::size_t i = 0; i < n; ++i) {
    lanes[i % kSumLanes] += term(static_cast<double>(values[i]));
  }
  return total_of(lanes);
}

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kLists = 4;

/// Chains of additions of four lists at once: one waits for its last sum while the others add.
/// @param kMoments whether squares are summed and the largest values found, too.
template <bool kMoments>
HWY_INLINE void SumLists(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                         double* squares, double* largest) {
  const hn::CappedTag<double, kSumLanes> d;
  const hn::Rebind<float, decltype(d)> df;
  using Chains = std::array<hn::Vec<decltype(d)>, kLists>;
  std::array<SumLanes, kLists> sum_lanes{};
  std::array<SumLanes, kLists> square_lanes{};
  const auto least = hn::Set(d, -std::numeric_limits<double>::infinity());
  Chains largest_of{least, least, least, least};
  // Where a vector holds fewer than all lanes, some at a time.
  for (std::size_t lane = 0; lane < kSumLanes; lane += hn::Lanes(d)) {
    Chains sum_of{hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    Chains square_of = sum_of;
    const auto add = [&](std::size_t i, const auto& counted, [[maybe_unused]] const auto& compared) HWY_ATTR {
      for (std::size_t list = 0; list < kLists; ++list) {
        const auto value = hn::PromoteTo(d, hn::LoadU(df, lists[list] + i));
        sum_of[list] = hn::Add(sum_of[list], counted(value));
        if constexpr (kMoments) {
          largest_of[list] = hn::Max(largest_of[list], compared(value));
          const auto away = hn::Sub(value, hn::Set(d, pivots[list]));
          square_of[list] = hn::Add(square_of[list], counted(hn::Mul(away, away)));
        }
      }
    };
    std::size_t i = lane;
    for (; i + hn::Lanes(d) <= n; i += kSumLanes) {
      const auto whole = [](auto term) { return term; };
      add(i, whole, whole);
    }
    if (i < n) {  // a zero added changes no lane: none is -0
      const auto counts = hn::FirstN(d, n - i);
      add(
          i, [counts](auto term) HWY_ATTR { return hn::IfThenElseZero(counts, term); },
          [counts, least](auto value) HWY_ATTR { return hn::IfThenElse(counts, value, least); });
    }
    for (std::size_t list = 0; list < kLists; ++list) {
      hn::StoreU(sum_of[list], d, sum_lanes[list].data() + lane);
      hn::StoreU(square_of[list], d, square_lanes[list].data() + lane);
    }
  }
  for (std::size_t list = 0; list < kLists; ++list) {
    sums[list] = total_of(sum_lanes[list]);
    if constexpr (kMoments) {
      squares[list] = total_of(square_lanes[list]);
      largest[list] = hn::GetLane(hn::MaxOfLanes(d, largest_of[list]));
    }
  }
}

void SumOfFour(const float* const* lists, std::size_t n, double* sums) {
  SumLists<false>(lists, nullptr, n, sums, nullptr, nullptr);
}

void SumMomentsOfFour(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                      double* squares, double* largest) {
  SumLists<true>(lists, pivots, n, sums, squares, largest);
}

void TakeMarked(const float* values, const std::uint8_t* marks, std::size_t n, float* marked) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> du8;
  const std::size_t lanes = hn::Lanes(d);
  const auto marked_from = [&](std::size_t i) HWY_ATTR {
    return hn::RebindMask(d, hn::Ne(hn::PromoteTo(di, hn::LoadU(du8, marks + i)), hn::Zero(di)));
  };
  const auto take = [&](std::size_t i, auto wanted) HWY_ATTR {
    // Compressing within the register and storing it whole is quicker than compressing into memory.
    hn::StoreU(hn::Compress(hn::LoadU(d, values + i), wanted), d, marked);
    marked += hn::CountTrue(d, wanted);
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    take(i, marked_from(i));
  }
  if (i < n && n >= lanes) {  // the rest, from a vector that holds some once more
    take(n - lanes, hn::And(hn::Not(hn::FirstN(d, i + lanes - n)), marked_from(n - lanes)));
    return;
  }
  plain_take_marked(values + i, marks + i, n - i, marked);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(SumOfFour);
HWY_EXPORT(SumMomentsOfFour);
HWY_EXPORT(TakeMarked);

void sum_four(const float* const* lists, std::size_t n, double* sums) {
  HWY_DYNAMIC_DISPATCH(SumOfFour)(lists, n, sums);
}

void plain_sum_four(const float* const* lists, std::size_t n, double* sums) {
  for (std::size_t list = 0; list < 4; ++list) {
    sums[list] = plain_sum(lists[list], n, [](double v) { return v; });
  }
}

void sum_moments_of_four(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                         double* squares, double* largest) {
  HWY_DYNAMIC_DISPATCH(SumMomentsOfFour)(lists, pivots, n, sums, squares, largest);
}

void plain_sum_moments_of_four(const float* const* lists, const double* pivots, std::size_t n, double* sums,
                               double* squares, double* largest) {
  plain_sum_four(lists, n, sums);
  for (std::size_t list = 0; list < 4; ++list) {
    squares[list] =
        plain_sum(lists[list], n, [pivot = pivots[list]](double v) { return (v - pivot) * (v - pivot); });
    largest[list] = static_cast<double>(*std::max_element(lists[list], lists[list] + n));
  }
}

void take_marked(const float* values, const std::uint8_t* marks, std::size_t n, float* marked) {
  HWY_DYNAMIC_DISPATCH(TakeMarked)(values, marks, n, marked);
}

void plain_take_marked(const float* values, const std::uint8_t* marks, std::size_t n, float* marked) {
  for (std::size_t i = 0; i < n; ++i) {
    if (marks[i] != 0) {
      *marked++ = values[i];
    }
  }
}

}  // namespace cyto
#endif
