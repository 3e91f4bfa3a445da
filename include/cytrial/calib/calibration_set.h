#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/calib/blank_estimate.h"
#include "cytrial/core/channel.h"

namespace cyto {

/// How long a set holds that does not say it [days].
inline constexpr std::int64_t kDefaultValidDays = 365;

/// Dark offset and relative response of one channel for one camera field.
struct FlatField {
  cv::Mat1f dark;             ///< field rows x columns [ADU]
  cv::Mat1f gain;             ///< field rows x columns, mean 1, > 0
  bool gain_measured = true;  ///< false: only the dark was measured, the gain is 1 everywhere
};

/// Spillover and its inverse for the panel's channels. Row = dye, column = detector, diagonal 1.
struct SpilloverMatrix {
  std::vector<std::string> channels;  ///< in panel order
  cv::Mat1d spillover;
  cv::Mat1d compensation;    ///< inverse of spillover
  cv::Mat1d standard_error;  ///< of `spillover`; empty when the set does not say
};

/// What blank slides showed of the program's false calls, and what the figures hold for.
struct BlankThresholds {
  std::string gates_digest;     ///< SHA-256 of the gate file
  std::string program_version;  ///< "cytrial 0.1.0"
  BlankEstimate blank;
};

/// A file that a set was made from.
struct CalibrationInput {
  std::string use;   ///< "dark", "flat-field", "spillover DAPI", "blank B01"
  std::string file;  ///< name without folders
  std::string sha256;
  friend bool operator==(const CalibrationInput&, const CalibrationInput&) = default;
};

/// One dated calibration, checked against a panel. Read-only after loading; safe to share.
struct CalibrationSet {
  std::string name;
  std::string instrument;
  std::string date;                                   ///< "2026-01-31"
  std::vector<std::optional<FlatField>> flat_fields;  ///< per panel channel
  std::optional<SpilloverMatrix> spillover;
  std::optional<BlankThresholds> thresholds;
  std::int64_t valid_days = kDefaultValidDays;  ///< after `date`
  std::string panel_name;                       ///< of the panel it was made with; empty: not told
  std::string panel_digest;
  std::string program_version;           ///< that made it; empty: not told
  std::vector<CalibrationInput> inputs;  ///< in the order of the file
  std::string digest;                    ///< SHA-256 over set.json and every file it names
};

/// Reads `folder`/set.json and the files it names (docs/formats/calibration.md).
/// @throws Error NoInput, BadData, BadConfig (wrong panel, digest of a file differs, gain not positive,
///         matrix singular or diagonal not 1).
[[nodiscard]] CalibrationSet read_calibration_set(const std::filesystem::path& folder, const Panel& panel);

}  // namespace cyto
