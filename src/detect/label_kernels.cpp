#include "label_kernels.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "label_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#include "place_lists-inl.h"

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::size_t FindChanges(const std::int32_t* labels, std::size_t n, std::int32_t* to) {
  const hn::ScalableTag<std::int32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t found = 0;
  std::size_t i = 1;
  for (; i + lanes <= n; i += lanes) {
    const auto differs = hn::Ne(hn::LoadU(d, labels + i), hn::LoadU(d, labels + i - 1));
    found += AppendPlaces(d, differs, i, to + found);
  }
  for (; i < n; ++i) {
    if (labels[i] != labels[i - 1]) {
      to[found++] = static_cast<std::int32_t>(i);
    }
  }
  return found;
}

std::size_t FindEdges(const std::int32_t* labels, const std::int32_t* below, std::size_t n,
                      std::int32_t* to) {
  const hn::ScalableTag<std::int32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t found = 0;
  std::size_t i = 0;
  for (; i + lanes + 1 <= n; i += lanes) {
    const auto here = hn::LoadU(d, labels + i);
    const auto differs =
        hn::Or(hn::Ne(here, hn::LoadU(d, labels + i + 1)), hn::Ne(here, hn::LoadU(d, below + i)));
    found += AppendPlaces(d, differs, i, to + found);
  }
  for (; i < n; ++i) {
    if ((i + 1 < n && labels[i] != labels[i + 1]) || labels[i] != below[i]) {
      to[found++] = static_cast<std::int32_t>(i);
    }
  }
  return found;
}

bool IsAbove(float signal, float level, float factor) {
  return level > 0.0F && signal > factor * level;
}

std::size_t FindRunsAbove(const float* signal, const float* level, float factor, std::size_t n,
                          std::int32_t* to) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  const auto times = hn::Set(d, factor);
  const auto above = [&](std::size_t i) HWY_ATTR {
    const auto at = hn::LoadU(d, level + i);
    return hn::And(hn::Gt(at, hn::Zero(d)), hn::Gt(hn::LoadU(d, signal + i), hn::Mul(times, at)));
  };
  std::size_t found = 0;
  if (n > 0 && IsAbove(signal[0], level[0], factor)) {
    to[found++] = 0;
  }
  std::size_t i = 1;
  for (; i + lanes <= n; i += lanes) {
    const auto differs = hn::Xor(above(i), above(i - 1));
    found += AppendPlaces(di, hn::RebindMask(di, differs), i, to + found);
  }
  for (; i < n; ++i) {
    if (IsAbove(signal[i], level[i], factor) != IsAbove(signal[i - 1], level[i - 1], factor)) {
      to[found++] = static_cast<std::int32_t>(i);
    }
  }
  if (found % 2 == 1) {
    to[found++] = static_cast<std::int32_t>(n);
  }
  return found;
}

std::size_t FindRunsAbovePlain(const float* signal, const float* level, float factor, std::size_t n,
                               std::int32_t* to) {
  std::size_t found = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    const bool in = i < n && IsAbove(signal[i], level[i], factor);
    if (in != (found % 2 == 1)) {
      to[found++] = static_cast<std::int32_t>(i);
    }
  }
  return found;
}

/// Calls store(i, least) for vectors of the least of the lines, then store_one(i, least) for the rest.
template <class Store, class StoreOne>
HWY_INLINE void ForEachLeast(std::span<const ShiftedLine> lines, std::size_t n, const Store& store,
                             const StoreOne& store_one) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    auto first = hn::Set(d, ~std::uint32_t{0});
    auto second = first;
    for (const ShiftedLine& line : lines) {
      const auto addend = hn::Set(d, line.addend);
      first = hn::Min(first, hn::Add(hn::LoadU(d, line.line + i), addend));
      second = hn::Min(second, hn::Add(hn::LoadU(d, line.line + i + lanes), addend));
    }
    store(i, first);
    store(i + lanes, second);
  }
  for (; i < n; ++i) {
    std::uint32_t least = ~std::uint32_t{0};
    for (const ShiftedLine& line : lines) {
      least = std::min(least, line.line[i] + line.addend);
    }
    store_one(i, least);
  }
}

