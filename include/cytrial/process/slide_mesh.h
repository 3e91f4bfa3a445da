#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/process/pixel_run.h"

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

/// Columns between the same two cell centres of a mesh.
struct MeshSpan {
  int begin = 0;
  int end = 0;
  int low = 0;  ///< mesh columns
  int high = 0;
};

/// Where a pixel lies between two cell centres along one axis.
struct BetweenCells {
  int low = 0;
  int high = 0;
  float weight = 0.0F;  ///< of `high`
};

struct MeshView;

/// A mesh as a plane of rect.height rows x rect.width columns: bilinear between cell centres, constant
/// outside them, and never below a least value. By rows, runs or pixels: the same values. Read-only.
class MeshPlane {
 public:
  MeshPlane() = default;
  /// @param bin edge of what counts as one pixel of `rect`, in the pixels of the mesh's cells.
  MeshPlane(const SlideMesh& mesh, const SlideRect& rect, float least = std::numeric_limits<float>::lowest(),
            int bin = 1);

  [[nodiscard]] int rows() const noexcept { return static_cast<int>(rows_.size()); }
  [[nodiscard]] int cols() const noexcept { return static_cast<int>(weights_.size()); }
  /// The same mesh over another rectangle.
  [[nodiscard]] MeshPlane over(const SlideRect& rect) const { return {mesh_, rect, least_, bin_}; }
  /// The same mesh at the centres of bins of `bin` x `bin` pixels. @param bins counted in bins.
  [[nodiscard]] MeshPlane over_bins(const SlideRect& bins, int bin) const {
    return {mesh_, bins, least_, bin_ * bin};
  }

  [[nodiscard]] float operator()(int y, int x) const;
  /// Values of row `y`. @param to cols() values.
  void read_row(int y, float* to) const;
  /// A plane less this one, and this one, in the pixels of runs, one run behind the other.
  /// @param counts rows() x cols(), CV_8U, CV_16U or CV_32F. @param runs not empty each, counted from
  /// `corner`.
  /// @param above, there room for the pixels; behind them up to kRunMargin more are overwritten, but no more
  /// than pixels follow in the last row. `there` may be null where nobody reads it.
  void subtract_from(const cv::Mat& counts, std::span<const PixelRun> runs, const cv::Point& corner,
                     float* above, float* there) const;
  [[nodiscard]] cv::Mat1f plane() const;

  static constexpr std::size_t kRunMargin = 16;

 private:
  [[nodiscard]] MeshView view() const;

  SlideMesh mesh_;
  std::vector<BetweenCells> rows_;
  std::vector<float> weights_;  ///< per column: of its span's `high`
  std::vector<MeshSpan> spans_;
  std::vector<int> span_of_;  ///< per column
  float least_ = 0.0F;
  int bin_ = 1;
};

}  // namespace cyto
