#include "json_place.h"

#include <algorithm>

namespace cyto {

std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string shown;
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    shown.push_back(byte >= 0x20U && byte < 0x7FU ? c : '?');
  }
  if (text.size() > kLongest) {
    shown += "...";
  }
  return shown;
}

std::string pointer_step(std::string_view key) {
  std::string step;
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step.push_back(c);
    }
  }
  return step;
}

std::string json_subject(std::string_view file, std::string_view pointer) {
  std::string subject(file);
  if (!pointer.empty()) {
    subject.append(" at ").append(printable(pointer));
  }
  return subject;
}

std::string text_place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(before.size() - line_start + 1) +
         " (byte " + std::to_string(before.size()) + ")";
}

}  // namespace cyto
