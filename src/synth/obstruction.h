#pragma once

#include <cstdint>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/synth/scan_options.h"

namespace cyto::synth {

/// What lies between the cells and the camera, or took the cells away: air bubbles, an area washed bare.
/// Depends on the options alone.
class Obstruction {
 public:
  explicit Obstruction(const ScanOptions& options);

  /// Shares of the cells' light and of the background that row `y` lets through over `rect`.
  /// @return false when it is all of both; the vectors are then left alone.
  [[nodiscard]] bool row(const SlideRect& rect, std::int64_t y, std::vector<float>& cells,
                         std::vector<float>& background) const;

 private:
  struct Bubble {
    double x_um;
    double y_um;
    double radius_um;
  };
  [[nodiscard]] bool bubble_row(const Bubble& bubble, const SlideRect& rect, std::int64_t y,
                                std::vector<float>& cells, std::vector<float>& background) const;

  PixelSize pixel_size_;
  std::int64_t bare_from_px_;  ///< columns from here on hold no cells
  std::vector<Bubble> bubbles_;
};

}  // namespace cyto::synth
