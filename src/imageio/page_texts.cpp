#include "page_texts.h"

#include <pugixml.hpp>

#include <string_view>

namespace cyto {
namespace {

constexpr const char* kQpiRoot = "PerkinElmer-QPI-ImageDescription";

bool looks_like_qpi(const std::string& description) {
  constexpr std::size_t kSearched = 512;
  return !description.empty() && description.front() == '<' &&
         std::string_view(description).substr(0, kSearched).find(kQpiRoot) != std::string_view::npos;
}

/// Text of a direct child of the QPI root; empty when absent.
std::string qpi_field(const std::string& description, const char* field) {
  pugi::xml_document document;
  // The declaration says UTF-16, but the tag holds 8-bit text.
  const auto status =
      document.load_buffer(description.data(), description.size(), pugi::parse_default, pugi::encoding_utf8);
  return status ? document.child(kQpiRoot).child(field).text().get() : std::string();
}

}  // namespace

std::string channel_name_of_page(const TiffPage& page) {
  constexpr std::size_t kMaxNameBytes = 64;
  if (!page.page_name.empty()) {
    return page.page_name;
  }
  if (looks_like_qpi(page.description)) {
    return qpi_field(page.description, "Name");
  }
  const bool one_short_line = page.description.size() <= kMaxNameBytes &&
                              page.description.find_first_of("\n\r\t<>{}=") == std::string::npos;
  return one_short_line ? page.description : std::string();
}

bool is_side_image(const std::string& description) {
  if (!looks_like_qpi(description)) {
    return false;
  }
  const std::string type = qpi_field(description, "ImageType");
  return type == "Thumbnail" || type == "Overview" || type == "Label" || type == "ReducedResolution";
}

}  // namespace cyto
