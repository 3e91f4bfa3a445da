#include "grey_png.h"

#include <png.h>

#include "cytrial/core/error.h"

namespace cyto {

cv::Mat1b read_grey_png(std::string_view bytes, const std::string& subject) {
  constexpr png_uint_32 kMaxEdgePx = 4096;
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const auto fail = [&](const std::string& problem) {
    png_image_free(&image);
    throw Error(ErrorCode::BadData, subject, problem, "analyse the sample again");
  };
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) {
    fail(std::string("is no PNG: ") + image.message);
  }
  if (image.format != PNG_FORMAT_GRAY || image.width > kMaxEdgePx || image.height > kMaxEdgePx) {
    fail("is not a grey picture of at most 4096 x 4096 pixels");
  }
  cv::Mat1b picture(static_cast<int>(image.height), static_cast<int>(image.width));
  if (png_image_finish_read(&image, nullptr, picture.data, 0, nullptr) == 0) {
    fail(std::string("cannot be decoded: ") + image.message);
  }
  return picture;
}

}  // namespace cyto
