#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cyto {

/// Offset of the first byte that is no valid UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
/// U+10FFFF); empty when all of it is.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text) noexcept;

}  // namespace cyto
