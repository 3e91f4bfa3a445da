#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// Appends one CSV cell (RFC 4180): quoted when it holds a comma, quote, line end or blank at either end.
/// A text that a spreadsheet could take for a formula (it begins with = + - @, also full-width, a tab, a line
/// end or NUL, or with apostrophes and then one of these) gets an apostrophe in front and is quoted; a reader
/// takes exactly that one apostrophe off (CWE-1236).
void append_csv_text(std::string& out, std::string_view text);

/// Whether append_csv_text() puts an apostrophe in front.
[[nodiscard]] bool needs_formula_guard(std::string_view text) noexcept;

}  // namespace cyto
