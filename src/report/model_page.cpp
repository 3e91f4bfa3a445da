#include "cytrial/report/model_page.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/number_text.h"
#include "page_frame.h"
#include "readable_number.h"
#include "reliability_diagram.h"
#include "table_parts.h"

namespace cyto {
namespace {

using learn::ModelCard;

constexpr double kBarPx = 260.0;

/// Small losses with three significant digits.
std::string loss_text(double value) {
  return number_text(value, value < 0.01 ? 5 : 4);
}

void write_number(Markup& page, const std::string& text) {
  page.leaf("td", text, {{"class", "number"}});
}

void write_source(Markup& page, const ModelCard& card) {
  if (card.trained_on == TrainingSource::Real) {
    return;
  }
  const auto banner = page.in("div", {{"class", "banner stop"}});
  page.leaf("h2", "Trained on " + std::string(words_of(card.trained_on)));
  page.leaf(
      "p",
      "Nothing on this page says how the model does on real cells. Every result it is used for says so too.");
}

void write_scope(Markup& page, const ModelCard& card) {
  page.leaf("h2", "Speaks of " + std::string(words_of(card.scope)));
  const std::string beside = grouped(card.others_beside_candidates);
  page.leaf("p", card.scope == ModelScope::Candidates
                     ? "It was trained on candidates: only " + beside +
                           " events without CTC label were none. It ranks the candidates of the gates. Other "
                           "events get no probability, and it brings up none of them."
                     : "It was trained on " + beside +
                           " events, too, that are no CTC and were no candidate. It gives every event a "
                           "probability, and brings up those that it takes for CTCs and the gates do not.");
}

void write_figure_row(Markup& page, const std::string& name, const learn::Estimate& estimate,
                      const std::string& without, bool loss) {
  const auto text = [loss](double value) { return loss ? loss_text(value) : number_text(value, 4); };
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}});
  write_number(page, text(estimate.value));
  write_number(page,
               estimate.low && estimate.high ? text(*estimate.low) + " to " + text(*estimate.high) : "");
  write_number(page, without);
}

void write_figures(Markup& page, const ModelCard& card) {
  page.leaf("h2", "On batches it had not seen");
  page.leaf("p", grouped(card.events) + " events, " + grouped(card.ctcs) + " of them CTCs, of " +
                     grouped(card.samples) + " samples in " + grouped(card.batches.size()) +
                     " batches. Each batch was predicted by trees and a calibration made without it (" +
                     std::to_string(card.folds) + " folds).");
  const auto table = page.in("table");
  write_table_head(page, {"Figure", "#Value", "#95 % interval over batches", "#Without a model"});
  const auto body = page.in("tbody");
  write_figure_row(page, "Area under the ROC curve", card.auc, "0.5", false);
  write_figure_row(page, "Brier score", card.brier, loss_text(card.brier_of_prevalence), true);
  write_figure_row(page, "Log loss", card.log_loss, loss_text(card.log_loss_of_prevalence), true);
}

void write_reliability(Markup& page, const ModelCard& card) {
  page.leaf("h2", "Reliability");
  page.leaf(
      "p",
      "Of events with a predicted probability of 0.3, three in ten should be CTCs. Points on the dashed line "
      "say so; bars are exact 95 % intervals of the share.");
  draw_reliability(page, card.reliability);
  const auto table = page.in("table");
  write_table_head(page,
                   {"Predicted", "#Events", "#CTCs", "#Mean predicted", "#Share of CTCs", "#95 % interval"});
  const auto body = page.in("tbody");
  for (const learn::ReliabilityBin& bin : card.reliability) {
    const auto row = page.in("tr");
    page.leaf("th", number_text(bin.low, 1) + " to " + number_text(bin.high, 1), {{"scope", "row"}});
    write_number(page, grouped(bin.events));
    write_number(page, grouped(bin.ctcs));
    if (bin.events == 0) {
      page.leaf("td", "").leaf("td", "").leaf("td", "");
      continue;
    }
    const BinomialInterval interval = clopper_pearson_interval(bin.ctcs, bin.events);
    write_number(page, number_text(bin.mean_probability, 4));
    write_number(page, number_text(static_cast<double>(bin.ctcs) / static_cast<double>(bin.events), 4));
    write_number(page, number_text(interval.low, 4) + " to " + number_text(interval.high, 4));
  }
}

