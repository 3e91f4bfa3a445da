#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cyto {

/// The name of a transparency sample: a channel only when a panel asks for it.
inline constexpr const char* kAlphaChannelName = "alpha";

/// A text from a file as it may stand in a message or a result: control characters and broken UTF-8
/// replaced by '?', at most `max_bytes` long and never cut within a character.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes = 200);
/// The same as a channel name: blanks at the ends cut.
[[nodiscard]] std::string clean_channel_name(const std::string& text);
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

}  // namespace cyto
