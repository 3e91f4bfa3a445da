#include "counts_json.h"

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/poisson_interval.h"
#include "cytrial/store/json_writer.h"

namespace cyto {
namespace {

constexpr std::string_view kFormat = "cytrial-counts";
constexpr std::int64_t kFormatVersion = 1;

void put(JsonWriter& json, std::string_view key, std::string_view value) {
  json.key(key);
  json.text(value);
}
void put(JsonWriter& json, std::string_view key, std::int64_t value) {
  json.key(key);
  json.integer(value);
}
void put(JsonWriter& json, std::string_view key, std::uint64_t value) {
  json.key(key);
  json.integer(value);
}
void put(JsonWriter& json, std::string_view key, double value) {
  json.key(key);
  json.number(value);
}
/// An empty text is an absent value.
void put_if_any(JsonWriter& json, std::string_view key, const std::string& value) {
  json.key(key);
  value.empty() ? json.null() : json.text(value);
}

void put_if(JsonWriter& json, bool counted, std::string_view key, std::uint64_t count) {
  json.key(key);
  counted ? json.integer(count) : json.null();
}

/// `rows` as an array of objects, each filled by `put_row`.
template <typename Rows, typename PutRow>
void put_objects(JsonWriter& json, std::string_view key, const Rows& rows, const PutRow& put_row) {
  json.key(key);
  json.begin_array();
  for (const auto& row : rows) {
    json.begin_object();
    put_row(row);
    json.end_object();
  }
  json.end_array();
}

void put_definitions(JsonWriter& json, const SampleCounts& counts) {
  put_if_any(json, "definition_set", counts.definition_set);
  put_objects(json, "definitions", counts.definitions, [&](const DefinitionCount& definition) {
    const PoissonInterval limits = garwood_interval(definition.count);
    put(json, "name", definition.name);
    put(json, "title", definition.title);
    put(json, "source", definition.source);
    json.key("reported");
    json.boolean(definition.reported);
    put(json, "count", definition.count);
    put(json, "count_low", limits.low);
    put(json, "count_high", limits.high);
  });
}

void put_markers(JsonWriter& json, const SampleCounts& counts) {
  put_objects(json, "markers", counts.markers, [&](const MarkerLevelCounts& marker) {
    const BinomialInterval limits = clopper_pearson_interval(marker.positive(), marker.total());
    put(json, "channel", marker.channel);
    json.key("ctcs_by_level");
    json.begin_array();
    for (const std::uint64_t ctcs : marker.ctcs) {
      json.integer(ctcs);
    }
    json.end_array();
    put(json, "not_known", marker.not_known);
    put(json, "positive_from", static_cast<std::int64_t>(marker.positive_from));
    put(json, "positive", marker.positive());
    json.key("positive_share");
    json.number(marker.positive_share());
    put(json, "positive_share_low", limits.low);
    put(json, "positive_share_high", limits.high);
    json.key("any_3");
    json.boolean(marker.ctcs[3] > 0);
    json.key("half_positive");
    json.boolean(marker.half_positive());
    json.key("h_score");
    json.number(marker.h_score());
  });
}

void put_counts(JsonWriter& json, const SampleResult& result) {
  json.key("counts");
  if (!result.counts) {
    json.null();
    return;
  }
  const SampleCounts& counts = *result.counts;
  const bool told_apart = is_classified(result);  // else the zeros were never counted
  json.begin_object();
  put(json, "events", counts.events);
  put(json, "nucleated_events", counts.nucleated_events);
  json.key("phenotypes");
  json.begin_object();
  for (const Phenotype phenotype : kAllPhenotypes) {
    put_if(json, told_apart || phenotype == Phenotype::Unclassified, name_of(phenotype),
           counts.of(phenotype));
  }
  json.end_object();
  put_if(json, told_apart, "ctc_clusters", counts.ctc_clusters);
  put_if(json, told_apart, "ctcs_in_clusters", counts.ctcs_in_clusters);
  json.key("unidentified_share");
  json.number(told_apart ? counts.unidentified_share() : std::nullopt);
  put_definitions(json, counts);
  put_markers(json, counts);
  json.end_object();
}

void put_findings(JsonWriter& json, const SampleResult& result) {
  put_objects(json, "quality_flags", result.flags, [&](const QualityFlag& flag) {
    put(json, "code", flag.code);
    put(json, "text", flag.text);
  });
  put_objects(json, "tile_failures", result.failures, [&](const TileFailure& failure) {
    put(json, "file", failure.file);
    put_if_any(json, "channel", failure.channel);
    put(json, "x_px", failure.rect.x);
    put(json, "y_px", failure.rect.y);
    put(json, "width_px", failure.rect.width);
    put(json, "height_px", failure.rect.height);
    put(json, "problem", failure.problem);
    put(json, "remedy", failure.remedy);
  });
  put_objects(json, "population", result.population, [&](const PopulationStatistic& statistic) {
    put(json, "column", statistic.column);
    put(json, "location", statistic.location);
    put(json, "scale", statistic.scale);
  });
}

void put_coverage(JsonWriter& json, const SampleResult& result) {
  json.key("coverage");
  json.begin_object();
  put(json, "width_px", result.width_px);
  put(json, "height_px", result.height_px);
  put(json, "pixel_size_x_um", result.pixel_size.x_um);
  put(json, "pixel_size_y_um", result.pixel_size.y_um);
  put(json, "area_mm2", result.area_mm2);
  put(json, "analysed_share", result.coverage.analysed_share);
  put(json, "in_focus_area_share", result.coverage.in_focus_area_share);
  put(json, "unobstructed_share", result.coverage.unobstructed_share);
  put(json, "usable_share", result.coverage.usable_share());
  put(json, "in_focus_share", result.in_focus_share);
  json.end_object();
}

void put_scan_files(JsonWriter& json, const SampleResult& result) {
  json.key("scan_files");
  json.begin_array();
  for (std::size_t i = 0; i < result.scan_files.size(); ++i) {
    json.begin_object();
    put(json, "name", result.scan_files[i]);
    put(json, "sha256", result.scan_digests[i]);
    json.end_object();
  }
  json.end_array();
}

void put_provenance(JsonWriter& json, const Provenance& provenance) {
  json.key("provenance");
  json.begin_object();
  put(json, "program_version", provenance.program_version);
  put(json, "config_json", provenance.config_json);
  put(json, "config_sha256", provenance.config_digest);
  put_if_any(json, "panel_sha256", provenance.panel_digest);
  put_if_any(json, "gates_sha256", provenance.gates_digest);
  put_if_any(json, "calibration_sha256", provenance.calibration_digest);
  json.end_object();
}

}  // namespace

std::string counts_json(const SampleResult& result, const Provenance& provenance,
                        const ContentDigests& digests) {
  JsonWriter json;
  json.begin_object();
  put(json, "format", kFormat);
  put(json, "format_version", kFormatVersion);
  put(json, "sample_id", result.sample_id);
  put(json, "status", name_of(result.status));
  json.key("reasons");
  json.begin_array();
  for (const std::string& reason : result.reasons) {
    json.text(reason);
  }
  json.end_array();
  put_if_any(json, "error_code", result.error_code);
  put_counts(json, result);
  json.key("blood_volume_ml");
  json.number(result.blood_volume_ml);
  put_coverage(json, result);
  put_findings(json, result);
  put_scan_files(json, result);
  put_provenance(json, provenance);
  put_if_any(json, "events_sha256", digests.events_sha256);
  put_if_any(json, "events_text_sha256", digests.events_text_sha256);
  put_if_any(json, "candidates_sha256", digests.candidates_sha256);
  put_if_any(json, "crops_sha256", digests.crops_sha256);
  json.end_object();
  return json.take();
}

}  // namespace cyto
