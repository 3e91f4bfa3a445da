#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// A UUID that follows from `name` alone: the first 128 bits of its SHA-256, marked as version 8
/// (RFC 9562, section 5.8), lower case. The same name gives the same UUID everywhere.
[[nodiscard]] std::string stable_uuid(std::string_view name);

}  // namespace cyto
