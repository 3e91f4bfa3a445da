#include "page_files.h"

#include "page_table.h"

namespace cyto::review {
namespace {

std::string_view type_of(std::string_view path) {
  const std::string_view ending = path.substr(std::min(path.rfind('.'), path.size()));
  for (const auto& [known, type] :
       {std::pair<std::string_view, std::string_view>{".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".json", "application/json; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"}}) {
    if (ending == known) {
      return type;
    }
  }
  return "application/octet-stream";
}

}  // namespace

std::optional<PageFile> page_file(std::string_view path) {
  const std::string_view wanted = path.empty() ? "index.html" : path;
  for (const EmbeddedFile& file : embedded_page()) {
    if (file.path == wanted) {
      return PageFile{type_of(file.path),
                      {file.begin, static_cast<std::size_t>(file.end - file.begin)},
                      file.path.rfind("assets/", 0) == 0};
    }
  }
  return std::nullopt;
}

}  // namespace cyto::review
