#include "label.h"

#include <algorithm>

namespace cyto {

std::string read_label(const JsonReader& value) {
  constexpr std::size_t kLongestLabel = 128;
  std::string text = value.as_text();
  const bool control = std::any_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == '\x7F'; });
  if (text.empty() || text.size() > kLongestLabel || control) {
    value.fail("must have 1 to 128 bytes and no control characters");
  }
  return text;
}

}  // namespace cyto
