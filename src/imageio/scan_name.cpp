#include "cytrial/imageio/scan_name.h"

#include <pugixml.hpp>

#include <string_view>

#include "cytrial/core/error.h"
#include "ome_metadata.h"
#include "tiff_file.h"

namespace cyto {
namespace {

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // npos + 1 == 0
}

std::string first_image_name(const std::string& xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8)) {
    return {};
  }
  for (const pugi::xml_node node : document.document_element().children()) {
    if (local_name(node) == "Image") {
      return node.attribute("Name").value();
    }
  }
  return {};
}

}  // namespace

std::string scan_name_of(const std::filesystem::path& file) {
  std::error_code status;
  if (!std::filesystem::is_regular_file(file, status)) {
    return {};
  }
  try {
    const TiffFile tiff = open_tiff_file(file);
    const std::string& description = tiff.pages.empty() ? std::string() : tiff.pages.front().page.description;
    return looks_like_ome(description) ? first_image_name(description) : std::string();
  } catch (const Error& problem) {
    if (problem.code() != ErrorCode::BadData && problem.code() != ErrorCode::NoInput) {
      throw;  // it may have a name: that it could not be read must not pass for having none
    }
    return {};  // whoever opens it as a slide says what is wrong
  }
}

}  // namespace cyto
