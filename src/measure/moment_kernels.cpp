#include "moment_kernels.h"

#include <array>

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

inline double sum_of(const SumLanes& lanes) {
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

template <typename Term>
double plain_sum(const float* values, std::size_t n, const Term& term) {
  SumLanes lanes{};
  for (std::size_t i = 0; i < n; ++i) {
    lanes[i % kSumLanes] += term(static_cast<double>(values[i]));
  }
  return sum_of(lanes);
}

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Four chains of additions at once: one waits for its last sum while the others add.
template <typename Mean, typename Term>
HWY_INLINE void SumFour(const float* const* lists, std::size_t n, double* sums, const Mean& mean,
                        const Term& term) {
  const hn::CappedTag<double, kSumLanes> d;
  const hn::Rebind<float, decltype(d)> df;
  std::array<SumLanes, 4> lanes{};
  const auto m0 = mean(d, 0), m1 = mean(d, 1), m2 = mean(d, 2), m3 = mean(d, 3);
  // Where a vector holds fewer than all lanes, some at a time.
  for (std::size_t lane = 0; lane < kSumLanes; lane += hn::Lanes(d)) {
    auto a = hn::Zero(d), b = hn::Zero(d), c = hn::Zero(d), e = hn::Zero(d);
    const auto term_at = [&](std::size_t list, std::size_t i, auto of_mean) HWY_ATTR {
      return term(hn::PromoteTo(d, hn::LoadU(df, lists[list] + i)), of_mean);
    };
    std::size_t i = lane;
    for (; i + hn::Lanes(d) <= n; i += kSumLanes) {
      a = hn::Add(a, term_at(0, i, m0));
      b = hn::Add(b, term_at(1, i, m1));
      c = hn::Add(c, term_at(2, i, m2));
      e = hn::Add(e, term_at(3, i, m3));
    }
    if (i < n) {  // a zero added changes no lane: none is -0
      const auto counts = hn::FirstN(d, n - i);
      a = hn::Add(a, hn::IfThenElseZero(counts, term_at(0, i, m0)));
      b = hn::Add(b, hn::IfThenElseZero(counts, term_at(1, i, m1)));
      c = hn::Add(c, hn::IfThenElseZero(counts, term_at(2, i, m2)));
      e = hn::Add(e, hn::IfThenElseZero(counts, term_at(3, i, m3)));
    }
    hn::StoreU(a, d, lanes[0].data() + lane);
    hn::StoreU(b, d, lanes[1].data() + lane);
    hn::StoreU(c, d, lanes[2].data() + lane);
    hn::StoreU(e, d, lanes[3].data() + lane);
  }
  for (std::size_t list = 0; list < 4; ++list) {
    sums[list] = sum_of(lanes[list]);
  }
}

void SumOfFour(const float* const* lists, std::size_t n, double* sums) {
  SumFour(
      lists, n, sums, [](auto d, std::size_t) HWY_ATTR { return hn::Zero(d); },
      [](auto v, auto) HWY_ATTR { return v; });
}

void SumSquaresOfFour(const float* const* lists, const double* means, std::size_t n, double* sums) {
  SumFour(
      lists, n, sums, [means](auto d, std::size_t list) HWY_ATTR { return hn::Set(d, means[list]); },
      [](auto v, auto mean) HWY_ATTR {
        const auto away = hn::Sub(v, mean);
        return hn::Mul(away, away);
      });
}

void SplitByMark(const float* values, const std::uint8_t* marks, std::size_t n, float* marked,
                 float* others) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> du8;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, values + i);
    const auto mark = hn::PromoteTo(di, hn::LoadU(du8, marks + i));
    const auto is_marked = hn::RebindMask(d, hn::Ne(mark, hn::Zero(di)));
    // Compressing within the register and storing it whole is quicker than compressing into memory.
    hn::StoreU(hn::Compress(v, is_marked), d, marked);
    hn::StoreU(hn::Compress(v, hn::Not(is_marked)), d, others);
    const std::size_t found = hn::CountTrue(d, is_marked);
    marked += found;
    others += lanes - found;
  }
  plain_split_by_mark(values + i, marks + i, n - i, marked, others);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(SumOfFour);
HWY_EXPORT(SumSquaresOfFour);
HWY_EXPORT(SplitByMark);

void sum_four(const float* const* lists, std::size_t n, double* sums) {
  HWY_DYNAMIC_DISPATCH(SumOfFour)(lists, n, sums);
}

void plain_sum_four(const float* const* lists, std::size_t n, double* sums) {
  for (std::size_t list = 0; list < 4; ++list) {
    sums[list] = plain_sum(lists[list], n, [](double v) { return v; });
  }
}

void sum_squares_of_four(const float* const* lists, const double* means, std::size_t n, double* sums) {
  HWY_DYNAMIC_DISPATCH(SumSquaresOfFour)(lists, means, n, sums);
}

void plain_sum_squares_of_four(const float* const* lists, const double* means, std::size_t n, double* sums) {
  for (std::size_t list = 0; list < 4; ++list) {
    sums[list] =
        plain_sum(lists[list], n, [mean = means[list]](double v) { return (v - mean) * (v - mean); });
  }
}

void split_by_mark(const float* values, const std::uint8_t* marks, std::size_t n, float* marked,
                   float* others) {
  HWY_DYNAMIC_DISPATCH(SplitByMark)(values, marks, n, marked, others);
}

void plain_split_by_mark(const float* values, const std::uint8_t* marks, std::size_t n, float* marked,
                         float* others) {
  for (std::size_t i = 0; i < n; ++i) {
    *(marks[i] != 0 ? marked++ : others++) = values[i];
  }
}

}  // namespace cyto
#endif
