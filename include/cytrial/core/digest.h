#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace cyto {

/// SHA-256 as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

/// SHA-256 of a regular file, read in pieces. @throws Error NoInput, Io, BadData (not a regular file).
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace cyto
