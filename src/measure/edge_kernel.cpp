#include "edge_kernel.h"

#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "edge_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_EDGE_KERNEL_PLAIN
#define CYTRIAL_EDGE_KERNEL_PLAIN
namespace cyto {

constexpr std::size_t kEdgeLanes = 8;

/// The three sums, lane by lane.
struct EdgeLanes {
  std::array<double, kEdgeLanes> along_x{};
  std::array<double, kEdgeLanes> along_y{};
  std::array<double, kEdgeLanes> roughness{};

  [[nodiscard]] EdgeSums sums() const { return {sum(along_x), sum(along_y), sum(roughness)}; }
  static double sum(const std::array<double, kEdgeLanes>& a) {
    return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7]));
  }
};

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

EdgeSums SumEdges(std::span<const EdgePixels> rows) {
  const hn::CappedTag<double, kEdgeLanes> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto two = hn::Set(d, 2.0);
  const auto eighth = hn::Set(d, 0.125);
  const auto load = [&](const float* from) HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(df, from)); };
  const auto step = [](auto left, auto right) HWY_ATTR { return hn::Sub(right, left); };
  const auto smooth = [&](auto left, auto middle, auto right)
                          HWY_ATTR { return hn::Add(hn::Add(left, hn::Mul(two, middle)), right); };
  const auto bend = [&](auto left, auto middle, auto right)
                        HWY_ATTR { return hn::Add(hn::Sub(left, hn::Mul(two, middle)), right); };
  EdgeLanes lanes;
  // Where a vector holds fewer than all lanes, some at a time.
  for (std::size_t first = 0; first < kEdgeLanes; first += hn::Lanes(d)) {
    auto along_x = hn::Zero(d), along_y = hn::Zero(d), rough = hn::Zero(d);
    for (const EdgePixels& row : rows) {
      for (std::size_t i = first; i < row.count; i += kEdgeLanes) {
        const float* const above = row.above + i;
        const float* const here = row.here + i;
        const float* const below = row.below + i;
        const auto a0 = load(above - 1), a1 = load(above), a2 = load(above + 1);
        const auto h0 = load(here - 1), h1 = load(here), h2 = load(here + 1);
        const auto b0 = load(below - 1), b1 = load(below), b2 = load(below + 1);
        const auto counts = hn::FirstN(d, row.count - i);
        const auto dx =
            hn::Mul(hn::Add(hn::Add(step(a0, a2), hn::Mul(two, step(h0, h2))), step(b0, b2)), eighth);
        const auto dy = hn::Mul(hn::Sub(smooth(b0, b1, b2), smooth(a0, a1, a2)), eighth);
        const auto roughness =
            hn::Add(hn::Sub(bend(a0, a1, a2), hn::Mul(two, bend(h0, h1, h2))), bend(b0, b1, b2));
        along_x = hn::Add(along_x, hn::IfThenElseZero(counts, hn::Mul(dx, dx)));
        along_y = hn::Add(along_y, hn::IfThenElseZero(counts, hn::Mul(dy, dy)));
        rough = hn::Add(rough, hn::IfThenElseZero(counts, hn::Mul(roughness, roughness)));
      }
    }
    hn::StoreU(along_x, d, lanes.along_x.data() + first);
    hn::StoreU(along_y, d, lanes.along_y.data() + first);
    hn::StoreU(rough, d, lanes.roughness.data() + first);
  }
  return lanes.sums();
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

HWY_EXPORT(SumEdges);

EdgeSums sum_edges(std::span<const EdgePixels> rows) {
  return HWY_DYNAMIC_DISPATCH(SumEdges)(rows);
}

EdgeSums plain_sum_edges(std::span<const EdgePixels> rows) {
  EdgeLanes lanes;
  for (const EdgePixels& row : rows) {
    for (std::size_t i = 0; i < row.count; ++i) {
      const Triple a(row.above + i);
      const Triple h(row.here + i);
      const Triple b(row.below + i);
      const double dx = (a.step() + 2 * h.step() + b.step()) / 8;
      const double dy = (b.smooth() - a.smooth()) / 8;
      const double roughness = a.bend() - 2 * h.bend() + b.bend();
      lanes.along_x[i % kEdgeLanes] += dx * dx;
      lanes.along_y[i % kEdgeLanes] += dy * dy;
      lanes.roughness[i % kEdgeLanes] += roughness * roughness;
    }
  }
  return lanes.sums();
}

}  // namespace cyto
#endif
