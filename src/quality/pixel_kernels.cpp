#include "pixel_kernels.h"

#include <bit>
#include <cstring>

// The vector part is compiled once per instruction set; the one this machine has is chosen when it runs.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixel_kernels.cpp"
#include <hwy/foreach_target.h>  // must stand before highway.h
#include <hwy/highway.h>

#ifndef CYTRIAL_PIXEL_KERNELS_ONCE
#define CYTRIAL_PIXEL_KERNELS_ONCE
namespace cyto {

/// Four pixels that are equal are the same when they change places.
inline bool first_four_equal(const std::uint16_t* row) {
  std::uint64_t pixels = 0;
  std::memcpy(&pixels, row, sizeof(pixels));
  return std::rotr(pixels, 16) == pixels;
}

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kWidestRow = 256;
/// Read behind a row and never counted: more than a vector holds.
constexpr int kPadding = 64;

PixelSum SumBlock(const PixelRows<std::uint16_t>& block) {
  constexpr int kColumns = 32;
  const hn::CappedTag<std::uint32_t, 16> d;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const int lanes = static_cast<int>(hn::Lanes(d));
  auto sum = hn::Zero(d);
  auto greatest = hn::Zero(d);
  bool alike = false;
  for (int y = 0; y < block.rows; ++y) {
    const std::uint16_t* row = block.row(y);
    alike |= first_four_equal(row);
    // Of the block below: its turn comes when the row of blocks is done. Where there is none, nothing is
    // read.
    __builtin_prefetch(block.row(y + block.rows));
    for (int x = 0; x < kColumns; x += lanes) {
      const auto v = hn::PromoteTo(d, hn::LoadU(d16, row + x));
      sum = hn::Add(sum, v);
      greatest = hn::Max(greatest, v);
    }
  }
  return {hn::GetLane(hn::SumOfLanes(d, sum)),
          static_cast<std::uint16_t>(hn::GetLane(hn::MaxOfLanes(d, greatest))), alike};
}

/// One vector of columns after the other, the last one moved left to end with the last column.
void CountStandingColumns(const PixelRows<std::uint16_t>& pixels, std::uint16_t* higher,
                          std::uint16_t* lower) {
  const hn::CappedTag<std::uint16_t, 32> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int last = pixels.columns - 1 - lanes;
  for (int from = 1; from < last + lanes; from += lanes) {
    const int x = HWY_MIN(from, last);
    auto above = hn::Zero(d);
    auto below = hn::Zero(d);
    for (int y = 0; y < pixels.rows; ++y) {
      const std::uint16_t* at = pixels.row(y) + x;
      const auto v = hn::LoadU(d, at);
      const auto left = hn::LoadU(d, at - 1);
      const auto right = hn::LoadU(d, at + 1);
      above = hn::Sub(above, hn::VecFromMask(d, hn::Gt(v, hn::Max(left, right))));
      below = hn::Sub(below, hn::VecFromMask(d, hn::Lt(v, hn::Min(left, right))));
    }
    hn::StoreU(above, d, higher + x);
    hn::StoreU(below, d, lower + x);
  }
}

StandingPixels CountStanding(const std::uint16_t* above, const std::uint16_t* row, const std::uint16_t* below,
                             int n) {
  const hn::CappedTag<std::uint16_t, 32> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  std::size_t higher = 0;
  std::size_t lower = 0;
  int x = 0;
  for (; x + lanes <= n; x += lanes) {
    const auto v = hn::LoadU(d, row + x);
    const auto a = hn::LoadU(d, above + x);
    const auto b = hn::LoadU(d, below + x);
    higher += hn::CountTrue(d, hn::Gt(v, hn::Max(a, b)));
    lower += hn::CountTrue(d, hn::Lt(v, hn::Min(a, b)));
  }
  const StandingPixels rest = plain_count_standing(above + x, row + x, below + x, n - x);
  return {static_cast<int>(higher) + rest.higher, static_cast<int>(lower) + rest.lower};
}

/// Sizes of the steps of a row less those of another: differences of the rows first, then of neighbours.
void StepSizes(const std::uint16_t* row, const std::uint16_t* other, int width, std::int32_t* sizes) {
  const hn::CappedTag<std::int32_t, 16> d;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const int lanes = static_cast<int>(hn::Lanes(d));
  std::array<std::int32_t, kWidestRow + kPadding> levels{};
  int x = 0;
  for (; x + lanes <= width; x += lanes) {
    const auto here = hn::PromoteTo(d, hn::LoadU(d16, row + x));
    const auto there = hn::PromoteTo(d, hn::LoadU(d16, other + x));
    hn::StoreU(hn::Sub(here, there), d, levels.data() + x);
  }
  for (; x < width; ++x) {
    levels[static_cast<std::size_t>(x)] = row[x] - other[x];
  }
  for (x = 0; x + 1 < width; x += lanes) {
    const std::int32_t* at = levels.data() + x;
    hn::StoreU(hn::Abs(hn::Sub(hn::LoadU(d, at + 1), hn::LoadU(d, at))), d, sizes + x);
  }
}

/// Steps of pixels first, first + kTracePx, ... below `end`, as many phases at once as a vector has lanes.
void CountPhases(const std::int32_t* sizes, int first, int end, StepCounts& counts) {
  const hn::CappedTag<std::int32_t, 16> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  auto looked_at = hn::Zero(d);
  auto greatest = hn::Zero(d);
  for (int x = first; x < end; x += HWY_MAX(lanes, kTracePx)) {
    const auto counted = hn::FirstN(d, static_cast<std::size_t>(HWY_MIN(lanes, end - x)));
    const auto before = hn::LoadU(d, sizes + x - 1);
    const auto step = hn::LoadU(d, sizes + x);
    const auto after = hn::LoadU(d, sizes + x + 1);
    const auto moves = hn::Or(hn::Ne(before, after), hn::Ne(step, after));
    const auto peak = hn::Gt(step, hn::Max(before, after));
    looked_at = hn::Sub(looked_at, hn::VecFromMask(d, hn::And(counted, moves)));
    greatest = hn::Sub(greatest, hn::VecFromMask(d, hn::And(counted, peak)));
  }
  std::array<std::int32_t, 16> looked_at_lanes{};
  std::array<std::int32_t, 16> greatest_lanes{};
  hn::StoreU(looked_at, d, looked_at_lanes.data());
  hn::StoreU(greatest, d, greatest_lanes.data());
  for (int lane = 0; lane < lanes; ++lane) {
    const auto phase = static_cast<std::size_t>((first + lane + 1) % kTracePx);
    counts.looked_at[phase] += static_cast<std::uint32_t>(looked_at_lanes[static_cast<std::size_t>(lane)]);
    counts.greatest[phase] += static_cast<std::uint32_t>(greatest_lanes[static_cast<std::size_t>(lane)]);
  }
}

/// Pixels 1 to `end` above 0, and those of them that are equal to the next.
void CountEqual(const std::uint16_t* row, int end, StepCounts& counts) {
  const hn::CappedTag<std::uint16_t, 32> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  std::array<std::uint16_t, kWidestRow + kPadding> pixels{};
  std::memcpy(pixels.data(), row, static_cast<std::size_t>(end + 1) * sizeof(std::uint16_t));
  std::size_t pairs = 0;
  std::size_t equal = 0;
  for (int x = 1; x < end; x += lanes) {
    const auto counted = hn::FirstN(d, static_cast<std::size_t>(HWY_MIN(lanes, end - x)));
    const auto v = hn::LoadU(d, pixels.data() + x);
    const auto lit = hn::And(counted, hn::Ne(v, hn::Zero(d)));
    pairs += hn::CountTrue(d, lit);
    equal += hn::CountTrue(d, hn::And(lit, hn::Eq(v, hn::LoadU(d, pixels.data() + x + 1))));
  }
  counts.pairs += static_cast<std::uint32_t>(pairs);
  counts.equal += static_cast<std::uint32_t>(equal);
}

void CountSteps(const std::uint16_t* row, const std::uint16_t* other, int width, StepCounts& counts) {
  const int lanes = static_cast<int>(hn::Lanes(hn::CappedTag<std::int32_t, 16>()));
  std::array<std::int32_t, kWidestRow + kPadding> sizes{};
  StepSizes(row, other, width, sizes.data());
  for (int lane = 0; lane < kTracePx; lane += lanes) {
    CountPhases(sizes.data(), 1 + lane, width - 2, counts);
  }
  CountEqual(row, width - 2, counts);
}

}  // namespace HWY_NAMESPACE
}  // namespace cyto
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(SumBlock);
HWY_EXPORT(CountStandingColumns);
HWY_EXPORT(CountStanding);
HWY_EXPORT(CountSteps);

