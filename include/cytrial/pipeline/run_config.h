#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/classify/classifier.h"
#include "cytrial/core/channel.h"
#include "cytrial/core/event_model.h"
#include "cytrial/core/provenance.h"
#include "cytrial/detect/detection_options.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/imageio/tile_grid.h"
#include "cytrial/measure/feature_set.h"
#include "cytrial/quality/window_quality.h"

namespace cyto {

/// The analysis windows. Part of the method: other ones may move results near seams, so they are no option
/// (docs/decisions/0002-analysis-windows.md).
inline constexpr WindowLayout kWindow{2048, 1024, kQualityCellPx, kQualityReachPx};

/// Everything that can change a result. Its digest stands beside every count.
struct AnalysisConfig {
  Panel panel;
  GateFilePtr gates;
  std::shared_ptr<const CalibrationSet> calibration;  ///< null: none
  std::shared_ptr<const EventModel> model;            ///< null: none
  std::optional<PixelSize> pixel_size;                ///< wins over file and panel
  DetectionOptions detection;
  FeatureSet features = FeatureSet::Standard;  ///< as asked for; counts are the same with each
};

/// What is measured of events: as asked for, and what the gates and the panel's marker levels look at.
[[nodiscard]] Features measured_features(const AnalysisConfig& config);

/// What a run may use. No value here changes a result.
struct ResourceLimits {
  int threads = 0;                           ///< 0: as many as the machine offers
  std::int64_t tile_px = 1024;               ///< 64..16384
  std::uint64_t memory_bytes = 1ULL << 30U;  ///< for pixels, events and caches of one sample
  /// @throws Error Usage naming the first value out of range.
  void validate() const;
};

/// One sample to analyse.
struct SampleInput {
  std::string sample_id;                    ///< checked by is_valid_id()
  std::vector<std::filesystem::path> scan;  ///< one file, one per channel, or a folder of fields
  std::optional<double> blood_volume_ml;
  ScanOrigin stated_origin;  ///< what the user says of instrument and day; wins over the scan
  std::optional<std::filesystem::path> label_folder;  ///< write nuclei.tif and cells.tif here
  std::size_t max_crops = 300;                        ///< candidates that get pictures
};

/// The configuration as JSON with sorted keys: the text whose digest identifies it.
[[nodiscard]] std::string canonical_config_json(const AnalysisConfig& config);

[[nodiscard]] Provenance provenance_of(const AnalysisConfig& config);

/// The provenance of a result whose stored events were classified again with other gates.
/// @param model null: none. @throws Error BadData when `analysed` holds no configuration.
[[nodiscard]] Provenance with_gates(const Provenance& analysed, const GateFile& gates,
                                    const EventModel* model);

}  // namespace cyto
