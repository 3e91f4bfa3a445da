#include "edge_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "edge_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void EdgeTermsOf(const float* above, const float* here, const float* below, const std::uint8_t* inside,
                 std::size_t n, const EdgeTerms& to) {
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> df;
  const hn::Rebind<std::int32_t, decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> du8;
  const auto two = hn::Set(d, 2.0);
  const auto eighth = hn::Set(d, 0.125);
  const auto load = [&](const float* from) HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(df, from)); };
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto a0 = load(above + i - 1), a1 = load(above + i), a2 = load(above + i + 1);
    const auto h0 = load(here + i - 1), h1 = load(here + i), h2 = load(here + i + 1);
    const auto b0 = load(below + i - 1), b1 = load(below + i), b2 = load(below + i + 1);
    const auto step = [](auto left, auto right) HWY_ATTR { return hn::Sub(right, left); };
    const auto smooth = [&](auto left, auto middle, auto right)
                            HWY_ATTR { return hn::Add(hn::Add(left, hn::Mul(two, middle)), right); };
    const auto bend = [&](auto left, auto middle, auto right)
                          HWY_ATTR { return hn::Add(hn::Sub(left, hn::Mul(two, middle)), right); };
    const auto dx = hn::Mul(hn::Add(hn::Add(step(a0, a2), hn::Mul(two, step(h0, h2))), step(b0, b2)), eighth);
    const auto dy = hn::Mul(hn::Sub(smooth(b0, b1, b2), smooth(a0, a1, a2)), eighth);
    const auto roughness =
        hn::Add(hn::Sub(bend(a0, a1, a2), hn::Mul(two, bend(h0, h1, h2))), bend(b0, b1, b2));
    const auto counts = hn::PromoteTo(d, hn::PromoteTo(di, hn::LoadU(du8, inside + i)));
    hn::StoreU(hn::Mul(counts, hn::Mul(dx, dx)), d, to.along_x + i);
    hn::StoreU(hn::Mul(counts, hn::Mul(dy, dy)), d, to.along_y + i);
    hn::StoreU(hn::Mul(counts, hn::Mul(roughness, roughness)), d, to.roughness + i);
  }
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {
namespace {

/// Three values side by side, and what the masks make of them.
struct Triple {
  double left, middle, right;

  explicit Triple(const float* v)
      : left(static_cast<double>(v[-1])),
        middle(static_cast<double>(v[0])),
        right(static_cast<double>(v[1])) {}
  [[nodiscard]] double step() const { return right - left; }
  [[nodiscard]] double smooth() const { return left + 2 * middle + right; }
  [[nodiscard]] double bend() const { return left - 2 * middle + right; }
};

}  // namespace

HWY_EXPORT(EdgeTermsOf);

void edge_terms(const float* above, const float* here, const float* below, const std::uint8_t* inside,
                std::size_t n, const EdgeTerms& to) {
  HWY_DYNAMIC_DISPATCH(EdgeTermsOf)(above, here, below, inside, n, to);
}

void plain_edge_terms(const float* above, const float* here, const float* below, const std::uint8_t* inside,
                      std::size_t n, const EdgeTerms& to) {
  for (std::size_t i = 0; i < n; ++i) {
    const Triple a(above + i);
    const Triple h(here + i);
    const Triple b(below + i);
    const double dx = (a.step() + 2 * h.step() + b.step()) / 8;
    const double dy = (b.smooth() - a.smooth()) / 8;
    const double roughness = a.bend() - 2 * h.bend() + b.bend();
    to.along_x[i] = inside[i] * (dx * dx);
    to.along_y[i] = inside[i] * (dy * dy);
    to.roughness[i] = inside[i] * (roughness * roughness);
  }
}

}  // namespace cyto
#endif
