#include "label_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "label_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Appends the places of a mask's set lanes.
template <class D, class M>
std::size_t Append(D d, M mask, std::size_t first, std::int32_t* to) {
  return hn::CompressStore(hn::Iota(d, static_cast<std::int32_t>(first)), mask, d, to);
}

std::size_t FindChanges(const std::int32_t* labels, std::size_t n, std::int32_t* to) {
  const hn::ScalableTag<std::int32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t found = 0;
  std::size_t i = 1;
  for (; i + lanes <= n; i += lanes) {
    const auto differs = hn::Ne(hn::LoadU(d, labels + i), hn::LoadU(d, labels + i - 1));
    if (!hn::AllFalse(d, differs)) {
      found += Append(d, differs, i, to + found);
    }
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
    if (!hn::AllFalse(d, differs)) {
      found += Append(d, differs, i, to + found);
    }
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
    if (!hn::AllFalse(d, differs)) {
      found += Append(di, hn::RebindMask(di, differs), i, to + found);
    }
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

void LeastOf(std::span<const ShiftedLine> lines, std::size_t n, std::uint32_t* out) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto least = hn::Add(hn::LoadU(d, lines[0].line + i), hn::Set(d, lines[0].addend));
    for (const ShiftedLine& more : lines.subspan(1)) {
      least = hn::Min(least, hn::Add(hn::LoadU(d, more.line + i), hn::Set(d, more.addend)));
    }
    hn::StoreU(least, d, out + i);
  }
  for (; i < n; ++i) {
    std::uint32_t least = lines[0].line[i] + lines[0].addend;
    for (const ShiftedLine& more : lines.subspan(1)) {
      least = std::min(least, more.line[i] + more.addend);
    }
    out[i] = least;
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(FindChanges);
HWY_EXPORT(FindEdges);
HWY_EXPORT(FindRunsAbove);
HWY_EXPORT(LeastOf);

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

}  // namespace cyto
#endif
