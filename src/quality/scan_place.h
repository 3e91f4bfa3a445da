#pragma once

#include <cstddef>
#include <string>

#include "cytrial/core/channel.h"
#include "cytrial/core/geometry.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// The file that holds the first pixel of `rect` in a panel channel: the place a user has to look at.
[[nodiscard]] std::string file_at(const SlideDescription& slide, const PanelChannel& channel,
                                  const SlideRect& rect);

/// "2.5 %".
[[nodiscard]] std::string percent_text(double share);

/// Pixels of a rectangle of blocks, cut to `slide`.
[[nodiscard]] SlideRect pixels_of(const SlideRect& blocks, const SlideRect& slide);

/// "512 x 256 px at slide column 1024, row 0".
[[nodiscard]] std::string place_text(const SlideRect& rect);

}  // namespace cyto
