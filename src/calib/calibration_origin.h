#pragma once

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/strict_json.h"

namespace cyto {

/// Reads {"gates_sha256", "program", "slides", "cells", "false_ctcs", ...} of blank slides.
/// @throws Error BadConfig.
[[nodiscard]] BlankThresholds read_thresholds(const JsonReader& entry);

/// Reads what a set says of its making: "valid_days", "panel", "program", "inputs", "made_from".
/// @throws Error BadConfig.
void read_origin(const JsonReader& root, CalibrationSet& set);

}  // namespace cyto
