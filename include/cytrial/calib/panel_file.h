#pragma once

#include <filesystem>

#include "cytrial/core/channel.h"

namespace cyto {

/// Reads a panel (docs/formats/panel.md). Unknown keys, duplicate keys, a role given twice (except
/// "other") and a missing nuclear channel are errors.
/// @throws Error NoInput, Io, BadConfig naming the file and the JSON pointer.
[[nodiscard]] Panel read_panel_file(const std::filesystem::path& file);

}  // namespace cyto
