#include "mesh_kernels.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "mesh_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, MeshPlane::kRunMargin>;

/// Calls use_vector(x, mesh) for the columns from x on, as many as a vector holds, or use_pixel(x, mesh)
/// where fewer are left in the plane.
template <typename UseVector, typename UsePixel>
HWY_INLINE void ForEachColumn(const MeshRun& run, const UseVector& use_vector, const UsePixel& use_pixel) {
  const Floats d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto least = hn::Set(d, run.least);
  int x = run.begin;
  for (const MeshSpan* span = run.spans; x < run.end; ++span) {
    const auto level = [&run](int column) {
      return run.low_cells[column] + run.weight * (run.high_cells[column] - run.low_cells[column]);
    };
    const float low = level(span->low);
    const float rise = level(span->high) - low;
    const int end = std::min(span->end, run.end);
    // What a vector holds behind the span's end is overwritten by the next.
    for (; x < end && x + lanes <= run.columns; x += lanes) {
      const auto part = hn::Mul(hn::LoadU(d, run.weights + x), hn::Set(d, rise));
      use_vector(x, hn::Max(hn::Add(hn::Set(d, low), part), least));
    }
    for (; x < end; ++x) {
      use_pixel(x, std::max(low + run.weights[x] * rise, run.least));
    }
    x = end;
  }
}

void ReadMesh(const MeshRun& run, float* to) {
  const Floats d;
  ForEachColumn(
      run, [&](int x, auto mesh) HWY_ATTR { hn::StoreU(mesh, d, to + (x - run.begin)); },
      [&](int x, float mesh) { to[x - run.begin] = mesh; });
}

template <typename Count>
HWY_INLINE auto LoadFloats(const Count* counts) {
  const Floats d;
  if constexpr (std::is_same_v<Count, float>) {
    return hn::LoadU(d, counts);
  } else {
    const hn::Rebind<Count, Floats> dc;
    const hn::RebindToSigned<Floats> di;
    return hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(dc, counts)));
  }
}

template <typename Count>
HWY_INLINE void Subtract(const Count* counts, const MeshRun& run, float* above, float* there) {
  const Floats d;
  ForEachColumn(
      run,
      [&](int x, auto mesh) HWY_ATTR {
        hn::StoreU(hn::Sub(LoadFloats(counts + x), mesh), d, above + (x - run.begin));
        hn::StoreU(mesh, d, there + (x - run.begin));
      },
      [&](int x, float mesh) {
        above[x - run.begin] = static_cast<float>(counts[x]) - mesh;
        there[x - run.begin] = mesh;
      });
}

void SubtractFromBytes(const std::uint8_t* counts, const MeshRun& run, float* above, float* there) {
  Subtract(counts, run, above, there);
}

void SubtractFromWords(const std::uint16_t* counts, const MeshRun& run, float* above, float* there) {
  Subtract(counts, run, above, there);
}

void SubtractFromFloats(const float* counts, const MeshRun& run, float* above, float* there) {
  Subtract(counts, run, above, there);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(ReadMesh);
HWY_EXPORT(SubtractFromBytes);
HWY_EXPORT(SubtractFromWords);
HWY_EXPORT(SubtractFromFloats);

void read_mesh(const MeshRun& run, float* to) {
  HWY_DYNAMIC_DISPATCH(ReadMesh)(run, to);
}

void subtract_mesh(const std::uint8_t* counts, const MeshRun& run, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromBytes)(counts, run, above, there);
}

void subtract_mesh(const std::uint16_t* counts, const MeshRun& run, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromWords)(counts, run, above, there);
}

void subtract_mesh(const float* counts, const MeshRun& run, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromFloats)(counts, run, above, there);
}

}  // namespace cyto
#endif
