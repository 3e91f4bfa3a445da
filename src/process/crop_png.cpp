#include <png.h>

#include "cytrial/core/error.h"
#include "cytrial/process/crop_render.h"

namespace cyto {
namespace {

// libpng's one-call interface: no setjmp across our frames, no time or text chunk, default zlib level.
std::string encoded(const cv::Mat& picture, png_uint_32 format) {
  if (picture.empty()) {
    throw Error(ErrorCode::Internal, "crop", "an empty picture cannot be written as PNG");
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.cols);
  image.height = static_cast<png_uint_32>(picture.rows);
  image.format = format;
  const auto stride = static_cast<png_int_32>(picture.step);
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  const int ok = png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.data, stride, nullptr);
  if (ok == 0) {
    const std::string reason = image.message;
    png_image_free(&image);
    throw Error(ErrorCode::OutOfMemory, "crop", "PNG could not be written: " + reason);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string png_gray8(const cv::Mat1b& picture) {
  return encoded(picture, PNG_FORMAT_GRAY);
}

std::string png_rgb8(const cv::Mat3b& picture) {
  return encoded(picture, PNG_FORMAT_RGB);
}

}  // namespace cyto
