#include "running_sum.h"

#include <cstring>

// The vector part is compiled once per instruction set; the one this machine has is chosen when it runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "running_sum.cpp"
#include <hwy/foreach_target.h>  // must stand before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kVectorBytes = 16;

#if HWY_TARGET == HWY_SCALAR

/// No vectors: all is left to the plain loop.
std::size_t sum_vectors_of(std::uint8_t* /*row*/, std::size_t /*samples*/, std::size_t /*bytes*/) {
  return 0;
}

#else

/// The last lane in every lane.
template <typename Tag>
hn::Vec<Tag> last_everywhere(Tag tag, hn::Vec<Tag> v) {
  constexpr std::size_t kLanes = kVectorBytes / sizeof(hn::TFromD<Tag>);
  if constexpr (sizeof(hn::TFromD<Tag>) == 1) {
    return hn::TableLookupBytes(v, hn::Set(tag, static_cast<std::uint8_t>(kLanes - 1)));
  } else {
    return hn::Broadcast<kLanes - 1>(v);
  }
}

/// Whole vectors of the row. @return samples done.
template <typename Sample>
std::size_t sum_vectors(std::uint8_t* row, std::size_t samples) {
  constexpr std::size_t kLanes = kVectorBytes / sizeof(Sample);
  const hn::FixedTag<Sample, kLanes> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  auto before = hn::Zero(tag);
  std::size_t done = 0;
  for (; done + kLanes <= samples; done += kLanes) {
    std::uint8_t* const at = row + done * sizeof(Sample);
    auto v = hn::BitCast(tag, hn::LoadU(as_bytes, at));
    v = hn::Add(v, hn::ShiftLeftLanes<1>(tag, v));
    v = hn::Add(v, hn::ShiftLeftLanes<2>(tag, v));
    if constexpr (kLanes > 4) {
      v = hn::Add(v, hn::ShiftLeftLanes<4>(tag, v));
    }
    if constexpr (kLanes > 8) {
      v = hn::Add(v, hn::ShiftLeftLanes<8>(tag, v));
    }
    v = hn::Add(v, before);
    hn::StoreU(hn::BitCast(as_bytes, v), as_bytes, at);
    before = last_everywhere(tag, v);
  }
  return done;
}

std::size_t sum_vectors_of(std::uint8_t* row, std::size_t samples, std::size_t bytes) {
  switch (bytes) {
    case 1:
      return sum_vectors<std::uint8_t>(row, samples);
    case 2:
      return sum_vectors<std::uint16_t>(row, samples);
    default:
      return sum_vectors<std::uint32_t>(row, samples);
  }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace cyto
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {
namespace {

HWY_EXPORT(sum_vectors_of);

template <typename Sample>
void add_up(std::uint8_t* row, std::size_t first, std::size_t samples, std::size_t stride) {
  for (std::size_t i = first; i < samples; ++i) {
    Sample value{};
    Sample before{};
    std::memcpy(&value, row + i * sizeof(Sample), sizeof(Sample));
    std::memcpy(&before, row + (i - stride) * sizeof(Sample), sizeof(Sample));
    value = static_cast<Sample>(value + before);
    std::memcpy(row + i * sizeof(Sample), &value, sizeof(Sample));
  }
}

void add_up_from(std::size_t first, std::uint8_t* row, std::size_t samples, std::size_t bytes,
                 std::size_t stride) {
  switch (bytes) {
    case 1:
      return add_up<std::uint8_t>(row, first, samples, stride);
    case 2:
      return add_up<std::uint16_t>(row, first, samples, stride);
    default:
      return add_up<std::uint32_t>(row, first, samples, stride);
  }
}

}  // namespace

void running_sum(std::uint8_t* row, std::size_t samples, std::size_t bytes, std::size_t stride) {
  const std::size_t done = stride == 1 ? HWY_DYNAMIC_DISPATCH(sum_vectors_of)(row, samples, bytes) : 0;
  add_up_from(done == 0 ? stride : done, row, samples, bytes, stride);
}

void plain_running_sum(std::uint8_t* row, std::size_t samples, std::size_t bytes, std::size_t stride) {
  add_up_from(stride, row, samples, bytes, stride);
}

}  // namespace cyto
#endif  // HWY_ONCE
