#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cytrial/detect/detection_options.h"
#include "nucleus_regions.h"

namespace cyto {

/// What is certain of a part of touching basins before anything is asked.
enum class Compactness : std::uint8_t {
  Doubtful,
  OneBody,     ///< one object
  NucleusWide  ///< one object, and as wide as a nucleus
};

/// Parts of touching basins, each named by its lowest basin, that are one nucleus for certain: too short for
/// two side by side or without the waist between them, with the outline of an ellipse, as bright in all
/// basins. Nine of ten parts are one nucleus, and most are of this kind: nothing more has to be asked about
/// them.
/// @param part_of per basin, of touching_parts(regions.cores). @param pixel_um width of a work pixel.
/// @return per basin that names a part what is certain of it; Doubtful for the other basins.
[[nodiscard]] std::vector<Compactness> compact_parts(const NucleusRegions& regions,
                                                     std::span<const std::int32_t> part_of, double pixel_um,
                                                     const DetectionOptions& options);

}  // namespace cyto
