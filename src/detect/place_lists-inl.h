// Compiled once per vector unit by the kernels that include it, hence the guard that turns over.
#if defined(CYTRIAL_PLACE_LISTS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CYTRIAL_PLACE_LISTS_INL_H
#undef CYTRIAL_PLACE_LISTS_INL_H
#else
#define CYTRIAL_PLACE_LISTS_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {

/// Appends the places of a mask's set lanes, the first of which is `first`, and overwrites what lies behind,
/// a whole vector in all. Cheaper than to ask first whether there are any, which cannot be foreseen.
/// @return how many.
template <class D, class M>
HWY_INLINE std::size_t AppendPlaces(D d, M mask, std::size_t first, std::int32_t* to) {
  namespace hn = hwy::HWY_NAMESPACE;
  // Iota(d, first) would be put together in memory, lane by lane.
  const auto places = hn::Add(hn::Iota(d, 0), hn::Set(d, static_cast<std::int32_t>(first)));
  hn::StoreU(hn::Compress(places, mask), d, to);
  return hn::CountTrue(d, mask);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
