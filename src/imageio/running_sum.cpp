#include "running_sum.h"

#include <algorithm>
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
constexpr std::size_t kMostCounts = kMostBytes / sizeof(std::uint16_t);

#if HWY_TARGET == HWY_SCALAR

/// No vectors: all is left to the plain loop.
std::size_t sum_vectors_of(std::uint8_t* /*row*/, std::size_t /*samples*/, std::size_t /*bytes*/) {
  return 0;
}

std::uint16_t copy_vectors(const std::uint8_t* row, std::size_t first, std::size_t count, std::uint16_t* to) {
  return plain_copy_running_sum(row, first, count, to);
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

/// Sums of a vector of differences behind one whose last sum is `before` in all lanes, which moves on. From
/// one vector to the next only one addition waits for the other: sums are made in each vector for itself
/// first.
template <typename Tag>
HWY_INLINE hn::Vec<Tag> sums_behind(Tag tag, hn::Vec<Tag> differences, hn::Vec<Tag>& before) {
  auto v = sum_in_blocks(tag, differences);
  auto sum = last_of_block(tag, v);
  if constexpr (hn::MaxLanes(tag) * sizeof(hn::TFromD<Tag>) == kMostBytes) {
    v = hn::Add(v, hn::ConcatLowerLower(tag, sum, hn::Zero(tag)));
    sum = hn::Add(hn::ConcatLowerLower(tag, sum, sum), hn::ConcatUpperUpper(tag, sum, sum));
  }
  v = hn::Add(v, before);
  before = hn::Add(before, sum);
  return v;
}

/// Whole vectors of the row. @return samples done.
template <typename Sample>
std::size_t sum_vectors(std::uint8_t* row, std::size_t samples) {
  const hn::CappedTag<Sample, kMostBytes / sizeof(Sample)> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  const std::size_t lanes = hn::Lanes(tag);
  auto before = hn::Zero(tag);
  std::size_t done = 0;
  for (; done + lanes <= samples; done += lanes) {
    std::uint8_t* const at = row + done * sizeof(Sample);
    const auto sums = sums_behind(tag, hn::BitCast(tag, hn::LoadU(as_bytes, at)), before);
    hn::StoreU(hn::BitCast(as_bytes, sums), as_bytes, at);
  }
  return done;
}

/// The sum of the first differences of a row, modulo 2^16.
std::uint16_t sum_of_first(const std::uint8_t* row, std::size_t count) {
  const hn::CappedTag<std::uint16_t, kMostCounts> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  const std::size_t lanes = hn::Lanes(tag);
  auto sums = hn::Zero(tag);
  std::size_t done = 0;
  for (; done + lanes <= count; done += lanes) {
    sums = hn::Add(sums, hn::BitCast(tag, hn::LoadU(as_bytes, row + done * sizeof(std::uint16_t))));
  }
  std::uint16_t terms[kMostCounts];
  hn::StoreU(sums, tag, terms);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < lanes; ++i) {
    sum += terms[i];
  }
  for (; done < count; ++done) {
    std::uint16_t difference = 0;
    std::memcpy(&difference, row + done * sizeof difference, sizeof difference);
    sum += difference;
  }
  return static_cast<std::uint16_t>(sum);
}

std::uint16_t copy_vectors(const std::uint8_t* row, std::size_t first, std::size_t count, std::uint16_t* to) {
  const hn::CappedTag<std::uint16_t, kMostCounts> tag;
  const hn::Repartition<std::uint8_t, decltype(tag)> as_bytes;
  const std::size_t lanes = hn::Lanes(tag);
  if (count < lanes) {
    return plain_copy_running_sum(row, first, count, to);
  }
  const std::uint8_t* const from = row + first * sizeof(std::uint16_t);
  auto before = hn::Set(tag, sum_of_first(row, first));
  auto largest = hn::Zero(tag);
  const auto copy = [&](std::size_t i) HWY_ATTR {
    const auto differences = hn::BitCast(tag, hn::LoadU(as_bytes, from + i * sizeof(std::uint16_t)));
    const auto sums = sums_behind(tag, differences, before);
    largest = hn::Max(largest, sums);
    hn::StoreU(sums, tag, to + i);
  };
  for (std::size_t i = 0; i + lanes <= count; i += lanes) {
    copy(i);
  }
  if (count % lanes != 0) {  // the rest, with some counts once more
    before = hn::Set(tag, to[count - lanes - 1]);
    copy(count - lanes);
  }
  return hn::GetLane(hn::MaxOfLanes(tag, largest));
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
HWY_EXPORT(copy_vectors);

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

std::uint16_t copy_running_sum(const std::uint8_t* row, std::size_t first, std::size_t count,
                               std::uint16_t* to) {
  return HWY_DYNAMIC_DISPATCH(copy_vectors)(row, first, count, to);
}

std::uint16_t plain_copy_running_sum(const std::uint8_t* row, std::size_t first, std::size_t count,
                                     std::uint16_t* to) {
  std::uint16_t sum = 0;
  std::uint16_t largest = 0;
  for (std::size_t i = 0; i < first + count; ++i) {
    std::uint16_t difference = 0;
    std::memcpy(&difference, row + i * sizeof difference, sizeof difference);
    sum = static_cast<std::uint16_t>(sum + difference);
    if (i >= first) {
      to[i - first] = sum;
      largest = std::max(largest, sum);
    }
  }
  return largest;
}

}  // namespace cyto
#endif  // HWY_ONCE
