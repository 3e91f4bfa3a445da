#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "cytrial/core/units.h"

namespace cyto::validation {

struct LabelOptions {
  std::string batch;   ///< what the sample shares with others: stain lot, instrument, day, site; not empty
  std::string source;  ///< "simulated" or "real"
  PixelSize pixel_size;
  double max_distance_um = 3.0;
};

struct LabelCounts {
  std::uint64_t events = 0;
  std::uint64_t ctcs = 0;
  std::uint64_t unmatched = 0;  ///< events without a true object: "none"
};

/// Copies an events table (CSV) to `out` with the columns batch, label and label_source behind its own. The
/// label is the phenotype of the true object that the event matches as in score_events(), "none" without one.
/// @throws Error NoInput, Io; BadData naming file and line: no place, no phenotypes in the truth, labels
/// already there; BadConfig as score_events(). Reads the events twice; keeps one place per event.
LabelCounts label_events(const std::filesystem::path& events_csv, const std::filesystem::path& truth_csv,
                         const LabelOptions& options, std::ostream& out);

}  // namespace cyto::validation
