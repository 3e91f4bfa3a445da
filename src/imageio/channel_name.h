#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// The name of a transparency sample: a channel only when a panel asks for it.
inline constexpr const char* kAlphaChannelName = "alpha";

/// A text from a file as a channel name: blanks at the ends cut, control characters and broken UTF-8
/// replaced by '?', at most 200 bytes.
[[nodiscard]] std::string clean_channel_name(const std::string& text);
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

}  // namespace cyto
