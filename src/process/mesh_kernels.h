#pragma once

#include <cstdint>

#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// Columns [begin, end) of one row of a MeshPlane.
struct MeshRun {
  const float* low_cells = nullptr;   ///< row of mesh cells above the pixels
  const float* high_cells = nullptr;  ///< and below
  float weight = 0.0F;                ///< of high_cells
  float least = 0.0F;
  const float* weights = nullptr;   ///< per column of the plane
  const MeshSpan* spans = nullptr;  ///< the one of `begin` and those after it
  int begin = 0;
  int end = 0;
  int columns = 0;  ///< of the plane
};

// Kernels with run-time choice of the vector unit. Every value is that of MeshPlane::operator(), and the
// difference to it in float: the same bits on every processor. Nothing behind the last column is read or
// written.

/// @param to room for the run and up to MeshPlane::kRunMargin columns behind it, as are in the plane.
void read_mesh(const MeshRun& run, float* to);

/// counts - mesh and mesh. @param counts first column of the row; @param above, there as `to`.
void subtract_mesh(const std::uint8_t* counts, const MeshRun& run, float* above, float* there);
void subtract_mesh(const std::uint16_t* counts, const MeshRun& run, float* above, float* there);
void subtract_mesh(const float* counts, const MeshRun& run, float* above, float* there);

}  // namespace cyto
