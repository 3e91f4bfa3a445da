#include "model_text.h"

#include <nlohmann/json.hpp>

#include "cytrial/core/digest.h"

namespace cyto::learn {
namespace {

using Json = nlohmann::json;  // keys come out sorted

/// Bytes of a batch's or a file's name that are not UTF-8 become U+FFFD, as in every other output.
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json json_of(const Estimate& estimate) {
  return {{"value", estimate.value}, {"low", json_of(estimate.low)}, {"high", json_of(estimate.high)}};
}

Json json_of(const ModelFeature& feature) {
  return {{"name", feature.name}, {"unit", feature.unit}};
}

Json training_of(const ModelCard& card) {
  Json files = Json::array();
  for (const TrainingFile& file : card.files) {
    files.push_back(
        {{"name", file.name}, {"sha256", file.sha256}, {"rows", file.rows}, {"labelled", file.labelled}});
  }
  return {{"files", files},
          {"labels", card.labels},
          {"samples", card.samples},
          {"batches", card.batches.size()},
          {"events", card.events},
          {"ctcs", card.ctcs},
          {"others_beside_candidates", card.others_beside_candidates},
          {"trees", card.options.rounds},
          {"max_depth", card.options.max_depth},
          {"learning_rate", card.options.learning_rate}};
}

Json reliability_of(const ModelCard& card) {
  Json bins = Json::array();
  for (const ReliabilityBin& bin : card.reliability) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"events", bin.events},
                    {"ctcs", bin.ctcs},
                    {"mean_probability", bin.events == 0 ? Json(nullptr) : Json(bin.mean_probability)}});
  }
  return bins;
}

Json batches_of(const ModelCard& card) {
  Json batches = Json::array();
  for (const BatchMetrics& batch : card.batches) {
    batches.push_back({{"batch", batch.batch},
                       {"fold", batch.fold},
                       {"events", batch.events},
                       {"ctcs", batch.ctcs},
                       {"auc", json_of(batch.auc)},
                       {"brier", batch.brier},
                       {"log_loss", batch.log_loss},
                       {"ctcs_called", batch.ctcs_called},
                       {"others_called", batch.others_called}});
  }
  return batches;
}

Json validation_of(const ModelCard& card) {
  return {{"folds", card.folds},
          {"seed", card.options.seed},
          {"resamples", card.options.resamples},
          {"auc", json_of(card.auc)},
          {"brier", json_of(card.brier)},
          {"log_loss", json_of(card.log_loss)},
          {"brier_of_prevalence", card.brier_of_prevalence},
          {"log_loss_of_prevalence", card.log_loss_of_prevalence},
          {"reliability", reliability_of(card)},
          {"batches", batches_of(card)}};
}

Json card_json(const ModelCard& card) {
  Json features = Json::array();
  for (const ModelFeature& feature : card.features) {
    features.push_back(json_of(feature));
  }
  Json importance = Json::array();
  for (const FeatureImportance& one : card.importance) {
    Json entry = json_of(one.feature);
    entry["log_odds"] = one.log_odds;
    importance.push_back(entry);
  }
  return {{"format", kModelFormat},
          {"format_version", kModelFormatVersion},
          {"name", card.options.name},
          {"program_version", card.program_version},
          {"library", card.library},
          {"trained_on", name_of(card.trained_on)},
          {"scope", name_of(card.scope)},
          {"positive", "ctc"},
          {"features", features},
          {"training", training_of(card)},
          {"validation", validation_of(card)},
          {"calibration",
           {{"method", "platt"}, {"slope", card.calibration_slope}, {"offset", card.calibration_offset}}},
          {"importance", importance}};
}

}  // namespace

ModelText model_text(const ModelCard& card, const std::string& booster_json) {
  Json json = card_json(card);
  json["trees"] = booster_json;
  ModelText text;
  text.digest = sha256_of(text_of(json, -1));
  json["sha256"] = text.digest;
  text.json = text_of(json, 1) + "\n";
  return text;
}

std::string content_digest(const std::string& text) {
  Json json = Json::parse(text);
  json.erase("sha256");
  return sha256_of(text_of(json, -1));
}

}  // namespace cyto::learn
