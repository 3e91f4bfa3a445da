#include "part_kernels.h"

#include <array>
#include <bit>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "part_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kStoredBytes = 8;  // as many as StoreMaskBits may write

/// Writes the parts of one run where the signal of a column reaches a level. @return behind the last.
template <typename Signal>
LabelRun* PartsOfRun(const Signal& signal, const LabelRun& run, float level, LabelRun* to) {
  for (int x = run.begin; x < run.end; ++x) {
    if (signal(x) >= level) {
      const int begin = x;
      while (x < run.end && signal(x) >= level) {
        ++x;
      }
      *to++ = {begin, x, run.label};
    }
  }
  return to;
}

/// Writes the stretches of set bits, the lowest of which is the first column of the run.
LabelRun* PartsOfBits(std::uint64_t bits, const LabelRun& run, LabelRun* to) {
  // Nearly all runs have one part or none: that one is written without a choice that could not be foreseen.
  do {
    const std::uint64_t behind = bits + (bits & (0U - bits));  // the lowest part moved to a bit behind it
    *to = {run.begin + std::countr_zero(bits), run.begin + std::countr_zero(behind), run.label};
    to += (bits | (0U - bits)) >> 63U;  // 1 with any bit; compilers make a branch of a comparison
    bits &= behind;
  } while (bits != 0);
  return to;
}

std::size_t PartsAbove(const float* signal, std::size_t columns, std::span<const LabelRun> runs,
                       std::span<const float> level, LabelRun* to) {
  const hn::CappedTag<float, 8> d;  // one byte of bits
  const std::size_t lanes = hn::Lanes(d);
  LabelRun* const start = to;
  for (const LabelRun& run : runs) {
    const auto first = static_cast<std::size_t>(run.begin);
    const auto length = static_cast<std::size_t>(run.end - run.begin);
    const float least = level[static_cast<std::size_t>(run.label)];
    if (length > lanes || first + lanes > columns) {
      to = PartsOfRun([&](int x) { return signal[x]; }, run, least, to);
      continue;
    }
    const auto above =
        hn::And(hn::Ge(hn::LoadU(d, signal + first), hn::Set(d, least)), hn::FirstN(d, length));
    std::array<std::uint8_t, kStoredBytes> bytes{};
    hn::StoreMaskBits(d, above, bytes.data());
    to = PartsOfBits(bytes[0], run, to);
  }
  return static_cast<std::size_t>(to - start);
}

/// Bits of the columns from `first` on, whole vectors of them, where a blended row reaches a level.
std::uint64_t BitsAbove(const BlendedRow& row, std::size_t first, std::size_t columns, float level) {
  const hn::CappedTag<float, 16> d;
  const auto weight = hn::Set(d, row.weight);
  const auto least = hn::Set(d, level);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < columns; i += hn::Lanes(d)) {
    const auto above = hn::LoadU(d, row.above + first + i);
    const auto signal = hn::Add(above, hn::Mul(weight, hn::Sub(hn::LoadU(d, row.below + first + i), above)));
    std::array<std::uint8_t, kStoredBytes> bytes{};
    hn::StoreMaskBits(d, hn::Ge(signal, least), bytes.data());
    bits |= std::uint64_t{bytes[0] | bytes[1] * 256U} << i;
  }
  return bits;
}

std::size_t BlendedPartsAbove(const BlendedRow& row, std::span<const LabelRun> runs,
                              std::span<const float> level, LabelRun* to) {
  constexpr int kUsual = 32;  // that no branch depends on the length of most runs
  LabelRun* const start = to;
  for (const LabelRun& run : runs) {
    const int length = run.end - run.begin;
    const float least = level[static_cast<std::size_t>(run.label)];
    if (length > static_cast<int>(kBlendMargin)) {
      to = PartsOfRun([&](int x) { return row.at(x); }, run, least, to);
      continue;
    }
    const auto first = static_cast<std::size_t>(run.begin);
    const std::uint64_t bits =
        length <= kUsual ? BitsAbove(row, first, kUsual, least) : BitsAbove(row, first, kBlendMargin, least);
    to =
        PartsOfBits(bits & (~std::uint64_t{0} >> (kBlendMargin - static_cast<std::size_t>(length))), run, to);
  }
  return static_cast<std::size_t>(to - start);
}

std::size_t BlendedPartsAbovePlain(const BlendedRow& row, std::span<const LabelRun> runs,
                                   std::span<const float> level, LabelRun* to) {
  LabelRun* const start = to;
  for (const LabelRun& run : runs) {
    to = PartsOfRun([&](int x) { return row.at(x); }, run, level[static_cast<std::size_t>(run.label)], to);
  }
  return static_cast<std::size_t>(to - start);
}

std::size_t PartsAbovePlain(const float* signal, std::span<const LabelRun> runs, std::span<const float> level,
                            LabelRun* to) {
  LabelRun* const start = to;
  for (const LabelRun& run : runs) {
    to = PartsOfRun([&](int x) { return signal[x]; }, run, level[static_cast<std::size_t>(run.label)], to);
  }
  return static_cast<std::size_t>(to - start);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(PartsAbove);
HWY_EXPORT(BlendedPartsAbove);

std::size_t parts_above(const float* signal, std::size_t columns, std::span<const LabelRun> runs,
                        std::span<const float> level, LabelRun* to) {
  return HWY_DYNAMIC_DISPATCH(PartsAbove)(signal, columns, runs, level, to);
}

std::size_t parts_above_reference(const float* signal, std::span<const LabelRun> runs,
                                  std::span<const float> level, LabelRun* to) {
  return HWY_STATIC_DISPATCH(PartsAbovePlain)(signal, runs, level, to);
}

std::size_t parts_above(const BlendedRow& row, std::span<const LabelRun> runs, std::span<const float> level,
                        LabelRun* to) {
  return HWY_DYNAMIC_DISPATCH(BlendedPartsAbove)(row, runs, level, to);
}

std::size_t parts_above_reference(const BlendedRow& row, std::span<const LabelRun> runs,
                                  std::span<const float> level, LabelRun* to) {
  return HWY_STATIC_DISPATCH(BlendedPartsAbovePlain)(row, runs, level, to);
}

}  // namespace cyto
#endif
