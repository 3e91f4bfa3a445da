#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "cytrial/core/log.h"
#include "cytrial/synth/scan_options.h"

namespace cyto::synth {

/// Where a simulated scan goes. An empty path is not written; `scan` and `truth` must be given.
struct ScanPaths {
  std::filesystem::path scan;     ///< OME-TIFF, one page per channel: DAPI, CK, CD45, HER2
  std::filesystem::path truth;    ///< CSV, one row per object (docs/formats/truth.md)
  std::filesystem::path labels;   ///< 32-bit nuclei mask: object_id of cells, 0 elsewhere
  std::filesystem::path options;  ///< all options and the counts as JSON
};

/// What the scan holds.
struct SimulatedScan {
  std::uint64_t objects = 0;                          ///< rows of the truth table
  std::uint64_t cells = 0;                            ///< nucleated: truth rows with is_cell = 1
  std::map<std::string, std::uint64_t> by_phenotype;  ///< stored names
  std::map<std::string, std::uint64_t> by_type;       ///< "leukocyte_lymphocyte", "ctc", ...
};

/// Writes a scan with known cells, band by band: memory is a band of the scan (about 150 MB at 16384 pixels
/// width and four channels) whatever its height. The bytes depend on the options alone.
/// Every file appears whole; the truth appears last, and an older one is removed first: where a truth stands,
/// it belongs to the scan beside it.
/// @throws Error BadConfig (option out of range, no room for the CTCs), CannotCreate (also: fields into a
///         folder that is not empty), Io, TryAgain; Usage when `scan` or `truth` is missing.
SimulatedScan simulate_scan(const ScanOptions& options, const ScanPaths& paths, Logger& log);

}  // namespace cyto::synth
