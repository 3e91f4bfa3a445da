#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cyto::review {

/// One file of the review page, built into the program.
struct PageFile {
  std::string_view type;  ///< "text/html; charset=utf-8"
  std::string_view bytes;
  bool lasting = false;  ///< its name changes with its content: may be kept by the browser for good
};

/// @param path without the leading slash; "" is the page itself. Nothing of a request reaches the file
/// system.
[[nodiscard]] std::optional<PageFile> page_file(std::string_view path);

}  // namespace cyto::review
