#include "bin_kernels.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bin_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Adds the pixels of a row to the sums of as many bins as a vector has lanes, each bin in a lane of its own.
template <int kBin, typename D, typename V>
HWY_INLINE V AddRow(D d, const float* row, V sum) {
  V a, b, c, e;
  if constexpr (kBin == 2) {
    hn::LoadInterleaved2(d, row, a, b);
    return hn::Add(hn::Add(sum, a), b);
  } else if constexpr (kBin == 3) {
    hn::LoadInterleaved3(d, row, a, b, c);
    return hn::Add(hn::Add(hn::Add(sum, a), b), c);
  } else {
    static_assert(kBin == 4);
    hn::LoadInterleaved4(d, row, a, b, c, e);
    return hn::Add(hn::Add(hn::Add(hn::Add(sum, a), b), c), e);
  }
}

/// Calls bins_from(i) for the vectors of bins that cover `count`, the last one perhaps with some once more.
/// The plain functions would run with the upper halves of the vector registers in use, which costs more than
/// all the rest. @return how many bins were done: none when they are fewer than a vector has lanes.
template <typename D, typename BinsFrom>
HWY_INLINE int CoverBins(D d, int count, const BinsFrom& bins_from) {
  const auto lanes = static_cast<int>(hn::Lanes(d));
  if (count < lanes) {
    return 0;
  }
  for (int i = 0; i + lanes < count; i += lanes) {
    bins_from(i);
  }
  bins_from(count - lanes);
  return count;
}

template <int kBin>
HWY_INLINE int MeansByVectors(const BinRows& rows, int left, int count, float* to) {
  const hn::ScalableTag<float> d;
  const auto pixels = hn::Set(d, static_cast<float>(rows.rows * kBin));
  const float* first = rows.values + left;
  return CoverBins(d, count, [&](int i) HWY_ATTR {
    const float* row = first + static_cast<std::ptrdiff_t>(i) * kBin;
    auto sum = hn::Zero(d);
    for (int y = 0; y < rows.rows; ++y, row += rows.columns) {
      sum = AddRow<kBin>(d, row, sum);
    }
    hn::StoreU(hn::Div(sum, pixels), d, to + i);
  });
}

void BinMeans(const BinRows& rows, int left, int count, float* to) {
  int done = 0;
  if (rows.bin == 2) {
    done = MeansByVectors<2>(rows, left, count, to);
  } else if (rows.bin == 3) {
    done = MeansByVectors<3>(rows, left, count, to);
  } else if (rows.bin == 4) {
    done = MeansByVectors<4>(rows, left, count, to);
  }
  for (; done < count; ++done) {
    to[done] = bin_mean(rows, left + done * rows.bin, left + (done + 1) * rows.bin);
  }
}

/// Left half of a row of each bin less its right half.
template <int kBin, typename D>
HWY_INLINE hn::Vec<D> HalvesOfRow(D d, const float* row) {
  hn::Vec<D> a, b, c, e;
  if constexpr (kBin == 2) {
    hn::LoadInterleaved2(d, row, a, b);
    return hn::Sub(a, b);
  } else if constexpr (kBin == 3) {
    hn::LoadInterleaved3(d, row, a, b, c);
    return hn::Sub(a, c);
  } else {
    static_assert(kBin == 4);
    hn::LoadInterleaved4(d, row, a, b, c, e);
    return hn::Sub(hn::Add(a, b), hn::Add(c, e));
  }
}

template <int kBin>
HWY_INLINE int ScattersByVectors(const BinRows& rows, int left, int count, float* to) {
  const hn::ScalableTag<float> d;
  const auto share = hn::Set(d, scatter_share(kBin));
  const auto columns = static_cast<std::ptrdiff_t>(rows.columns);
  return CoverBins(d, count, [&](int i) HWY_ATTR {
    const float* first = rows.values + left + static_cast<std::ptrdiff_t>(i) * kBin;
    auto sum = hn::Zero(d);
    for (int y = 0; y < kBin / 2; ++y) {
      sum = hn::Add(sum, HalvesOfRow<kBin>(d, first + y * columns));
    }
    for (int y = kBin - kBin / 2; y < kBin; ++y) {
      sum = hn::Sub(sum, HalvesOfRow<kBin>(d, first + y * columns));
    }
    hn::StoreU(hn::Mul(hn::Abs(sum), share), d, to + i);
  });
}

