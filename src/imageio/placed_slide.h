#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "stored_image.h"

namespace cyto {

/// One camera field, or the whole slide, with the channels that are read.
struct PlacedField {
  SlideRect rect;             ///< slide pixels that are taken from this field
  std::int64_t origin_x = 0;  ///< slide position of the field's first pixel
  std::int64_t origin_y = 0;
  std::vector<StoredChannel> channels;  ///< in panel order
};

/// A slide ready to be read: every slide pixel lies in exactly one field.
struct PlacedSlide {
  SlideDescription description;
  std::vector<std::string> channel_names;  ///< the panel's, for messages
  std::vector<PlacedField> fields;
};

/// @throws Error Internal when the fields do not fit the description.
[[nodiscard]] std::unique_ptr<SlideReader> make_slide_reader(PlacedSlide slide);

}  // namespace cyto
