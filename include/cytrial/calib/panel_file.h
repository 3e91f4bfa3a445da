#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "cytrial/core/channel.h"

namespace cyto {

/// Reads a panel (docs/formats/panel.md). Unknown keys, duplicate keys, a role given twice (except
/// "other") and a missing nuclear channel are errors.
/// @throws Error NoInput, Io, BadConfig naming the file and the JSON pointer.
[[nodiscard]] Panel read_panel_file(const std::filesystem::path& file);

/// The same for a panel's text. @param subject names it in messages.
[[nodiscard]] Panel parse_panel(std::string_view text, const std::string& subject);

}  // namespace cyto
