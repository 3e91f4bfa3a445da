#include "cytrial/store/csv_writer.h"

namespace cyto {

bool needs_formula_guard(std::string_view text) noexcept {
  static constexpr std::string_view kDangerous("=+-@\t\r\n\0", 8);
  return !text.empty() && kDangerous.find(text.front()) != std::string_view::npos;
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
