#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <limits>
#include <vector>

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

/// A mesh as a plane of rect.height rows x rect.width columns: bilinear between cell centres, constant
/// outside them, and never below a least value. Row by row or pixel by pixel: the same values. Read-only.
class MeshPlane {
 public:
  MeshPlane() = default;
  MeshPlane(const SlideMesh& mesh, const SlideRect& rect, float least = std::numeric_limits<float>::lowest());

  [[nodiscard]] float operator()(int y, int x) const;
  /// Values of row `y`. @param line work space; @param to rect.width values.
  void read_row(int y, std::vector<float>& line, float* to) const;
  [[nodiscard]] cv::Mat1f plane() const;

 private:
  /// Where a pixel lies between two cell centres along one axis.
  struct Between {
    int low = 0;
    int high = 0;
    float weight = 0.0F;  ///< of `high`
  };
  /// Columns between the same two cell centres.
  struct Span {
    int begin = 0;
    int end = 0;
    int low = 0;
    int high = 0;
  };
  [[nodiscard]] static std::vector<Between> places(std::int64_t first_px, std::int64_t count,
                                                   std::int64_t first_cell, std::int64_t cell_px, int cells);

  cv::Mat1f value_;
  std::vector<Between> rows_;
  std::vector<Between> columns_;
  std::vector<float> weights_;  ///< of the columns, once more, side by side
  std::vector<Span> spans_;
  float least_ = 0.0F;
};

/// The mesh as a plane: rect.height rows x rect.width columns.
[[nodiscard]] cv::Mat1f interpolate_mesh(const SlideMesh& mesh, const SlideRect& rect);

}  // namespace cyto
