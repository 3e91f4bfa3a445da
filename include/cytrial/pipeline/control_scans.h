#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/calib/field_exposure.h"
#include "cytrial/calib/spillover_estimate.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/log.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// What control scans say of their making, all alike. @throws Error BadData naming the scan that was taken
/// with another instrument than the first.
[[nodiscard]] ScanOrigin common_origin(const std::vector<SlideDescription>& scans);

/// Reads every camera field of control scans, one after another in the order given: the planes of the panel's
/// channels as stored. A scan without fields is one field.
/// @param visit is called for each; the planes are valid during the call.
/// @return what was understood of each scan.
/// @throws Error of opening a scan; BadData naming file, place and remedy when a field cannot be read.
std::vector<SlideDescription> visit_fields(const std::vector<std::filesystem::path>& scans,
                                           const Panel& panel, const OpenOptions& options,
                                           const std::function<void(const FieldExposure&)>& visit,
                                           Logger& logger);

/// The stained objects of a single-stain slide: connected pixels of the dye's own channel that stand out of
/// the local background, and their means in every channel. Objects with saturated pixels and objects cut by
/// the border are left out. The grid of windows depends on the slide alone.
/// @param calibration null, or the set whose dark and flat field are applied first.
/// @throws Error of opening the scan; BadConfig when the calibration does not fit; BadData when a part cannot
/// be read.
[[nodiscard]] StainControl collect_stained_objects(SlideReader& reader, const Panel& panel,
                                                   std::size_t channel, const CalibrationSet* calibration,
                                                   Logger& logger);

}  // namespace cyto
