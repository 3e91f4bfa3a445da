#pragma once

#include "cytrial/core/units.h"

namespace cyto {

/// A least focus score [1/um] for pixels of this size: up to 1.1 um it is `limit_per_um` itself, from 1.3 um
/// on 0.55 of it, between them in proportion. Coarse pixels blur a nucleus themselves and take its form for
/// noise, so that sharp scans score less. Measured: docs/methods/texture-and-focus.md. Thread-safe, pure.
[[nodiscard]] double focus_limit_at(double limit_per_um, const PixelSize& pixel_size) noexcept;

}  // namespace cyto
