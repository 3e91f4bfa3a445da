#include "bit_kernels.h"

#include <bit>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bit_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::int64_t CountBits(const std::uint64_t* words, std::size_t n) {
  const hn::ScalableTag<std::uint64_t> d;
  const std::size_t lanes = hn::Lanes(d);
  auto counts = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    counts = hn::Add(counts, hn::PopulationCount(hn::LoadU(d, words + i)));
  }
  return static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(d, counts))) +
         plain_count_bits(words + i, n - i);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(CountBits);

std::int64_t count_bits(const std::uint64_t* words, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(CountBits)(words, n);
}

std::int64_t plain_count_bits(const std::uint64_t* words, std::size_t n) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    count += std::popcount(words[i]);
  }
  return count;
}

}  // namespace cyto
#endif
