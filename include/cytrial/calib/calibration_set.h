#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"

namespace cyto {

/// Dark offset and relative response of one channel for one camera field.
struct FlatField {
  cv::Mat1f dark;  ///< field rows x columns [ADU]
  cv::Mat1f gain;  ///< field rows x columns, mean 1, > 0
};

/// Spillover and its inverse for the panel's channels. Row = dye, column = detector, diagonal 1.
struct SpilloverMatrix {
  std::vector<std::string> channels;  ///< in panel order
  cv::Mat1d spillover;
  cv::Mat1d compensation;  ///< inverse of spillover
};

/// One dated calibration, checked against a panel. Read-only after loading; safe to share.
struct CalibrationSet {
  std::string name;
  std::string instrument;
  std::string date;                                   ///< "2026-01-31"
  std::vector<std::optional<FlatField>> flat_fields;  ///< per panel channel
  std::optional<SpilloverMatrix> spillover;
  std::string digest;  ///< SHA-256 over set.json and every file it names
};

/// Reads `folder`/set.json and the files it names (docs/formats/calibration.md).
/// @throws Error NoInput, BadData, BadConfig (wrong panel, digest of a file differs, gain not positive,
///         matrix singular or diagonal not 1).
[[nodiscard]] CalibrationSet read_calibration_set(const std::filesystem::path& folder, const Panel& panel);

}  // namespace cyto
