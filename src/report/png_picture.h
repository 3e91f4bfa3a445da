#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cyto {

/// A PNG ready to stand inside a page.
struct PngPicture {
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  std::string source;  ///< "data:image/png;base64,..."
};

/// Size and data URI of PNG bytes. @param subject what the bytes are, for the message.
/// @throws Error BadData when they do not start as a PNG or its edges are not 1 to 4096 px.
[[nodiscard]] PngPicture embedded_png(std::string_view png, std::string_view subject);

/// RFC 4648 base64 with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace cyto
