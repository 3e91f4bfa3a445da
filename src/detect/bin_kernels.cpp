#include "bin_kernels.h"

#include <cstddef>

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

/// @return how many bins were done, as many as fill vectors.
template <int kBin>
HWY_INLINE int MeansOfWholeVectors(const BinRows& rows, int left, int count, float* to) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto pixels = hn::Set(d, static_cast<float>(rows.rows * kBin));
  const float* first = rows.values + left;
  int i = 0;
  for (; i + lanes <= count; i += lanes, first += static_cast<std::ptrdiff_t>(lanes) * kBin) {
    const float* row = first;
    auto sum = hn::Zero(d);
    for (int y = 0; y < rows.rows; ++y, row += rows.columns) {
      sum = AddRow<kBin>(d, row, sum);
    }
    hn::StoreU(hn::Div(sum, pixels), d, to + i);
  }
  return i;
}

void BinMeans(const BinRows& rows, int left, int count, float* to) {
  int done = 0;
  if (rows.bin == 2) {
    done = MeansOfWholeVectors<2>(rows, left, count, to);
  } else if (rows.bin == 3) {
    done = MeansOfWholeVectors<3>(rows, left, count, to);
  } else if (rows.bin == 4) {
    done = MeansOfWholeVectors<4>(rows, left, count, to);
  }
  for (; done < count; ++done) {
    to[done] = bin_mean(rows, left + done * rows.bin, left + (done + 1) * rows.bin);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(BinMeans);

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

void bin_means(const BinRows& rows, int left, int count, float* to) {
  HWY_DYNAMIC_DISPATCH(BinMeans)(rows, left, count, to);
}

}  // namespace cyto
#endif
