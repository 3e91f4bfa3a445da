#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>
#include <span>

#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// What a MeshPlane is made of.
struct MeshView {
  const float* cells = nullptr;  ///< the first row of the mesh
  std::size_t step = 0;          ///< from there to the next
  const BetweenCells* rows = nullptr;
  const float* weights = nullptr;  ///< per column
  const int* span_of = nullptr;    ///< per column
  const MeshSpan* spans = nullptr;
  int columns = 0;
  float least = 0.0F;
};

template <typename Count>
struct PlaneView {
  const Count* first = nullptr;
  std::size_t step = 0;  ///< from a row to the next
};

// Kernels with run-time choice of the vector unit. Every value is that of MeshPlane::operator(), and the
// difference to it in float: the same bits on every processor.

/// Row `y`. @param to one value per column.
void read_mesh(const MeshView& mesh, int y, float* to);

/// For each column but the first and the last the value of rank `rank` (0 to 8) among those of three rows in
/// it and in both beside it. @param to one value per column.
void rank_nine(const std::array<const float*, 3>& rows, int columns, std::size_t rank, float* to);

/// MeshPlane::subtract_from().
void subtract_mesh(const PlaneView<std::uint8_t>& counts, const MeshView& mesh,
                   std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there);
void subtract_mesh(const PlaneView<std::uint16_t>& counts, const MeshView& mesh,
                   std::span<const PixelRun> runs, const cv::Point& corner, float* above, float* there);
void subtract_mesh(const PlaneView<float>& counts, const MeshView& mesh, std::span<const PixelRun> runs,
                   const cv::Point& corner, float* above, float* there);

}  // namespace cyto
