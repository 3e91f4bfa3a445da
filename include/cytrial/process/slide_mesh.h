#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

#include "cytrial/core/geometry.h"

namespace cyto {

/// One number per cell of a square mesh that lies fixed on the slide (cells are counted from the slide's
/// origin), for the cells that meet one window. What is derived from it agrees between windows wherever
/// both saw the same pixels.
struct SlideMesh {
  std::int64_t cell_px = 0;
  std::int64_t first_row = 0;  ///< slide mesh row of value(0, 0)
  std::int64_t first_column = 0;
  cv::Mat1f value;  ///< zero until filled
};

/// The mesh cells that meet `rect` (not empty, x and y >= 0), cells of `cell_px` > 0.
[[nodiscard]] SlideMesh make_slide_mesh(const SlideRect& rect, std::int64_t cell_px);

/// Pixels of mesh cell (row, column) of `mesh`, cut to `rect`.
[[nodiscard]] SlideRect mesh_cell(const SlideMesh& mesh, int row, int column, const SlideRect& rect);

/// Cells at the window's border that lie less than half inside it hold too few pixels to be trusted: they
/// take the value of the next cell inwards, where there is one.
void replace_cut_cells(SlideMesh& mesh, const SlideRect& rect);

/// For each cell the value of rank `rank` (0 smallest, 8 largest) among it and its eight neighbours; at the
/// border the same share of fewer.
[[nodiscard]] cv::Mat1f rank_3x3(const cv::Mat1f& value, std::size_t rank);

/// Bilinear between cell centres, constant outside them: rect.height rows x rect.width columns.
[[nodiscard]] cv::Mat1f interpolate_mesh(const SlideMesh& mesh, const SlideRect& rect);

}  // namespace cyto
