#include "scan_place.h"

#include <algorithm>

#include "cytrial/core/number_text.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

std::string file_at(const SlideDescription& slide, const PanelChannel& channel, const SlideRect& rect) {
  if (slide.fields.size() > 1) {
    const auto field =
        std::find_if(slide.fields.begin(), slide.fields.end(), [&](const FieldPlacement& placed) {
          return !intersect(placed.rect, {rect.x, rect.y, 1, 1}).empty();
        });
    if (field != slide.fields.end()) {
      return field->file;
    }
  }
  const auto of_role = [&](const SlideChannel& found) { return found.role == name_of(channel.role); };
  if (std::count_if(slide.channels.begin(), slide.channels.end(), of_role) == 1) {
    return std::find_if(slide.channels.begin(), slide.channels.end(), of_role)->file;
  }
  return slide.files.empty() ? std::string() : slide.files.front();
}

std::string percent_text(double share) {
  return number_text(100.0 * share, share < 0.1 ? 2 : 1) + " %";
}

SlideRect pixels_of(const SlideRect& blocks, const SlideRect& slide) {
  return intersect({blocks.x * kQualityBlockPx, blocks.y * kQualityBlockPx, blocks.width * kQualityBlockPx,
                    blocks.height * kQualityBlockPx},
                   slide);
}

std::string place_text(const SlideRect& rect) {
  return std::to_string(rect.width) + " x " + std::to_string(rect.height) + " px at slide column " +
         std::to_string(rect.x) + ", row " + std::to_string(rect.y);
}

}  // namespace cyto
