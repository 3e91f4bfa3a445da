#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace cyto {

/// SHA-256 of a regular file as sha256_of_file(), for files that take long: `go_on` is told the bytes read so
/// far, about every megabyte; when it returns false the work is given up and nothing is returned.
/// @throws Error NoInput, NoPermission, Io, BadData (not a regular file).
[[nodiscard]] std::optional<std::string> sha256_while(const std::filesystem::path& file,
                                                      const std::function<bool(std::uint64_t bytes)>& go_on);

}  // namespace cyto