PixelSum sum_block(const PixelRows<std::uint16_t>& block) {
  return HWY_DYNAMIC_DISPATCH(SumBlock)(block);
}

PixelSum plain_sum_block(const PixelRows<std::uint16_t>& block) {
  PixelSum found;
  for (int y = 0; y < block.rows; ++y) {
    found.alike |= std::count(block.row(y), block.row(y) + 4, *block.row(y)) == 4;
    for (int x = 0; x < block.columns; ++x) {
      found.sum += block.row(y)[x];
      found.greatest = std::max(found.greatest, block.row(y)[x]);
    }
  }
  return found;
}

void count_standing_columns(const PixelRows<std::uint16_t>& pixels, std::uint16_t* higher,
                            std::uint16_t* lower) {
  HWY_DYNAMIC_DISPATCH(CountStandingColumns)(pixels, higher, lower);
}

StandingPixels count_standing(const std::uint16_t* above, const std::uint16_t* row,
                              const std::uint16_t* below, int n) {
  return HWY_DYNAMIC_DISPATCH(CountStanding)(above, row, below, n);
}

void count_steps(const std::uint16_t* row, const std::uint16_t* other, int width, StepCounts& counts) {
  HWY_DYNAMIC_DISPATCH(CountSteps)(row, other, width, counts);
}

}  // namespace cyto
#endif  // HWY_ONCE
