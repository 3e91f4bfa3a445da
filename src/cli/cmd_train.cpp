#include <iostream>
#include <string>

#include "commands.h"
#include "console.h"
#include "cytrial/classify/model_features.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "cytrial/core/number_text.h"
#include "cytrial/learn/train_model.h"
#include "cytrial/report/model_page.h"
#include "cytrial/store/json_writer.h"

namespace cyto::cli {
namespace {

std::string model_name(const TrainArgs& args) {
  if (!args.name.empty()) {
    return args.name;
  }
  const std::string file = args.out.filename().string();
  return id_from(file.substr(0, file.find('.')));
}

Path page_of(const Path& model) {
  Path page = model;
  page.replace_extension(".html");
  if (page == model) {
    throw Error(ErrorCode::Usage, "--out " + model.string(), "would be overwritten by the page about it",
                "let it end in .json");
  }
  return page;
}

std::string with_interval(const learn::Estimate& estimate, int decimals) {
  std::string text = number_text(estimate.value, decimals);
  if (estimate.low && estimate.high) {
    text +=
        " (" + number_text(*estimate.low, decimals) + " to " + number_text(*estimate.high, decimals) + ")";
  }
  return text;
}

/// Which events the model will speak of, and why.
std::string scope_line(const learn::ModelCard& card) {
  const std::string others = std::to_string(card.others_beside_candidates);
  return "speaks of " + std::string(words_of(card.scope)) + ": trained on " + others +
         " events that are no CTC and were no candidate\n";
}

std::string card_text(const learn::ModelCard& card) {
  std::vector<std::vector<std::string>> batches{
      {"batch", "fold", "events", "CTCs", "AUC", "Brier", "log loss", "CTCs >= 0.5", "others >= 0.5"}};
  for (const learn::BatchMetrics& batch : card.batches) {
    batches.push_back({batch.batch, std::to_string(batch.fold), std::to_string(batch.events),
                       std::to_string(batch.ctcs), batch.auc ? number_text(*batch.auc, 4) : "-",
                       number_text(batch.brier, 5), number_text(batch.log_loss, 5),
                       std::to_string(batch.ctcs_called), std::to_string(batch.others_called)});
  }
  return "model " + card.options.name + ", trained on " + std::string(words_of(card.trained_on)) + ": " +
         std::to_string(card.events) + " events, " + std::to_string(card.ctcs) + " CTCs, " +
         std::to_string(card.samples) + " samples, " + std::to_string(card.batches.size()) + " batches\n" +
         scope_line(card) + "of batches not seen (95 % interval over batches): AUC " +
         with_interval(card.auc, 4) + ", Brier " + with_interval(card.brier, 5) + ", log loss " +
         with_interval(card.log_loss, 5) + "\n" + aligned_table(batches);
}

void put(JsonWriter& json, const char* key, const learn::Estimate& estimate) {
  json.key(key);
  json.begin_object();
  json.key("value");
  json.number(estimate.value);
  json.key("low");
  json.number(estimate.low);
  json.key("high");
  json.number(estimate.high);
  json.end_object();
}

std::string card_json(const learn::TrainedModel& model, const Path& file, const Path& page) {
  JsonWriter json;
  json.begin_object();
  json.key("model");
  json.text(file.string());
  json.key("page");
  json.text(page.string());
  json.key("sha256");
  json.text(model.digest);
  json.key("trained_on");
  json.text(name_of(model.card.trained_on));
  json.key("scope");
  json.text(name_of(model.card.scope));
  json.key("events");
  json.integer(model.card.events);
  json.key("ctcs");
  json.integer(model.card.ctcs);
  put(json, "auc", model.card.auc);
  put(json, "brier", model.card.brier);
  put(json, "log_loss", model.card.log_loss);
  json.end_object();
  return json.take();
}

}  // namespace

int run(const TrainArgs& args) {
  learn::TrainingOptions options;
  options.name = model_name(args);
  options.folds = args.folds;
  options.rounds = args.trees;
  options.max_depth = args.max_depth;
  options.learning_rate = args.learning_rate;
  options.seed = args.seed;
  options.validate();
  const Path page = page_of(args.out);
  const learn::TrainingTable table = learn::read_training_table(args.events, all_model_features());
  const learn::TrainedModel model = learn::train_model(table, options);
  write_file_atomically(page, model_page_html(model));
  write_file_atomically(args.out, model.json);
  std::cout << (args.json ? card_json(model, args.out, page) : card_text(model.card));
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
