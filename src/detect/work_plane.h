#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <memory>

#include "cytrial/core/geometry.h"
#include "cytrial/process/corrected_tile.h"

namespace cyto {

/// Tile pixels per work pixel along one axis.
[[nodiscard]] int work_bin(const PixelSize& pixel_size);

/// One channel of a window above its background, on pixels of about the size that nuclei need: bin x bin
/// tile pixels each, counted from the slide's origin, so that all windows share one grid.
struct WorkPlane {
  cv::Mat1f signal;         ///< mean of the bin's tile pixels less the background at its centre [ADU]
  cv::Mat1f scatter;        ///< how far the pixels of a bin scatter [ADU], see below; empty for bins of one
  float count_step = 0.0F;  ///< least difference that the scan can store [ADU], 0 for real numbers
  int bin = 1;              ///< tile pixels per work pixel along one axis
  SlideRect rect;           ///< place in work pixels of the slide
  cv::Point tile_origin;    ///< tile pixel of the first bin's corner; <= 0 where the bin begins outside
  double pixel_um = 0.0;    ///< mean edge of a work pixel [um]
};

/// `scatter` is the absolute sum of a bin's pixels, those of its left half against the right and its upper
/// half against the lower (the middle of an odd bin left out), so that no slope adds to it; divided such that
/// for independent noise its standard deviation is that of `signal`. A bin cut by the tile has that of the
/// next inwards.
[[nodiscard]] WorkPlane make_work_plane(const CorrectedTile& tile, std::size_t channel);

/// The same, some rows at a time, so that whoever reads them finds them in the cache.
class WorkRows {
 public:
  /// @param tile must live as long.
  WorkRows(const CorrectedTile& tile, std::size_t channel);
  ~WorkRows();
  WorkRows(const WorkRows&) = delete;
  WorkRows& operator=(const WorkRows&) = delete;

  /// Sets the rows above `rows` that are not set yet, with all there is to know of them; where only the first
  /// row is asked for, its scatter may follow with the second.
  void set_until(int rows);
  /// Its pixels are shared.
  [[nodiscard]] const WorkPlane& plane() const { return work_; }

 private:
  class Bins;

  const CorrectedTile& tile_;
  std::size_t channel_;
  WorkPlane work_;
  std::unique_ptr<Bins> bins_;  ///< null where work pixels are pixels
  int set_ = 0;
};

/// The bins that meet `area`, whose corner then counts as the tile's. @param area in slide pixels, inside the
/// tile that `work` was made of.
[[nodiscard]] WorkPlane part_of(const WorkPlane& work, const SlideRect& area);

}  // namespace cyto
