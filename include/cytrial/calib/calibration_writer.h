#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/core/channel.h"

namespace cyto {

/// A set to be written. `set.digest` is not looked at; `set.inputs` names everything it was made from.
struct CalibrationDraft {
  CalibrationSet set;
  std::string base_digest;  ///< of the set that parts were taken over from; empty: none
  std::string description;  ///< for people
  /// Further files of the folder: name and content. The report.
  std::vector<std::pair<std::string, std::string>> pages;
};

/// Refuses a folder that must not be written into. @throws Error CannotCreate when it exists and is not
/// empty: a set is never changed.
void require_new_folder(const std::filesystem::path& folder);

/// Writes the set as a new folder (docs/formats/calibration.md): it appears whole or not at all. Same draft,
/// same bytes. @return the set as read back and checked against the panel.
/// @throws Error CannotCreate, Io, TryAgain; BadConfig when what was written would be refused on reading.
CalibrationSet write_calibration_set(const CalibrationDraft& draft, const Panel& panel,
                                     const std::filesystem::path& folder);

}  // namespace cyto
