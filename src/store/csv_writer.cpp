#include "cytrial/store/csv_writer.h"

#include <algorithm>
#include <array>

namespace cyto {

bool needs_formula_guard(std::string_view text) noexcept {
  static constexpr std::string_view kDangerous("=+-@\t\r\n\0", 8);
  // Spreadsheets of East Asian locales take the full-width = + - @ for the plain ones.
  static constexpr std::array<std::string_view, 4> kFullWidth{"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                                              "\xEF\xBC\xA0"};
  // A text that has the guard of its own gets another, so that taking one off gives every text back.
  const std::size_t start = text.find_first_not_of('\'');
  if (start == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = text.substr(start);
  return kDangerous.find(rest.front()) != std::string_view::npos ||
         std::any_of(kFullWidth.begin(), kFullWidth.end(),
                     [&](std::string_view sign) { return rest.starts_with(sign); });
}

void append_csv_text(std::string& out, std::string_view text) {
  const bool guarded = needs_formula_guard(text);
  const bool quoted = guarded || text.find_first_of(",\"\r\n") != std::string_view::npos ||
                      (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!quoted) {
    out += text;
    return;
  }
  out.push_back('"');
  if (guarded) {
    out.push_back('\'');
  }
  for (const char c : text) {
    out.append(c == '"' ? 2U : 1U, c);
  }
  out.push_back('"');
}

}  // namespace cyto
