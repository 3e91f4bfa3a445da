#include "grey_png.h"

#include <png.h>

#include "cytrial/core/error.h"

namespace cyto::review {

cv::Mat1b gray8_from_png(const std::string& png, const std::string& subject) {
  constexpr png_uint_32 kMaxEdge = 16384;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  cv::Mat1b picture;
  bool read = png_image_begin_read_from_memory(&image, png.data(), png.size()) != 0 &&
              image.format == PNG_FORMAT_GRAY && image.width <= kMaxEdge && image.height <= kMaxEdge;
  if (read) {
    picture.create(static_cast<int>(image.height), static_cast<int>(image.width));
    read = png_image_finish_read(&image, nullptr, picture.data, static_cast<png_int_32>(picture.step),
                                 nullptr) != 0;
  }
  png_image_free(&image);
  if (!read) {
    throw Error(ErrorCode::BadData, subject, "is not a grey picture of this program");
  }
  return picture;
}

}  // namespace cyto::review
