#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/store/run_store.h"

namespace cyto {

/// The spillover matrix that the events of a sample were compensated with.
struct EventSpillover {
  std::vector<std::string> prefixes;  ///< column prefix of each channel, in panel order: "ck"
  std::vector<double> matrix;         ///< row = dye, column = detector, row-major, diagonal 1
};

/// The column that holds a channel's mean over the cell as the camera saw it.
[[nodiscard]] std::string as_measured_column(const std::string& prefix);

/// The events of one sample as an FCS 3.1 file for flow cytometry programs (docs/formats/fcs.md): all columns
/// of the event table, then `event_id` (up to 2^24 events, beyond which a 32-bit float cannot hold it). With
/// a spillover matrix a column as_measured_column() per channel follows, and $SPILLOVER names these: a
/// program that applies the keyword gets the compensated means of the event table back and compensates
/// nothing twice. The file appears whole or not at all.
/// @return events written.
/// @throws Error Usage for an unknown sample; NotEvaluable; BadConfig when a channel has no mean column;
/// BadData; CannotCreate, NoPermission, TryAgain.
std::uint64_t export_flow_events(const RunStore& store, const std::string& sample_id,
                                 const std::optional<EventSpillover>& spillover,
                                 const std::filesystem::path& file);

}  // namespace cyto
