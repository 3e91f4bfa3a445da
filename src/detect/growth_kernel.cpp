#include "growth_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "growth_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// One step of rows [first, last). @return whether anything was taken.
template <bool kToEight>
bool Step(const std::uint64_t* from, const std::uint64_t* free, std::size_t first, std::size_t last,
          std::uint64_t* to) {
  const hn::CappedTag<std::uint64_t, kBitRowMargin> d;
  const std::size_t lanes = hn::Lanes(d);
  auto taken = hn::Zero(d);
  for (std::size_t i = first; i < last; i += lanes) {  // beyond the last row nothing is free
    const auto here = hn::LoadU(d, from + i);
    const auto upright = hn::Or(hn::LoadU(d, from + i - 1), hn::LoadU(d, from + i + 1));
    const auto wide = kToEight ? hn::Or(upright, here) : here;
    const auto beside = hn::Or(hn::ShiftLeft<1>(wide), hn::ShiftRight<1>(wide));
    const auto next = hn::Or(here, hn::And(hn::Or(upright, beside), hn::LoadU(d, free + i)));
    taken = hn::Or(taken, hn::Xor(next, here));
    hn::StoreU(next, d, to + i);
  }
  return !hn::AllTrue(d, hn::Eq(taken, hn::Zero(d)));
}

void GrowBits(std::vector<std::uint64_t>& region, const std::vector<std::uint64_t>& free, int steps,
              std::vector<std::uint64_t>& spare) {
  spare.assign(region.size(), 0);
  const std::size_t first = kBitRowMargin;
  const std::size_t last = region.size() - kBitRowMargin;
  bool grown = true;
  bool grown_before = true;
  for (int i = 0; i < steps && (grown || grown_before); ++i) {
    grown_before = grown;
    grown = i % 2 == 0 ? Step<false>(region.data(), free.data(), first, last, spare.data())
                       : Step<true>(region.data(), free.data(), first, last, spare.data());
    region.swap(spare);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(GrowBits);

void grow_bits(std::vector<std::uint64_t>& region, const std::vector<std::uint64_t>& free, int steps,
               std::vector<std::uint64_t>& spare) {
  HWY_DYNAMIC_DISPATCH(GrowBits)(region, free, steps, spare);
}

}  // namespace cyto
#endif
