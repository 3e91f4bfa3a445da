#include "in_quotes.h"

#include <cstddef>

namespace cyto {
namespace {

constexpr std::size_t kMaxShown = 60;

bool continues_character(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t shown_length(std::string_view text) noexcept {
  if (text.size() <= kMaxShown) {
    return text.size();
  }
  std::size_t length = kMaxShown;
  while (length > 0 && continues_character(text[length])) {
    --length;
  }
  return length;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::size_t length = shown_length(text);
  std::string shown = "\"";
  for (const char c : text.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20U || byte == 0x7FU) {
      shown.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xFU]);
    } else {
      shown.push_back(c);
    }
  }
  if (length < text.size()) {
    shown.append("...");
  }
  return shown.append("\"");
}

}  // namespace cyto
