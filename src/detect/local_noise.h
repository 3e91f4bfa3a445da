#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/process/slide_mesh.h"
#include "cytrial/process/value_ranks.h"
#include "work_plane.h"

namespace cyto {

/// How a plane scatters, on a mesh.
struct LocalNoise {
  SlideMesh sigma;   ///< standard deviation of the background scatter; > 0 unless the plane is flat
  SlideMesh widest;  ///< largest scatter of the mesh cells around
};

/// Background scatter of a smoothed plane, on a mesh fixed on the slide.
///
/// Read from the low tail of each mesh cell, where no object is, but not more than a few times what the
/// scatter of pixels in their bins, or between neighbours, lets expect (in a cell full of nuclei the tail is
/// wide without noise); the median of 3 x 3 cells; never less than a small share of the largest of them.
class NoiseReader {
 public:
  /// @param work must live as long. @param sigma_px of the blur that smooths its signal. @param mesh_px cell
  /// edge in work pixels.
  NoiseReader(const WorkPlane& work, double sigma_px, std::int64_t mesh_px);

  /// Reads the mesh cells that end with row `y`. @param smoothed the signal after GaussianRows; its rows
  /// up to `y` are made. Call for each row in turn.
  void read_until(int y, const cv::Mat1f& smoothed);

  /// After the last row. @return meshes; interpolated, they depend on pixels within 2.5 cells.
  [[nodiscard]] LocalNoise found() const;

 private:
  /// Scatter of the pixels of one mesh cell.
  class CellScatter {
   public:
    void read(const WorkPlane& work, const cv::Mat1f& smoothed, const cv::Rect& cell);
    /// From the tail, but at most `allowance` times what the scatter of pixels tells. Call once: it forgets
    /// the values.
    [[nodiscard]] float sigma(float allowance);

   private:
    [[nodiscard]] float tail_sigma();
    /// From the mean of the smaller ones of `scatter_`: what one pass tells of it for certain. No m values of
    /// a list sum to less than those below a limit and m less their number times the limit. Nearly every tail
    /// stays below what this allows.
    [[nodiscard]] float least_pixel_sigma();
    [[nodiscard]] float pixel_sigma();
    [[nodiscard]] std::size_t last_of_smaller() const;

    std::vector<float> values_;
    std::vector<float> scatter_;  ///< of pixels in their bins, or distances of neighbours
    float to_sigma_ = 1.0F;       ///< of the mean of the smaller ones of `scatter_`
    ValueRanks ranks_;
    float low_ = 0.0F;  ///< quantiles of the cell read last
    float high_ = 0.0F;
    float scatter_limit_ = 0.0F;  ///< likely limit of the smaller ones; no answer depends on it
  };

  const WorkPlane& work_;
  float allowance_;
  SlideMesh mesh_;
  int next_row_ = 0;  ///< of the mesh
  CellScatter cell_scatter_;
};

}  // namespace cyto
