#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// Whether `text` may be an identifier (sample, subject, visit): 1 to 64 of [A-Za-z0-9._-], starting with a
/// letter or digit. Such a text is safe as a file name and can never be a spreadsheet formula.
[[nodiscard]] bool is_valid_id(std::string_view text) noexcept;

/// `text` turned into a valid identifier: every other character becomes '-'; "sample" when nothing is left.
[[nodiscard]] std::string id_from(std::string_view text);

}  // namespace cyto
