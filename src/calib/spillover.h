#pragma once

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/strict_json.h"

namespace cyto {

/// Reads {"channels": [...], "matrix": [[...], ...]}, puts it into the panel's order, checks and inverts it.
/// @throws Error BadConfig.
[[nodiscard]] SpilloverMatrix read_spillover(const JsonReader& entry, const Panel& panel);

}  // namespace cyto
