#include "file_text.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace cyto {
namespace {

/// Bytes of the well-formed UTF-8 character at the beginning of `text`; 0 when there is none.
std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (length == 1) {
    return 1;
  }
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) > 0x9F;
  const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto lead = static_cast<unsigned char>(text.front());
    const bool broken = length == 0 || lead < 0x20 || lead == 0x7F;
    const std::string_view next = broken ? std::string_view("?") : text.substr(0, length);
    if (result.size() + next.size() > max_bytes) {
      break;
    }
    result.append(next);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string clean_channel_name(const std::string& text) {
  const std::string name = printable(text);
  const std::size_t begin = name.find_first_not_of(' ');
  return begin == std::string::npos ? std::string()
                                    : name.substr(begin, name.find_last_not_of(' ') + 1 - begin);
}

}  // namespace cyto