void BinScatters(const BinRows& rows, int left, int count, float* to) {
  int done = 0;
  if (rows.bin == 2) {
    done = ScattersByVectors<2>(rows, left, count, to);
  } else if (rows.bin == 3) {
    done = ScattersByVectors<3>(rows, left, count, to);
  } else if (rows.bin == 4) {
    done = ScattersByVectors<4>(rows, left, count, to);
  }
  for (; done < count; ++done) {
    to[done] = bin_scatter(rows, left + done * rows.bin);
  }
}

#if HWY_TARGET == HWY_SCALAR

int BinsByVectors(const CountBins& /*from*/, int /*count*/, float* /*signal*/, float* /*scatters*/) {
  return 0;
}

#else

/// Two counts per lane of 32 bits: no sum or difference of them is rounded.
int BinsByVectors(const CountBins& from, int count, float* signal, float* scatters) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Repartition<std::uint16_t, decltype(d)> d16;
  const auto low_half = hn::Set(du, 0xFFFFU);
  const auto quarter = hn::Set(d, 0.25F);
  const auto share = hn::Set(d, scatter_share(2));
  return CoverBins(d, count, [&](int i) HWY_ATTR {
    const auto upper = hn::BitCast(du, hn::LoadU(d16, from.upper + 2 * static_cast<std::ptrdiff_t>(i)));
    const auto lower = hn::BitCast(du, hn::LoadU(d16, from.lower + 2 * static_cast<std::ptrdiff_t>(i)));
    const auto a = hn::BitCast(di, hn::And(upper, low_half));
    const auto b = hn::BitCast(di, hn::ShiftRight<16>(upper));
    const auto c = hn::BitCast(di, hn::And(lower, low_half));
    const auto e = hn::BitCast(di, hn::ShiftRight<16>(lower));
    const auto sum = hn::Add(hn::Add(a, b), hn::Add(c, e));
    const auto halves = hn::Abs(hn::Sub(hn::Sub(a, b), hn::Sub(c, e)));
    const auto mean = hn::Mul(hn::ConvertTo(d, sum), quarter);
    hn::StoreU(hn::Sub(mean, hn::LoadU(d, from.levels + i)), d, signal + i);
    hn::StoreU(hn::Mul(hn::ConvertTo(d, halves), share), d, scatters + i);
  });
}

#endif

void BinsOfCounts(const CountBins& from, int count, float* signal, float* scatters) {
  const int done = BinsByVectors(from, count, signal, scatters);
  for (int i = done; i < count; ++i) {
    const std::ptrdiff_t x = 2 * static_cast<std::ptrdiff_t>(i);
    const int a = from.upper[x];
    const int b = from.upper[x + 1];
    const int c = from.lower[x];
    const int e = from.lower[x + 1];
    signal[i] = static_cast<float>(a + b + c + e) * 0.25F - from.levels[i];
    scatters[i] = static_cast<float>(std::abs((a - b) - (c - e))) * scatter_share(2);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(BinMeans);
HWY_EXPORT(BinScatters);
HWY_EXPORT(BinsOfCounts);

float bin_mean(const BinRows& rows, int left, int right) {
  float sum = 0.0F;
  const float* row = rows.values;
  for (int y = 0; y < rows.rows; ++y, row += rows.columns) {
    for (int x = left; x < right; ++x) {
      sum += row[x];
    }
  }
  return sum / static_cast<float>((right - left) * rows.rows);
}

float bin_scatter(const BinRows& rows, int left) {
  const int half = rows.bin / 2;
  const auto half_of = [](const float* from, int pixels) {
    float sum = from[0];
    for (int x = 1; x < pixels; ++x) {
      sum += from[x];
    }
    return sum;
  };
  float sum = 0.0F;
  for (int y = 0; y < rows.bin; ++y) {
    const float* row = rows.values + static_cast<std::ptrdiff_t>(y) * rows.columns + left;
    const float halves = half_of(row, half) - half_of(row + rows.bin - half, half);
    if (y < half) {
      sum += halves;
    } else if (y >= rows.bin - half) {
      sum -= halves;
    }
  }
  return std::abs(sum) * scatter_share(rows.bin);
}

void bin_scatters(const BinRows& rows, int left, int count, float* to) {
  HWY_DYNAMIC_DISPATCH(BinScatters)(rows, left, count, to);
}

void bins_of_counts(const CountBins& from, int count, float* signal, float* scatters) {
  HWY_DYNAMIC_DISPATCH(BinsOfCounts)(from, count, signal, scatters);
}

void bin_means(const BinRows& rows, int left, int count, float* to) {
  HWY_DYNAMIC_DISPATCH(BinMeans)(rows, left, count, to);
}

}  // namespace cyto
#endif
