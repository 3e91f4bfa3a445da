#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// A text of a sheet as it may stand in a message: in quotes, control characters as \xHH, cut after 60 bytes
/// at a character.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace cyto
