#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/sample.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

/// Whether two texts name one instrument: capitals and doubled blanks are no difference.
[[nodiscard]] bool same_instrument(const std::string& a, const std::string& b);

/// Whether a set may be used for a scan, from what both say of instrument, day, panel and camera field.
///
/// Refused: another instrument; fields of another size than the flat fields. Flagged: "calibration_expired"
/// (the scan is more than valid_days younger), "calibration_after_scan" (the set was measured later),
/// "calibration_other_panel" (same channels, another panel file), "calibration_unchecked" (the scan does not
/// tell instrument or day).
/// @param stated what the user says of the scan; wins over the scan's own words.
/// @throws Error BadConfig naming the scan, both instruments or both sizes, and the remedy.
[[nodiscard]] std::vector<QualityFlag> check_calibration(const CalibrationSet& set, const Panel& panel,
                                                         const SlideDescription& scan,
                                                         const ScanOrigin& stated);

/// What blank slides say of a count: "limit_of_blank" for a count above 0 that blank slides reach as well,
/// "other_thresholds" when they were analysed with other gates or another program. Empty: nothing.
[[nodiscard]] std::optional<QualityFlag> check_against_blanks(const CalibrationSet& set, std::uint64_t ctcs,
                                                              const std::string& gates_digest,
                                                              const std::string& program_version);

}  // namespace cyto
