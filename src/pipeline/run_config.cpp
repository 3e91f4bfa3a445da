#include "cytrial/pipeline/run_config.h"

#include <nlohmann/json.hpp>
#include <string>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/measure/event_builder.h"

namespace cyto {
namespace {

constexpr std::int64_t kMinTilePx = 64;
constexpr std::int64_t kMaxTilePx = 16384;
constexpr int kMaxThreads = 1024;

nlohmann::json json_of(const DetectionOptions& options) {
  // A new option must be listed: two results that it sets apart would otherwise share a digest.
  static_assert(sizeof(DetectionOptions) == 11 * sizeof(double));
  return {{"min_nucleus_diameter_um", options.min_nucleus_diameter_um},
          {"max_nucleus_diameter_um", options.max_nucleus_diameter_um},
          {"min_nucleus_snr", options.min_nucleus_snr},
          {"nucleus_edge_fraction", options.nucleus_edge_fraction},
          {"merge_score", options.merge_score},
          {"min_nucleus_score", options.min_nucleus_score},
          {"ring_um", options.ring_um},
          {"max_cytoplasm_um", options.max_cytoplasm_um},
          {"min_fragment_diameter_um", options.min_fragment_diameter_um},
          {"min_cytokeratin_snr", options.min_cytokeratin_snr},
          {"cytokeratin_edge_fraction", options.cytokeratin_edge_fraction}};
}

}  // namespace

void ResourceLimits::validate() const {
  if (threads < 0 || threads > kMaxThreads) {
    throw Error(ErrorCode::Usage, "--threads " + std::to_string(threads), "must be 0 (all) to 1024");
  }
  if (tile_px < kMinTilePx || tile_px > kMaxTilePx) {
    throw Error(ErrorCode::Usage, "--tile-px " + std::to_string(tile_px), "must be 64 to 16384");
  }
}

Features measured_features(const AnalysisConfig& config) {
  return measured_features(config.features, config.panel, columns_looked_at(*config.gates, config.panel));
}

std::string canonical_config_json(const AnalysisConfig& config) {
  nlohmann::json json;  // keys come out sorted
  json["panel_digest"] = config.panel.digest;
  json["gates_digest"] = digest_of(*config.gates);
  json["calibration_digest"] = config.calibration ? config.calibration->digest : "";
  if (config.model) {
    json["model_digest"] = config.model->digest();
  }
  if (config.pixel_size) {
    json["pixel_size_um"] = {config.pixel_size->x_um, config.pixel_size->y_um};
  }
  json["window_px"] = {kWindow.width_px, kWindow.height_px};
  json["window_examined_before_px"] = kWindow.examined_before_px;
  json["detection"] = json_of(config.detection);
  if (config.features != FeatureSet::Standard) {
    json["features"] = name_of(config.features);
  }
  return json.dump();
}

Provenance provenance_of(const AnalysisConfig& config) {
  Provenance provenance;
  provenance.program_version = std::string("cytrial ") + program_version();
  provenance.config_json = canonical_config_json(config);
  provenance.config_digest = sha256_of(provenance.config_json);
  provenance.panel_digest = config.panel.digest;
  provenance.gates_digest = digest_of(*config.gates);
  provenance.calibration_digest = config.calibration ? config.calibration->digest : "";
  return provenance;
}

Provenance with_gates(const Provenance& analysed, const GateFile& gates, const EventModel* model) {
  nlohmann::json json = nlohmann::json::parse(analysed.config_json, nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorCode::BadData, "stored configuration", "is no JSON object",
                "analyse the sample again with this version");
  }
  json["gates_digest"] = digest_of(gates);
  json.erase("model_digest");
  if (model != nullptr) {
    json["model_digest"] = model->digest();
  }
  Provenance provenance = analysed;
  provenance.program_version = std::string("cytrial ") + program_version();
  provenance.config_json = json.dump();
  provenance.config_digest = sha256_of(provenance.config_json);
  provenance.gates_digest = digest_of(gates);
  return provenance;
}

}  // namespace cyto
