#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// `text` for an XML 1.0 element or attribute value in double quotes: markup escaped, control characters,
/// which XML cannot hold, as blanks. All texts of the program are UTF-8.
[[nodiscard]] std::string xml_escaped(std::string_view text);
/// ` name="value"`, the value escaped.
[[nodiscard]] std::string xml_attribute(std::string_view name, std::string_view value);

}  // namespace cyto
