#pragma once

#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/calib/calibration_writer.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/report/calibration_page.h"

namespace cyto::cli {

/// A calibration set in the making: what the arguments and the base give, before anything is measured.
struct NewSet {
  Panel panel;
  CalibrationDraft draft;
  std::string kind;                   ///< "dark", "flat-field", "spillover", "thresholds"
  std::vector<std::string> findings;  ///< what needs eyes, for the page and standard output
};

/// Checks the arguments and reads panel and base. @throws Error Usage, CannotCreate (the folder is there
/// already) and those of panel and base.
[[nodiscard]] NewSet begin_set(const CalibrationArgs& args, const std::string& kind);

/// Takes instrument and day from the arguments, the control scans or the base, in this order.
/// @throws Error Usage when neither tells; BadConfig when the base is of another instrument.
void set_origin(NewSet& made, const CalibrationArgs& args, const ScanOrigin& scans);

/// Adds the files of control scans with their digests, in place of what the base had for that use.
void add_inputs(NewSet& made, const std::string& use, const std::vector<Path>& scans);

/// Thresholds hold for the corrections that they were measured with: a new one voids them.
void drop_thresholds(NewSet& made);

[[nodiscard]] OpenOptions open_options(const CalibrationArgs& args);

/// One line of the outcome, for standard output: name and value.
using Outcome = std::vector<std::pair<std::string, std::string>>;

/// Puts the frame around the page's sections, writes the set and prints the outcome.
void finish_set(NewSet& made, const CalibrationArgs& args, std::vector<PageSection> sections,
                const Outcome& outcome);

}  // namespace cyto::cli
