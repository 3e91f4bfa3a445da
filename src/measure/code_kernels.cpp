#include "code_kernels.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "code_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_CODE_KERNELS_CONSTANTS
#define CYTRIAL_CODE_KERNELS_CONSTANTS
namespace cyto {

constexpr std::uint8_t kMostCode = 255;
/// From 2^23 on floats are whole numbers, and the lowest byte of one is that of the number.
constexpr float kWholeNumbers = 8388608.0F;

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;
using Words = hn::Rebind<std::int32_t, Floats>;
using FewBytes = hn::Rebind<std::uint8_t, Floats>;
using Bytes = hn::CappedTag<std::uint8_t, kCodeMargin>;

void PutCodes(const float* values, std::size_t n, const CodeScale& scale, std::uint8_t* codes) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> du;
  const FewBytes du8;
  const std::size_t lanes = hn::Lanes(d);
  if (n < lanes) {
    plain_put_codes(values, n, scale, codes);
    return;
  }
  const auto first = hn::Set(d, scale.first);
  const auto per_adu = hn::Set(d, scale.per_adu);
  const auto least_code = hn::Zero(d);
  const auto most_code = hn::Set(d, static_cast<float>(kMostCode));
  const auto whole_numbers = hn::Set(d, kWholeNumbers);
  const auto put = [&](std::size_t i) HWY_ATTR {
    const auto v = hn::LoadU(d, values + i);
    const auto code = hn::Min(hn::Max(hn::Mul(hn::Sub(v, first), per_adu), least_code), most_code);
    const auto lowest_byte = hn::And(hn::BitCast(du, hn::Add(code, whole_numbers)), hn::Set(du, kMostCode));
    hn::StoreU(hn::U8FromU32(lowest_byte), du8, codes + i);
  };
  for (std::size_t i = 0; i + lanes < n; i += lanes) {
    put(i);
  }
  put(n - lanes);  // the rest, with some values once more
  std::fill_n(codes + n, kCodeMargin, kMostCode);
}

/// How many of n codes are smaller than a limit.
HWY_INLINE std::size_t CountBelow(const std::uint8_t* codes, std::size_t n, unsigned limit) {
  const Bytes d;
  const auto limits = hn::Set(d, static_cast<std::uint8_t>(limit));
  std::size_t below = 0;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    below += hn::CountTrue(d, hn::Lt(hn::LoadU(d, codes + i), limits));
  }
  return below;
}

void FindCodes(const std::uint8_t* const* codes, std::size_t lists, std::size_t n, const std::size_t* ranks,
               CodeRank* found) {
  std::fill_n(found, lists, CodeRank{});
  for (unsigned bit = 128; bit != 0; bit /= 2) {
    for (std::size_t list = 0; list < lists; ++list) {
      const unsigned limit = found[list].code | bit;
      // As a product: nobody could foresee a branch.
      const unsigned is_higher = CountBelow(codes[list], n, limit) <= ranks[list] ? 1 : 0;
      found[list].code = static_cast<std::uint8_t>(found[list].code | bit * is_higher);
    }
  }
  for (std::size_t list = 0; list < lists; ++list) {
    found[list].below = CountBelow(codes[list], n, found[list].code);
  }
}

std::size_t TakeCoded(const float* values, const std::uint8_t* codes, std::size_t n, std::uint8_t code,
                      float* to) {
  const Floats d;
  const Words di;
  const FewBytes du8;
  const auto wanted = hn::Set(di, code);
  std::size_t taken = 0;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto is_wanted = hn::Eq(hn::PromoteTo(di, hn::LoadU(du8, codes + i)), wanted);
    const auto takes = hn::And(hn::RebindMask(d, is_wanted), hn::FirstN(d, n - i));
    // Compressing within the register and storing it whole is quicker than compressing into memory.
    hn::StoreU(hn::Compress(hn::LoadU(d, values + i), takes), d, to + taken);
    taken += hn::CountTrue(d, takes);
  }
  return taken;
}

float LargestBelow(const float* values, const std::uint8_t* codes, std::size_t n, std::uint8_t code) {
  const Floats d;
  const Words di;
  const FewBytes du8;
  const auto limit = hn::Set(di, code);
  const auto none = hn::Set(d, -std::numeric_limits<float>::infinity());
  auto largest = none;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    // The margin has the largest code, which is below none.
    const auto is_below = hn::Lt(hn::PromoteTo(di, hn::LoadU(du8, codes + i)), limit);
    largest = hn::Max(largest, hn::IfThenElse(hn::RebindMask(d, is_below), hn::LoadU(d, values + i), none));
  }
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(PutCodes);
HWY_EXPORT(FindCodes);
HWY_EXPORT(TakeCoded);
HWY_EXPORT(LargestBelow);

void put_codes(const float* values, std::size_t n, const CodeScale& scale, std::uint8_t* codes) {
  HWY_DYNAMIC_DISPATCH(PutCodes)(values, n, scale, codes);
}

void plain_put_codes(const float* values, std::size_t n, const CodeScale& scale, std::uint8_t* codes) {
  for (std::size_t i = 0; i < n; ++i) {
    const float code = (values[i] - scale.first) * scale.per_adu;
    const float cut = std::clamp(code, 0.0F, static_cast<float>(kMostCode));
    codes[i] = static_cast<std::uint8_t>(cut + kWholeNumbers - kWholeNumbers);
  }
  std::fill_n(codes + n, kCodeMargin, kMostCode);
}

void find_codes(const std::uint8_t* const* codes, std::size_t lists, std::size_t n, const std::size_t* ranks,
                CodeRank* found) {
  HWY_DYNAMIC_DISPATCH(FindCodes)(codes, lists, n, ranks, found);
}

std::size_t take_coded(const float* values, const std::uint8_t* codes, std::size_t n, std::uint8_t code,
                       float* to) {
  return HWY_DYNAMIC_DISPATCH(TakeCoded)(values, codes, n, code, to);
}

float largest_below(const float* values, const std::uint8_t* codes, std::size_t n, std::uint8_t code) {
  return HWY_DYNAMIC_DISPATCH(LargestBelow)(values, codes, n, code);
}

}  // namespace cyto
#endif
