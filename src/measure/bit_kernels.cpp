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

using Words = hn::CappedTag<std::uint64_t, kBitMargin>;
using WordVector = hn::Vec<Words>;

/// The left neighbours of the pixels of words.
HWY_INLINE WordVector LeftOf(const std::uint64_t* words) {
  const Words d;
  return hn::Or(hn::ShiftLeft<1>(hn::LoadU(d, words)), hn::ShiftRight<63>(hn::LoadU(d, words - 1)));
}

HWY_INLINE WordVector RightOf(const std::uint64_t* words) {
  const Words d;
  return hn::Or(hn::ShiftRight<1>(hn::LoadU(d, words)), hn::ShiftLeft<63>(hn::LoadU(d, words + 1)));
}

HWY_INLINE std::int64_t TotalOf(WordVector counts) {
  const Words d;
  return static_cast<std::int64_t>(hn::GetLane(hn::SumOfLanes(d, counts)));
}

CrossingCounts CountCrossings(const std::uint64_t* words, std::size_t n, std::size_t stride) {
  const Words d;
  auto straight = hn::Zero(d);
  auto diagonal = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto below = hn::LoadU(d, words + i + stride);
    straight = hn::Add(straight, hn::PopulationCount(hn::Xor(hn::LoadU(d, words + i), below)));
    diagonal = hn::Add(diagonal, hn::PopulationCount(hn::Xor(LeftOf(words + i), below)));
    diagonal = hn::Add(diagonal, hn::PopulationCount(hn::Xor(RightOf(words + i), below)));
  }
  return {TotalOf(straight), TotalOf(diagonal)};
}

InnerCounts FindInner(const std::uint64_t* whole, const std::uint64_t* part, std::size_t n,
                      std::size_t stride, std::uint64_t* inner) {
  const Words d;
  const auto upright = [&](const std::uint64_t* words) HWY_ATTR {
    return hn::And(hn::And(LeftOf(words), RightOf(words)), hn::LoadU(d, words));
  };
  auto inner_count = hn::Zero(d);
  auto edge_count = hn::Zero(d);
  auto inner_edge_count = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const std::uint64_t* const here = whole + i;
    const auto inside = hn::And(hn::And(upright(here - stride), upright(here)), upright(here + stride));
    const std::uint64_t* const of_part = part + i;
    const auto beside = hn::And(LeftOf(of_part), RightOf(of_part));
    const auto over_and_under = hn::And(hn::LoadU(d, of_part - stride), hn::LoadU(d, of_part + stride));
    const auto edge = hn::AndNot(hn::And(beside, over_and_under), hn::LoadU(d, of_part));
    hn::StoreU(inside, d, inner + i);
    inner_count = hn::Add(inner_count, hn::PopulationCount(inside));
    edge_count = hn::Add(edge_count, hn::PopulationCount(edge));
    inner_edge_count = hn::Add(inner_edge_count, hn::PopulationCount(hn::And(edge, inside)));
  }
  return {TotalOf(inner_count), TotalOf(edge_count), TotalOf(inner_edge_count)};
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {
namespace {

std::uint64_t left_of(const std::uint64_t* word) {
  return word[0] << 1U | word[-1] >> 63U;
}

std::uint64_t right_of(const std::uint64_t* word) {
  return word[0] >> 1U | word[1] << 63U;
}

}  // namespace

HWY_EXPORT(CountCrossings);
HWY_EXPORT(FindInner);

CrossingCounts count_crossings(const std::uint64_t* words, std::size_t n, std::size_t stride) {
  return HWY_DYNAMIC_DISPATCH(CountCrossings)(words, n, stride);
}

CrossingCounts plain_count_crossings(const std::uint64_t* words, std::size_t n, std::size_t stride) {
  CrossingCounts counts;
  for (const std::uint64_t* word = words; word != words + n; ++word) {
    counts.straight += std::popcount(word[0] ^ word[stride]);
    counts.diagonal += std::popcount(left_of(word) ^ word[stride]);
    counts.diagonal += std::popcount(right_of(word) ^ word[stride]);
  }
  return counts;
}

InnerCounts find_inner(const std::uint64_t* whole, const std::uint64_t* part, std::size_t n,
                       std::size_t stride, std::uint64_t* inner) {
  return HWY_DYNAMIC_DISPATCH(FindInner)(whole, part, n, stride, inner);
}

InnerCounts plain_find_inner(const std::uint64_t* whole, const std::uint64_t* part, std::size_t n,
                             std::size_t stride, std::uint64_t* inner) {
  const auto upright = [](const std::uint64_t* word) { return left_of(word) & *word & right_of(word); };
  InnerCounts counts;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t* const here = whole + i;
    inner[i] = upright(here - stride) & upright(here) & upright(here + stride);
    const std::uint64_t* const of_part = part + i;
    const std::uint64_t around = left_of(of_part) & right_of(of_part) & *(of_part - stride) & of_part[stride];
    const std::uint64_t edge = *of_part & ~around;
    counts.inner += std::popcount(inner[i]);
    counts.edge += std::popcount(edge);
    counts.inner_edge += std::popcount(edge & inner[i]);
  }
  return counts;
}

}  // namespace cyto
#endif
