#include "png_picture.h"

#include <cstddef>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::string_view kHeader = "\x89PNG\r\n\x1A\n";
constexpr std::size_t kWidthAt = 16;  // signature 8, chunk length 4, "IHDR" 4
constexpr std::size_t kHeightAt = 20;
constexpr std::size_t kShortest = 33;  // signature and the whole IHDR chunk
constexpr std::uint32_t kLongestEdgePx = 4096;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  return (byte_at(bytes, at) << 24U) | (byte_at(bytes, at + 1) << 16U) | (byte_at(bytes, at + 2) << 8U) |
         byte_at(bytes, at + 3);
}

bool is_edge(std::uint32_t px) {
  return px >= 1 && px <= kLongestEdgePx;
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t present = bytes.size() - at < 3 ? bytes.size() - at : 3;
    std::uint32_t group = byte_at(bytes, at) << 16U;
    group |= present > 1 ? byte_at(bytes, at + 1) << 8U : 0U;
    group |= present > 2 ? byte_at(bytes, at + 2) : 0U;
    text += alphabet[group >> 18U];
    text += alphabet[(group >> 12U) & 63U];
    text += present > 1 ? alphabet[(group >> 6U) & 63U] : '=';
    text += present > 2 ? alphabet[group & 63U] : '=';
  }
  return text;
}

PngPicture embedded_png(std::string_view png, std::string_view subject) {
  if (png.size() < kShortest || !png.starts_with(kHeader) || png.substr(12, 4) != "IHDR") {
    throw Error(ErrorCode::BadData, subject, "is not a PNG picture", "analyse the sample again");
  }
  PngPicture picture{big_endian(png, kWidthAt), big_endian(png, kHeightAt), {}};
  if (!is_edge(picture.width_px) || !is_edge(picture.height_px)) {
    throw Error(ErrorCode::BadData, subject, "has an edge that is not 1 to 4096 px",
                "analyse the sample again");
  }
  picture.source = "data:image/png;base64," + base64(png);
  return picture;
}

}  // namespace cyto
