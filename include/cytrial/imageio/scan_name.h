#pragma once

#include <filesystem>
#include <string>

namespace cyto {

/// The name that a scan gives itself: `Name` of the first Image of its OME-XML. Empty for a folder, a file
/// without OME-XML or one that cannot be understood: opening it as a slide says why.
/// @throws Error Io, NoPermission, OutOfMemory, TryAgain: whether it has a name is not known.
[[nodiscard]] std::string scan_name_of(const std::filesystem::path& file);

}  // namespace cyto
