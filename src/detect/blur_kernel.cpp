#include "blur_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blur_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void BlurLine(const float* centre, float centre_weight, std::span<const BlurTap> taps, std::size_t n,
              float* out) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto middle = hn::Set(d, centre_weight);
  // Two vectors at a time: their sums do not wait for each other.
  const auto blur_two = [&](std::size_t i) HWY_ATTR {
    auto a = hn::Mul(middle, hn::LoadU(d, centre + i));
    auto b = hn::Mul(middle, hn::LoadU(d, centre + i + lanes));
    for (const BlurTap& tap : taps) {
      const auto w = hn::Set(d, tap.weight);
      // No fused multiply-add: it rounds once where others round twice.
      a = hn::Add(a, hn::Mul(w, hn::Add(hn::LoadU(d, tap.before + i), hn::LoadU(d, tap.after + i))));
      b = hn::Add(
          b, hn::Mul(w, hn::Add(hn::LoadU(d, tap.before + i + lanes), hn::LoadU(d, tap.after + i + lanes))));
    }
    hn::StoreU(a, d, out + i);
    hn::StoreU(b, d, out + i + lanes);
  };
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    blur_two(i);
  }
  if (i < n && n >= 2 * lanes) {  // the rest, with some values once more
    blur_two(n - 2 * lanes);
    return;
  }
  for (; i < n; ++i) {
    float sum = centre_weight * centre[i];
    for (const BlurTap& tap : taps) {
      sum += tap.weight * (tap.before[i] + tap.after[i]);
    }
    out[i] = sum;
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(BlurLine);

void blur_line(const float* centre, float centre_weight, std::span<const BlurTap> taps, std::size_t n,
               float* out) {
  HWY_DYNAMIC_DISPATCH(BlurLine)(centre, centre_weight, taps, n, out);
}

void blur_line_reference(const float* centre, float centre_weight, std::span<const BlurTap> taps,
                         std::size_t n, float* out) {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = centre_weight * centre[i];
    for (const BlurTap& tap : taps) {
      out[i] += tap.weight * (tap.before[i] + tap.after[i]);
    }
  }
}

}  // namespace cyto
#endif