void LeastOf(std::span<const ShiftedLine> lines, std::size_t n, std::uint32_t* out) {
  const hn::ScalableTag<std::uint32_t> d;
  ForEachLeast(
      lines, n, [&](std::size_t i, auto least) HWY_ATTR { hn::StoreU(least, d, out + i); },
      [&](std::size_t i, std::uint32_t least) { out[i] = least; });
}

void LeastWithin(std::span<const ShiftedLine> lines, std::uint32_t limit, std::uint32_t mask, std::size_t n,
                 std::int32_t* out) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto most = hn::Set(d, limit);
  const auto bits = hn::Set(d, mask);
  ForEachLeast(
      lines, n,
      [&](std::size_t i, auto least) HWY_ATTR {
        const auto found = hn::IfThenElseZero(hn::Eq(hn::Min(least, most), least), hn::And(least, bits));
        hn::StoreU(hn::BitCast(di, found), di, out + i);
      },
      [&](std::size_t i, std::uint32_t least) {
        out[i] = static_cast<std::int32_t>(least <= limit ? least & mask : 0);
      });
}

float Blend(float low, float high, float weight) {
  return low + weight * (high - low);
}

void InterpolateLinePlain(const float* line, std::size_t begin, std::size_t end, const LineSamples& samples,
                          float* out) {
  for (std::size_t i = begin; i < end; ++i) {
    out[i] = Blend(line[samples.low[i]], line[samples.high[i]], samples.weight[i]);
  }
}

void InterpolateLine(const float* line, std::size_t n, const LineSamples& samples, float* out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto lanes = static_cast<std::int32_t>(hn::Lanes(d));
  const auto length = static_cast<std::int32_t>(n);
  const std::int32_t* const low = samples.low.data();
  const std::int32_t* const high = samples.high.data();
  const std::size_t columns = samples.low.size();
  const std::size_t step = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + step <= columns; i += step) {
    const std::int32_t base = low[i];
    if (high[i + step - 1] - base >= lanes || base + lanes > length) {
      InterpolateLinePlain(line, i, i + step, samples, out);
      continue;
    }
    // All columns that are asked for are in one vector.
    const auto near = hn::LoadU(d, line + base);
    const auto first = hn::Set(di, base);
    const auto at = [&](const std::int32_t* place) HWY_ATTR {
      return hn::TableLookupLanes(near, hn::IndicesFromVec(d, hn::Sub(hn::LoadU(di, place), first)));
    };
    const auto left = at(low + i);
    const auto right = at(high + i);
    const auto weight = hn::LoadU(d, samples.weight.data() + i);
    hn::StoreU(hn::Add(left, hn::Mul(weight, hn::Sub(right, left))), d, out + i);
  }
  InterpolateLinePlain(line, i, columns, samples, out);
}

std::size_t FirstHighest(std::span<const float> values) {
  const hn::CappedTag<float, 8> d;  // lists are short
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  if (values.size() < lanes) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
  }
  auto most = hn::LoadU(d, values.data());
  auto at = hn::Iota(di, 0);
  const auto consider = [&](std::size_t i) HWY_ATTR {
    const auto value = hn::LoadU(d, values.data() + i);
    const auto higher = hn::Gt(value, most);
    const auto places = hn::Add(hn::Iota(di, 0), hn::Set(di, static_cast<std::int32_t>(i)));
    most = hn::Max(most, value);
    at = hn::IfThenElse(hn::RebindMask(di, higher), places, at);
  };
  for (std::size_t i = lanes; i + lanes <= values.size(); i += lanes) {
    consider(i);
  }
  consider(values.size() - lanes);  // the rest, with some values once more
  const auto highest = hn::RebindMask(di, hn::Eq(most, hn::MaxOfLanes(d, most)));
  const auto none = hn::Set(di, std::numeric_limits<std::int32_t>::max());
  return static_cast<std::size_t>(hn::GetLane(hn::MinOfLanes(di, hn::IfThenElse(highest, at, none))));
}

SumAbove SumAbovePlain(std::span<const float> values, float level) {
  SumAbove found;
  for (const float value : values) {
    const bool above = value >= level;
    found.sum += static_cast<double>(above ? value : 0.0F);
    found.count += static_cast<std::int64_t>(above);
  }
  return found;
}

