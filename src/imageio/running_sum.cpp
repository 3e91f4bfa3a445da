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

constexpr std::size_t kBlockBytes = 16;
/// Two blocks where a vector has them.
constexpr std::size_t kMostBytes = 2 * kBlockBytes;

#if HWY_TARGET == HWY_SCALAR

/// No vectors: all is left to the plain loop.
std::size_t sum_vectors_of(std::uint8_t* /*row*/, std::size_t /*samples*/, std::size_t /*bytes*/) {
  return 0;
}

#else

/// The last lane of each block of 16 bytes in all lanes of the block.
template <typename Tag>
HWY_INLINE hn::Vec<Tag> last_of_block(Tag tag, hn::Vec<Tag> v) {
  constexpr std::size_t kLanes = kBlockBytes / sizeof(hn::TFromD<Tag>);
  if constexpr (sizeof(hn::TFromD<Tag>) == 1) {
    return hn::TableLookupBytes(v, hn::Set(tag, static_cast<std::uint8_t>(kLanes - 1)));
  } else {
    return hn::Broadcast<kLanes - 1>(v);
  }
}

/// Sums of each block of 16 bytes for itself.
template <typename Tag>
HWY_INLINE hn::Vec<Tag> sum_in_blocks(Tag tag, hn::Vec<Tag> v) {
  constexpr std::size_t kLanes = kBlockBytes / sizeof(hn::TFromD<Tag>);
  v = hn::Add(v, hn::ShiftLeftLanes<1>(tag, v));
  v = hn::Add(v, hn::ShiftLeftLanes<2>(tag, v));
  if constexpr (kLanes > 4) {
    v = hn::Add(v, hn::ShiftLeftLanes<4>(tag, v));
  }
  if constexpr (kLanes > 8) {
    v = hn::Add(v, hn::ShiftLeftLanes<8>(tag, v));
  }
  return v;
}

/// Whole vectors of the row. From one vector to the next only one addition waits for the other: sums are made
/// in each vector for itself first. @return samples done.
template <typename Sample>
std::size_t sum_vectors(std::uint8_t* row, std::size_t samples) {
  const hn::CappedTag<Sample, kMostBytes / sizeof(Sample)> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  const std::size_t lanes = hn::Lanes(tag);
  auto before = hn::Zero(tag);
  std::size_t done = 0;
  for (; done + lanes <= samples; done += lanes) {
    std::uint8_t* const at = row + done * sizeof(Sample);
    auto v = sum_in_blocks(tag, hn::BitCast(tag, hn::LoadU(as_bytes, at)));
    auto sum = last_of_block(tag, v);
    if constexpr (hn::MaxLanes(tag) * sizeof(Sample) == kMostBytes) {
      const auto first = hn::ConcatLowerLower(tag, sum, hn::Zero(tag));
      v = hn::Add(v, first);
      sum = hn::Add(hn::ConcatLowerLower(tag, sum, sum), hn::ConcatUpperUpper(tag, sum, sum));
    }
    hn::StoreU(hn::BitCast(as_bytes, hn::Add(v, before)), as_bytes, at);
    before = hn::Add(before, sum);
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