void write_batches(Markup& page, const ModelCard& card) {
  page.leaf("h2", "By batch");
  const auto scroll = page.in("div", {{"class", "scroll"}});
  const auto table = page.in("table");
  page.leaf("caption", "Called: predicted 0.5 or more.");
  write_table_head(page, {"Batch", "#Fold", "#Events", "#CTCs", "#CTCs called", "#Others called", "#AUC",
                          "#Brier score", "#Log loss"});
  const auto body = page.in("tbody");
  for (const learn::BatchMetrics& batch : card.batches) {
    const auto row = page.in("tr");
    page.leaf("th", batch.batch, {{"scope", "row"}});
    write_number(page, std::to_string(batch.fold));
    write_number(page, grouped(batch.events));
    write_number(page, grouped(batch.ctcs));
    write_number(page, grouped(batch.ctcs_called));
    write_number(page, grouped(batch.others_called));
    write_number(page, batch.auc ? number_text(*batch.auc, 4) : "one kind only");
    write_number(page, loss_text(batch.brier));
    write_number(page, loss_text(batch.log_loss));
  }
}

void write_importance(Markup& page, const ModelCard& card) {
  page.leaf("h2", "What the features weigh");
  page.leaf("p",
            "Mean size of a feature's effect on the log-odds (SHAP), CTCs and other events with equal "
            "weight. It says "
            "what the model looks at, not what causes what.");
  const double greatest = card.importance.empty() ? 1.0 : std::max(1e-9, card.importance.front().log_odds);
  const auto table = page.in("table");
  write_table_head(page, {"Feature", "Unit", "", "#Effect"});
  const auto body = page.in("tbody");
  for (const learn::FeatureImportance& one : card.importance) {
    const auto row = page.in("tr");
    page.leaf("th", one.feature.name, {{"scope", "row"}});
    page.leaf("td", one.feature.unit);
    {
      const auto cell = page.in("td");
      const auto svg = page.in("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                       {"width", number_text(kBarPx, 0)},
                                       {"height", "12"},
                                       {"aria-hidden", "true"}});
      page.empty(
          "rect",
          {{"width", number_text(kBarPx * one.log_odds / greatest, 1)}, {"height", "12"}, {"class", "low"}});
    }
    write_number(page, number_text(one.log_odds, 3));
  }
}

void write_origin(Markup& page, const learn::TrainedModel& model) {
  const ModelCard& card = model.card;
  page.leaf("h2", "Origin");
  const auto list = page.in("dl");
  const auto fact = [&page](std::string_view name, const std::string& value) {
    page.leaf("dt", name).leaf("dd", value);
  };
  fact("Model SHA-256", model.digest);
  fact("Trees", std::to_string(card.options.rounds) + ", at most " + std::to_string(card.options.max_depth) +
                    " splits deep, learning rate " + number_text(card.options.learning_rate) + ", by " +
                    card.library);
  fact("Calibration", "log-odds = " + number_text(card.calibration_slope, 4) + " × margin " +
                          (card.calibration_offset < 0.0 ? "− " : "+ ") +
                          number_text(std::abs(card.calibration_offset), 4) + " (Platt)");
  for (const auto& [label, count] : card.labels) {
    fact("Label " + label, grouped(count));
  }
  for (const learn::TrainingFile& file : card.files) {
    fact(file.name,
         grouped(file.labelled) + " of " + grouped(file.rows) + " rows labelled, SHA-256 " + file.sha256);
  }
}

}  // namespace

std::string model_page_html(const learn::TrainedModel& model) {
  const ModelCard& card = model.card;
  const PageFrame frame{"Model " + card.options.name, "Trained on " + std::string(words_of(card.trained_on)),
                        "Made with " + card.program_version + ", model SHA-256 " + model.digest + "."};
  return framed_page(frame, [&](Markup& page) {
    write_source(page, card);
    write_scope(page, card);
    write_figures(page, card);
    write_reliability(page, card);
    write_batches(page, card);
    write_importance(page, card);
    write_origin(page, model);
  });
}

}  // namespace cyto
