#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/strict_json.h"

namespace cyto {

/// Reads {"dark": {"file", "sha256"}, "gain": {"file", "sha256"}} of one channel from `folder`; the gain may
/// be absent.
/// @param digests gets the SHA-256 of the files, in that order.
/// @throws Error NoInput, BadData, BadConfig.
[[nodiscard]] FlatField read_flat_field(const JsonReader& entry, const std::filesystem::path& folder,
                                        std::vector<std::string>& digests);

}  // namespace cyto
