#include "mesh_kernels.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "mesh_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

#ifndef CYTRIAL_MESH_KERNELS_CONSTANTS
#define CYTRIAL_MESH_KERNELS_CONSTANTS
namespace cyto {

/// Comparisons that sort nine values: 25, the fewest possible.
constexpr std::array<std::pair<std::size_t, std::size_t>, 25> kSortNine{
    {{0, 1}, {3, 4}, {6, 7}, {1, 2}, {4, 5}, {7, 8}, {0, 1}, {3, 4}, {6, 7}, {0, 3}, {3, 6}, {0, 3}, {1, 4},
     {4, 7}, {1, 4}, {2, 5}, {5, 8}, {2, 5}, {1, 3}, {5, 7}, {2, 6}, {4, 6}, {2, 4}, {2, 3}, {5, 6}}};

}  // namespace cyto
#endif

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Sorts nine vectors lane by lane.
template <typename V>
HWY_INLINE void SortNine(V* values) {
  for (const auto& [a, b] : kSortNine) {
    const V low = hn::Min(values[a], values[b]);
    values[b] = hn::Max(values[a], values[b]);
    values[a] = low;
  }
}

template <typename D>
HWY_INLINE auto RankNineAt(D d, const std::array<const float*, 3>& rows, int x, std::size_t rank) {
  std::array<hn::Vec<D>, 9> near;
  for (std::size_t i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      near[3 * i + static_cast<std::size_t>(j)] = hn::LoadU(d, rows[i] + (x + j - 1));
    }
  }
  SortNine(near.data());
  return near[rank];
}

void RankNine(const std::array<const float*, 3>& rows, int columns, std::size_t rank, float* to) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  int x = 1;
  for (; x + lanes < columns; x += lanes) {
    hn::StoreU(RankNineAt(d, rows, x, rank), d, to + x);
  }
  for (; x + 1 < columns; ++x) {
    hn::StoreU(RankNineAt(one, rows, x, rank), one, to + x);
  }
}

using Floats = hn::CappedTag<float, MeshPlane::kRunMargin>;

/// Calls use_vector(x, values) for the columns of a run from x on, as many as a vector holds, or
/// use_pixel(x, value) where fewer are left in the plane.
template <typename UseVector, typename UsePixel>
HWY_INLINE void ForEachColumn(const MeshView& mesh, int y, int begin, int end, const UseVector& use_vector,
                              const UsePixel& use_pixel) {
  const Floats d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto least = hn::Set(d, mesh.least);
  const BetweenCells& row = mesh.rows[y];
  const float* const low_cells = mesh.cells + static_cast<std::size_t>(row.low) * mesh.step;
  const float* const high_cells = mesh.cells + static_cast<std::size_t>(row.high) * mesh.step;
  const auto level = [&](int column) {
    return low_cells[column] + row.weight * (high_cells[column] - low_cells[column]);
  };
  int x = begin;
  for (const MeshSpan* span = mesh.spans + mesh.span_of[x]; x < end; ++span) {
    const float low = level(span->low);
    const float rise = level(span->high) - low;
    const int stop = std::min(span->end, end);
    // What a vector holds behind the span's end is overwritten by the next.
    for (; x < stop && x + lanes <= mesh.columns; x += lanes) {
      const auto part = hn::Mul(hn::LoadU(d, mesh.weights + x), hn::Set(d, rise));
      use_vector(x, hn::Max(hn::Add(hn::Set(d, low), part), least));
    }
    for (; x < stop; ++x) {
      use_pixel(x, std::max(low + mesh.weights[x] * rise, mesh.least));
    }
    x = stop;
  }
}

void ReadMesh(const MeshView& mesh, int y, float* to) {
  const Floats d;
  ForEachColumn(
      mesh, y, 0, mesh.columns, [&](int x, auto values) HWY_ATTR { hn::StoreU(values, d, to + x); },
      [&](int x, float value) { to[x] = value; });
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

/// @param kKeepMesh whether the mesh is stored, too.
template <bool kKeepMesh, typename Count>
HWY_INLINE void SubtractRuns(const PlaneView<Count>& counts, const MeshView& mesh,
                             std::span<const PixelRun> runs, const cv::Point& corner, float* above,
                             float* there) {
  const Floats d;
  for (const PixelRun& run : runs) {
    const int y = corner.y + run.y;
    const int begin = corner.x + run.begin;
    const Count* const row = counts.first + static_cast<std::size_t>(y) * counts.step;
    ForEachColumn(
        mesh, y, begin, corner.x + run.end,
        [&](int x, auto values) HWY_ATTR {
          hn::StoreU(hn::Sub(LoadFloats(row + x), values), d, above + (x - begin));
          if constexpr (kKeepMesh) {
            hn::StoreU(values, d, there + (x - begin));
          }
        },
        [&](int x, float value) {
          above[x - begin] = static_cast<float>(row[x]) - value;
          if constexpr (kKeepMesh) {
            there[x - begin] = value;
          }
        });
    above += run.end - run.begin;
    if constexpr (kKeepMesh) {
      there += run.end - run.begin;
    }
  }
}

template <typename Count>
HWY_INLINE void Subtract(const PlaneView<Count>& counts, const MeshView& mesh, std::span<const PixelRun> runs,
                         const cv::Point& corner, float* above, float* there) {
  if (there == nullptr) {
    SubtractRuns<false>(counts, mesh, runs, corner, above, there);
  } else {
    SubtractRuns<true>(counts, mesh, runs, corner, above, there);
  }
}

void SubtractFromBytes(const PlaneView<std::uint8_t>& counts, const MeshView& mesh,
                       std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there) {
  Subtract(counts, mesh, runs, corner, above, there);
}

void SubtractFromWords(const PlaneView<std::uint16_t>& counts, const MeshView& mesh,
                       std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there) {
  Subtract(counts, mesh, runs, corner, above, there);
}

void SubtractFromFloats(const PlaneView<float>& counts, const MeshView& mesh, std::span<const PixelRun> runs,
                        const cv::Point& corner, float* above, float* there) {
  Subtract(counts, mesh, runs, corner, above, there);
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(RankNine);
HWY_EXPORT(ReadMesh);
HWY_EXPORT(SubtractFromBytes);
HWY_EXPORT(SubtractFromWords);
HWY_EXPORT(SubtractFromFloats);

void rank_nine(const std::array<const float*, 3>& rows, int columns, std::size_t rank, float* to) {
  HWY_DYNAMIC_DISPATCH(RankNine)(rows, columns, rank, to);
}

void read_mesh(const MeshView& mesh, int y, float* to) {
  HWY_DYNAMIC_DISPATCH(ReadMesh)(mesh, y, to);
}

void subtract_mesh(const PlaneView<std::uint8_t>& counts, const MeshView& mesh,
                   std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromBytes)(counts, mesh, runs, corner, above, there);
}

void subtract_mesh(const PlaneView<std::uint16_t>& counts, const MeshView& mesh,
                   std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromWords)(counts, mesh, runs, corner, above, there);
}

void subtract_mesh(const PlaneView<float>& counts, const MeshView& mesh, std::span<const PixelRun> runs,
                   const cv::Point& corner, float* above, float* there) {
  HWY_DYNAMIC_DISPATCH(SubtractFromFloats)(counts, mesh, runs, corner, above, there);
}

}  // namespace cyto
#endif
