#pragma once

#include <filesystem>

#include "cytrial/synth/scan_options.h"

namespace cyto::synth {

/// Writes the calibration set (docs/formats/calibration.md) of the simulated instrument: the dark offset and
/// relative response of every channel over one field, and the spillover matrix. They are exact, as no real
/// calibration is. Faults of the options came later: they are not in it. The response depends on field size,
/// vignetting and channel, not on the seed: one set fits every scan simulated with the same optics and
/// camera.
/// @param folder made when missing. @throws Error BadConfig, CannotCreate, Io, TryAgain.
void write_simulated_calibration(const ScanOptions& options, const std::filesystem::path& folder);

}  // namespace cyto::synth
