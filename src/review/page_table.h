#pragma once

#include <span>
#include <string_view>

namespace cyto::review {

/// A file that the build put into the program.
struct EmbeddedFile {
  std::string_view path;
  const char* begin;
  const char* end;
};

/// Made by tools/cmake/EmbedFolder.cmake.
[[nodiscard]] std::span<const EmbeddedFile> embedded_page();

}  // namespace cyto::review
