#include <nlohmann/json.hpp>
#include <string>

#include "cytrial/core/poisson_interval.h"
#include "views.h"

namespace cyto::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view type_name(PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return "uint8";
    case PixelType::UInt16:
      return "uint16";
    case PixelType::Float32:
      return "float32";
  }
  return "";
}

std::string finished(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const SlideDescription& slide) {
  Json json;
  json["files"] = slide.files;
  json["format"] = slide.format;
  json["width_px"] = slide.width_px;
  json["height_px"] = slide.height_px;
  json["pixel_type"] = type_name(slide.pixel_type);
  json["compression"] = slide.compression;
  json["block_width_px"] = slide.block_width_px;
  json["block_height_px"] = slide.block_height_px;
  json["pixel_size_x_um"] = slide.pixel_size ? Json(slide.pixel_size->x_um) : Json();
  json["pixel_size_y_um"] = slide.pixel_size ? Json(slide.pixel_size->y_um) : Json();
  json["pixel_size_source"] = slide.pixel_size_source;
  json["pyramid_levels"] = slide.pyramid_levels;
  json["channels"] = Json::array();
  for (const SlideChannel& channel : slide.channels) {
    json["channels"].push_back({{"name", channel.name},
                                {"role", channel.role.empty() ? Json() : Json(channel.role)},
                                {"file", channel.file},
                                {"page", channel.page},
                                {"sample", channel.sample}});
  }
  json["fields"] = Json::array();
  for (const FieldPlacement& field : slide.fields) {
    json["fields"].push_back({{"file", field.file},
                              {"x_px", field.rect.x},
                              {"y_px", field.rect.y},
                              {"width_px", field.rect.width},
                              {"height_px", field.rect.height}});
  }
  json["remarks"] = slide.remarks;
  return json;
}

Json json_of(const std::vector<DefinitionCount>& definitions) {
  Json json = Json::array();
  for (const DefinitionCount& definition : definitions) {
    const PoissonInterval limits = garwood_interval(definition.count);
    json.push_back({{"name", definition.name},
                    {"title", definition.title},
                    {"reported", definition.reported},
                    {"count", definition.count},
                    {"count_low", limits.low},
                    {"count_high", limits.high}});
  }
  return json;
}

Json json_of(const SampleResult& result) {
  Json json;
  json["sample_id"] = result.sample_id;
  json["status"] = name_of(result.status);
  json["reasons"] = result.reasons;
  json["error_code"] = result.error_code;
  json["blood_volume_ml"] = result.blood_volume_ml ? Json(*result.blood_volume_ml) : Json();
  const bool told_apart = result.counts && is_classified(result);
  json["ctc"] = told_apart ? Json(result.counts->of(Phenotype::Ctc)) : Json();
  json["counts"] = Json();
  if (result.counts) {
    for (const Phenotype phenotype : kAllPhenotypes) {
      const bool counted = told_apart || phenotype == Phenotype::Unclassified;
      json["counts"][std::string(name_of(phenotype))] = counted ? Json(result.counts->of(phenotype)) : Json();
    }
    json["events"] = result.counts->events;
    json["ctc_clusters"] = result.counts->ctc_clusters;
    json["ctcs_in_clusters"] = result.counts->ctcs_in_clusters;
    const auto share = told_apart ? result.counts->unidentified_share() : std::nullopt;
    json["unidentified_share"] = share ? Json(*share) : Json();
    json["definitions"] = json_of(result.counts->definitions);
  }
  json["analysed_share"] = result.coverage.analysed_share;
  json["in_focus_share"] = result.in_focus_share;
  json["in_focus_area_share"] = result.coverage.in_focus_area_share;
  json["unobstructed_share"] = result.coverage.unobstructed_share;
  json["usable_share"] = result.coverage.usable_share();
  json["population"] = Json::array();
  for (const PopulationStatistic& statistic : result.population) {
    json["population"].push_back(
        {{"column", statistic.column}, {"location", statistic.location}, {"scale", statistic.scale}});
  }
  json["flags"] = Json::array();
  for (const QualityFlag& flag : result.flags) {
    json["flags"].push_back({{"code", flag.code}, {"text", flag.text}});
  }
  json["failures"] = Json::array();
  for (const TileFailure& failure : result.failures) {
    json["failures"].push_back({{"file", failure.file},
                                {"channel", failure.channel},
                                {"x_px", failure.rect.x},
                                {"y_px", failure.rect.y},
                                {"width_px", failure.rect.width},
                                {"height_px", failure.rect.height},
                                {"problem", failure.problem},
                                {"remedy", failure.remedy}});
  }
  return json;
}

Json json_of(const RunSummary& summary) {
  return {{"tiles", summary.tiles},
          {"windows", summary.windows},
          {"events", summary.events},
          {"threads", summary.threads},
          {"live_tiles", summary.live_tiles},
          {"cache_bytes", summary.cache_bytes},
          {"blocks_in_slide", summary.reading.blocks_in_slide},
          {"blocks_decoded", summary.reading.blocks_decoded},
          {"blocks_for_crops", summary.blocks_for_crops},
          {"seconds_reading", summary.seconds_reading},
          {"seconds_analysing", summary.seconds_analysing},
          {"seconds_writing", summary.seconds_writing},
          {"seconds_classifying", summary.seconds_classifying},
          {"seconds_total", summary.seconds_total},
          {"peak_memory_bytes", summary.peak_memory_bytes}};
}

}  // namespace

std::string slide_json(const SlideDescription& slide) {
  return finished(json_of(slide));
}

std::string result_json(const SampleResult& result, const RunSummary* summary) {
  Json json = json_of(result);
  if (summary != nullptr) {
    json["run"] = json_of(*summary);
  }
  return finished(json);
}

std::string reconciliation_json(const Reconciliation& sums, const std::vector<SampleResult>& results) {
  Json json;
  json["samples_in"] = sums.in;
  json["evaluable"] = sums.evaluable;
  json["not_evaluable"] = sums.not_evaluable;
  json["duplicates"] = sums.duplicates;
  json["quarantined"] = sums.quarantined;
  json["earlier_kept"] = sums.earlier_kept;
  json["refused_rows"] = sums.refused_rows;
  json["samples"] = Json::array();
  for (const SampleResult& result : results) {
    json["samples"].push_back(json_of(result));
  }
  return finished(json);
}

}  // namespace cyto::cli
