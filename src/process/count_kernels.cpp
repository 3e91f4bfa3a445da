#include "count_kernels.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "count_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_COUNT_KERNELS_CONSTANTS
#define CYTRIAL_COUNT_KERNELS_CONSTANTS
namespace cyto {

constexpr int kLargestCount = std::numeric_limits<std::uint16_t>::max();
// How far from where it is looked for a rank is looked for next; then twice as far, and so on.
constexpr int kFirstStep = 4;
// Counts around a guess that are looked at side by side: a power of two.
constexpr int kAround = 64;

// Places after this one that are asked for in each row [counts]: some lists later they are wanted, and no
// hardware foresees that many short rows.
constexpr std::ptrdiff_t kAhead = 64;

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// @param limit below the largest count. @param n a multiple of the lanes of a vector.
std::size_t CountUpToLimit(const std::uint16_t* counts, std::size_t n, int limit) {
  const hn::ScalableTag<std::uint16_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto above = hn::Set(d, static_cast<std::uint16_t>(limit + 1));
  std::size_t up_to = 0;
  for (std::size_t i = 0; i < n; i += lanes) {
    up_to += hn::CountTrue(d, hn::Lt(hn::LoadU(d, counts + i), above));
  }
  return up_to;
}

/// Looks for one count however far from the guess it is.
std::uint16_t RankedCount(const CountRank& wanted, std::size_t filled) {
  int low = -1;              // at most `rank` counts are so small
  int high = kLargestCount;  // more are
  int step = kFirstStep;
  int limit = std::min<int>(wanted.count, kLargestCount - 1);
  while (high - low > 1) {
    (CountUpToLimit(wanted.counts, filled, limit) > wanted.rank ? high : low) = limit;
    if (low >= 0 && high < kLargestCount) {
      limit = low + (high - low) / 2;
    } else {
      limit = low < 0 ? std::max(high - step, 0) : std::min(low + step, kLargestCount - 1);
      step *= 2;
    }
  }
  return static_cast<std::uint16_t>(high);
}

/// Halves the counts around the guesses as often for each of them, so that nothing depends on what is found,
/// and no list waits for another. What does not lie there is looked for elsewhere.
void FindRanks(std::array<CountRank, 3>& wanted) {
  const hn::ScalableTag<std::uint16_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t filled = 0;
  std::array<int, 3> first{};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    filled = std::max(filled, (wanted[i].n + lanes - 1) / lanes * lanes);
    first[i] = std::clamp(wanted[i].count - kAround / 2, 0, kLargestCount - kAround);
  }
  for (const CountRank& one : wanted) {  // larger than every limit that is counted
    std::fill(one.counts + one.n, one.counts + filled, static_cast<std::uint16_t>(kLargestCount));
  }
  std::array<int, 3> found = first;
  for (int step = kAround / 2; step > 0; step /= 2) {
    const auto a = hn::Set(d, static_cast<std::uint16_t>(found[0] + step));
    const auto b = hn::Set(d, static_cast<std::uint16_t>(found[1] + step));
    const auto c = hn::Set(d, static_cast<std::uint16_t>(found[2] + step));
    std::array<std::size_t, 3> below{};
    for (std::size_t i = 0; i < filled; i += lanes) {
      below[0] += hn::CountTrue(d, hn::Lt(hn::LoadU(d, wanted[0].counts + i), a));
      below[1] += hn::CountTrue(d, hn::Lt(hn::LoadU(d, wanted[1].counts + i), b));
      below[2] += hn::CountTrue(d, hn::Lt(hn::LoadU(d, wanted[2].counts + i), c));
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      // As a mask: a compiler makes a branch of a choice, and nobody can foresee this one.
      found[i] += step & -static_cast<int>(below[i] <= wanted[i].rank);
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool inside = found[i] > first[i] && found[i] < first[i] + kAround - 1;
    wanted[i].count = inside ? static_cast<std::uint16_t>(found[i]) : RankedCount(wanted[i], filled);
  }
}

/// Calls use(i) for the begins of vectors that cover n values, the last perhaps with some once more, or
/// use_one(i) where a vector holds more than n.
template <typename D, typename Use, typename UseOne>
HWY_INLINE void Cover(D d, std::size_t n, const Use& use, const UseOne& use_one) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    use(i);
  }
  if (i < n && n >= lanes) {
    use(n - lanes);
    return;
  }
  for (; i < n; ++i) {
    use_one(i);
  }
}

void ListCounts(const CountRows& from, std::uint16_t* counts, std::uint16_t* differences) {
  // Rows are short.
  const hn::CappedTag<std::uint16_t, 16> d;
  for (std::size_t y = 0; y < from.rows; ++y) {
    const std::uint16_t* row = from.first + y * from.step;
    __builtin_prefetch(row + kAhead);
    std::uint16_t* const to = counts + y * from.width;
    Cover(
        d, from.width, [&](std::size_t x) HWY_ATTR { hn::StoreU(hn::LoadU(d, row + x), d, to + x); },
        [&](std::size_t x) { to[x] = row[x]; });
    std::uint16_t* const apart = differences + y * (from.width - 1);
    Cover(
        d, from.width - 1,
        [&](std::size_t x) HWY_ATTR {
          const auto a = hn::LoadU(d, row + x);
          const auto b = hn::LoadU(d, row + x + 1);
          hn::StoreU(hn::Sub(hn::Max(a, b), hn::Min(a, b)), d, apart + x);
        },
        [&](std::size_t x) {
          apart[x] = static_cast<std::uint16_t>(std::max(row[x], row[x + 1]) - std::min(row[x], row[x + 1]));
        });
  }
}

std::uint16_t LargestCount(const std::uint16_t* counts, std::size_t n) {
  const hn::ScalableTag<std::uint16_t> d;
  auto largest = hn::Zero(d);
  std::uint16_t of_few = 0;
  Cover(
      d, n, [&](std::size_t i) HWY_ATTR { largest = hn::Max(largest, hn::LoadU(d, counts + i)); },
      [&](std::size_t i) { of_few = std::max(of_few, counts[i]); });
  return std::max(of_few, hn::GetLane(hn::MaxOfLanes(d, largest)));
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(FindRanks);
HWY_EXPORT(ListCounts);
HWY_EXPORT(LargestCount);

void find_ranks(std::array<CountRank, 3>& wanted) {
  HWY_DYNAMIC_DISPATCH(FindRanks)(wanted);
}

void list_counts(const CountRows& from, std::uint16_t* counts, std::uint16_t* differences) {
  HWY_DYNAMIC_DISPATCH(ListCounts)(from, counts, differences);
}

std::uint16_t largest_count(const std::uint16_t* counts, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(LargestCount)(counts, n);
}

}  // namespace cyto
#endif
