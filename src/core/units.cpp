#include "cytrial/core/units.h"

#include <cmath>

namespace cyto {

double PixelSize::mean_um() const noexcept {
  return std::sqrt(x_um * y_um);
}

}  // namespace cyto
