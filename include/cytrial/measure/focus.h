#pragma once

#include <limits>
#include <span>

#include "cytrial/core/units.h"
#include "cytrial/measure/morphology.h"
#include "cytrial/measure/region.h"

namespace cyto {

/// Sharpness of a nucleus [1/um], about 1 / sigma of the Gaussian blur of its edge as long as sigma is small
/// against the nucleus. Derivation: docs/methods/texture-and-focus.md.
struct Focus {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double score_per_um = kNone;    ///< >= 0; NaN when nothing can be said
  double at_most_per_um = kNone;  ///< score + 2 standard errors from noise
};

/// From the noise-corrected gradient energy of the cell's own pixels over the energy of the nucleus.
/// @param cell_values, nucleus_values the nuclear channel above background over both, row by row.
/// @param nucleus inside the cell's box.
/// NaN when the nucleus shows no signal or less than a quarter of its edge is inside the cell's pixels.
/// Thread-safe, pure.
[[nodiscard]] Focus measure_focus(std::span<const float> cell_values, const MeasuredRegion& cell,
                                  std::span<const float> nucleus_values, const MeasuredRegion& nucleus,
                                  const Shape& nucleus_shape, const PixelSize& pixel_size);

}  // namespace cyto
