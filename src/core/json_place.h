#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cyto {

/// `text` of unknown origin made fit for a message: one line, printable, at most 80 bytes.
[[nodiscard]] std::string printable(std::string_view text);

/// `key` as one step of a JSON pointer (RFC 6901): '~' becomes "~0", '/' becomes "~1".
[[nodiscard]] std::string pointer_step(std::string_view key);

/// "<file> at <pointer>", or the file alone for the whole text.
[[nodiscard]] std::string json_subject(std::string_view file, std::string_view pointer);

/// "line 3, column 7 (byte 41)" of a 0-based offset into `text`.
[[nodiscard]] std::string text_place(std::string_view text, std::size_t offset);

}  // namespace cyto
