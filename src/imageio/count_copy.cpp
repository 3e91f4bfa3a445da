#include "count_copy.h"

#include <algorithm>
#include <cstring>

// The vector part is compiled once per instruction set; the one this machine has is chosen when it runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "count_copy.cpp"
#include <hwy/foreach_target.h>  // must stand before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

std::uint16_t copy_vectors(const std::uint8_t* from, std::size_t count, std::uint16_t* to) {
  return plain_copy_counts(from, count, to);
}

#else

std::uint16_t copy_vectors(const std::uint8_t* from, std::size_t count, std::uint16_t* to) {
  const hn::ScalableTag<std::uint16_t> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  const std::size_t lanes = hn::Lanes(tag);
  auto largest = hn::Zero(tag);
  const auto copy = [&](std::size_t i) HWY_ATTR {
    const auto v = hn::LoadU(as_bytes, from + i * sizeof(std::uint16_t));
    largest = hn::Max(largest, hn::BitCast(tag, v));
    hn::StoreU(hn::BitCast(tag, v), tag, to + i);
  };
  for (std::size_t i = 0; i + lanes <= count; i += lanes) {
    copy(i);
  }
  if (count % lanes != 0) {  // the rest, with some counts once more
    copy(count - lanes);
  }
  return hn::GetLane(hn::MaxOfLanes(tag, largest));
}

#endif

/// Counts that a vector holds.
std::size_t lanes_here() {
  return hn::Lanes(hn::ScalableTag<std::uint16_t>());
}

}  // namespace HWY_NAMESPACE
}  // namespace cyto
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {
namespace {

HWY_EXPORT(copy_vectors);
HWY_EXPORT(lanes_here);

}  // namespace

std::uint16_t copy_counts(const std::uint8_t* from, std::size_t count, std::uint16_t* to) {
  return count < HWY_DYNAMIC_DISPATCH(lanes_here)() ? plain_copy_counts(from, count, to)
                                                    : HWY_DYNAMIC_DISPATCH(copy_vectors)(from, count, to);
}

std::uint16_t plain_copy_counts(const std::uint8_t* from, std::size_t count, std::uint16_t* to) {
  std::memcpy(to, from, count * sizeof(std::uint16_t));
  return count == 0 ? std::uint16_t{0} : *std::max_element(to, to + count);
}

}  // namespace cyto
#endif  // HWY_ONCE
