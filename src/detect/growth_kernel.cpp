#include "growth_kernel.h"

#include <algorithm>

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

/// The bits of a step around those of a word in a set.
template <class D>
HWY_INLINE hn::Vec<D> Stepped(D d, const std::uint64_t* at, const DiscStep& step) {
  const auto upright = hn::Or(hn::LoadU(d, at - step.down), hn::LoadU(d, at + step.down));
  return hn::Or(hn::ShiftLeftSame(upright, step.right), hn::ShiftRightSame(upright, step.right));
}

void GrowDisc(const RegionBits& bits, std::span<const DiscStep> steps, std::size_t row, std::size_t rows,
              std::uint64_t* found) {
  const hn::CappedTag<std::uint64_t, kBitRowMargin> d;
  for (std::size_t i = row; i < row + rows; i += hn::Lanes(d)) {
    auto own = hn::LoadU(d, bits.own + i);
    auto first = hn::LoadU(d, bits.first + i);
    auto second = hn::LoadU(d, bits.second + i);
    auto nearer = second;
    auto grown = own;
    for (const DiscStep& step : steps) {
      own = hn::Or(own, Stepped(d, bits.own + i, step));
      first = hn::Or(first, Stepped(d, bits.first + i, step));
      second = hn::Or(second, Stepped(d, bits.second + i, step));
      if (step.ends_distance) {
        grown = hn::Or(grown, hn::AndNot(hn::Or(first, nearer), own));
        nearer = second;
      }
    }
    hn::StoreU(grown, d, found + i);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(GrowBits);
HWY_EXPORT(GrowDisc);

void grow_bits(std::vector<std::uint64_t>& region, const std::vector<std::uint64_t>& free, int steps,
               std::vector<std::uint64_t>& spare) {
  HWY_DYNAMIC_DISPATCH(GrowBits)(region, free, steps, spare);
}

std::vector<DiscStep> disc_steps(double radius_px) {
  const auto radius = static_cast<int>(radius_px);
  const int limit = std::min(radius * radius + radius, static_cast<int>(radius_px * radius_px));
  const auto distance = [](const DiscStep& step) { return step.right * step.right + step.down * step.down; };
  std::vector<DiscStep> steps;
  for (int down = 0; down <= radius; ++down) {
    for (int right = 0; right <= radius; ++right) {
      const DiscStep step{right, down, false};
      if (distance(step) > 0 && distance(step) <= limit) {
        steps.push_back(step);
      }
    }
  }
  std::sort(steps.begin(), steps.end(), [&](const DiscStep& a, const DiscStep& b) {
    return distance(a) != distance(b) ? distance(a) < distance(b) : a.down < b.down;
  });
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].ends_distance = i + 1 == steps.size() || distance(steps[i]) < distance(steps[i + 1]);
  }
  return steps;
}

void grow_disc(const RegionBits& bits, std::span<const DiscStep> steps, std::size_t row, std::size_t rows,
               std::uint64_t* found) {
  HWY_DYNAMIC_DISPATCH(GrowDisc)(bits, steps, row, rows, found);
}

}  // namespace cyto
#endif