SumAbove SumAboveInAnyOrder(std::span<const float> values, float level) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(df, level);
  auto sum = hn::Zero(d);
  std::size_t count = 0;
  if (values.size() < lanes) {
    return SumAbovePlain(values, level);
  }
  const auto add = [&](auto value, auto above) HWY_ATTR {
    sum = hn::Add(sum, hn::PromoteTo(d, hn::IfThenElseZero(above, value)));
    count += hn::CountTrue(df, above);
  };
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes) {
    const auto value = hn::LoadU(df, values.data() + i);
    add(value, hn::Ge(value, least));
  }
  if (i < values.size()) {  // the rest, from a vector that holds some once more
    const auto value = hn::LoadU(df, values.data() + values.size() - lanes);
    add(value, hn::And(hn::Not(hn::FirstN(df, i + lanes - values.size())), hn::Ge(value, least)));
  }
  return {hn::GetLane(hn::SumOfLanes(d, sum)), static_cast<std::int64_t>(count)};
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(FindChanges);
HWY_EXPORT(FindEdges);
HWY_EXPORT(FindRunsAbove);
HWY_EXPORT(LeastOf);
HWY_EXPORT(LeastWithin);
HWY_EXPORT(InterpolateLine);
HWY_EXPORT(SumAboveInAnyOrder);
HWY_EXPORT(FirstHighest);

std::size_t find_changes(const std::int32_t* labels, std::size_t n, std::int32_t* to) {
  return HWY_DYNAMIC_DISPATCH(FindChanges)(labels, n, to);
}

std::size_t find_edges(const std::int32_t* labels, const std::int32_t* below, std::size_t n,
                       std::int32_t* to) {
  return HWY_DYNAMIC_DISPATCH(FindEdges)(labels, below, n, to);
}

std::size_t find_runs_above(const float* signal, const float* level, float factor, std::size_t n,
                            std::int32_t* to) {
  return HWY_DYNAMIC_DISPATCH(FindRunsAbove)(signal, level, factor, n, to);
}

std::size_t find_runs_above_reference(const float* signal, const float* level, float factor, std::size_t n,
                                      std::int32_t* to) {
  return HWY_STATIC_DISPATCH(FindRunsAbovePlain)(signal, level, factor, n, to);
}

void least_of(std::span<const ShiftedLine> lines, std::size_t n, std::uint32_t* out) {
  HWY_DYNAMIC_DISPATCH(LeastOf)(lines, n, out);
}

void least_within(std::span<const ShiftedLine> lines, std::uint32_t limit, std::uint32_t mask, std::size_t n,
                  std::int32_t* out) {
  HWY_DYNAMIC_DISPATCH(LeastWithin)(lines, limit, mask, n, out);
}

void interpolate_line(const float* line, std::size_t n, const LineSamples& samples, float* out) {
  HWY_DYNAMIC_DISPATCH(InterpolateLine)(line, n, samples, out);
}

void interpolate_line_reference(const float* line, const LineSamples& samples, float* out) {
  HWY_STATIC_DISPATCH(InterpolateLinePlain)(line, 0, samples.low.size(), samples, out);
}

std::size_t first_highest(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(FirstHighest)(values);
}

SumAbove sum_above(std::span<const float> values, float level, float most) {
  // A float is a whole number of steps of at least 2^-24 of the level that it reaches; whole numbers below
  // 2^53 add up exactly.
  constexpr double kStepsPerLevel = 1 << 24;
  constexpr double kExactSteps = 9007199254740992.0;
  const double most_steps = static_cast<double>(values.size()) * static_cast<double>(most) * kStepsPerLevel;
  const bool exact = level > 0.0F && most_steps <= kExactSteps * static_cast<double>(level);
  return exact ? HWY_DYNAMIC_DISPATCH(SumAboveInAnyOrder)(values, level)
               : HWY_STATIC_DISPATCH(SumAbovePlain)(values, level);
}

SumAbove sum_above_reference(std::span<const float> values, float level) {
  return HWY_STATIC_DISPATCH(SumAbovePlain)(values, level);
}

}  // namespace cyto
#endif
