#include "gallery.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "png_picture.h"
#include "readable_number.h"
#include "review_words.h"
#include "sample_sections.h"
#include "state_words.h"

namespace cyto {
namespace {

constexpr std::string_view kComposite = "composite";

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    (text += text.empty() ? "" : " \u2192 ") += name;
  }
  return text;
}

std::string comma_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    (text += text.empty() ? "" : ", ") += name;
  }
  return text;
}

void write_picture(Markup& page, const PngPicture& picture, const std::string& name,
                   const Candidate& candidate, double bar_share) {
  const auto figure = page.in("figure");
  {
    const auto frame = page.in("div", {{"class", "picture"}});
    page.empty("img", {{"src", picture.source},
                       {"width", std::to_string(picture.width_px)},
                       {"height", std::to_string(picture.height_px)},
                       {"alt", name + " picture of event " + std::to_string(candidate.event_id)}});
    page.leaf("span", "",
              {{"class", "scale"}, {"style", "width:" + number_text(100.0 * bar_share, 1) + "%"}});
  }
  page.leaf("figcaption", name);
}

/// The composite first, then the channels in the order they were stored.
std::vector<std::string> ordered_names(std::vector<std::string> names) {
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name == kComposite; });
  return names;
}

void write_crops(Markup& page, const SampleResult& result, const Candidate& candidate, const RunStore& store,
                 double scale_bar_um) {
  const std::vector<std::string> names =
      ordered_names(store.crop_names(result.sample_id, candidate.event_id));
  if (names.empty()) {
    page.leaf("p", "No picture was stored for this event.", {{"class", "soft"}});
    return;
  }
  const auto row = page.in("div", {{"class", "crops"}});
  for (const std::string& name : names) {
    const std::string subject =
        "crop " + name + " of event " + std::to_string(candidate.event_id) + " of " + result.sample_id;
    const auto png = store.crop(result.sample_id, candidate.event_id, name);
    if (!png) {
      throw Error(ErrorCode::BadData, subject, "is listed but not there", "analyse the sample again");
    }
    const PngPicture picture = embedded_png(*png, subject);
    const double width_um = static_cast<double>(picture.width_px) * result.pixel_size.x_um;
    write_picture(page, picture, name, candidate, std::min(1.0, scale_bar_um / width_um));
  }
}

/// What a model makes of the candidate, never without what it was trained on.
void write_model(Markup& page, const ModelScore& score) {
  page.leaf("dt", "Model");
  page.leaf("dd", "probability of a CTC " + readable_share(score.probability) + ", by a model trained on " +
                      std::string(words_of(score.trained_on)));
  const auto effects = [&page](std::string_view name, const std::string& words) {
    if (!words.empty()) {
      page.leaf("dt", name).leaf("dd", words);
    }
  };
  effects("For a CTC", words_for(score));
  effects("Against it", words_against(score));
}

/// A long path is folded behind its last gate.
void write_gate_path(Markup& page, const std::vector<std::string>& path) {
  constexpr std::size_t kMostShown = 3;
  const auto cell = page.in("dd");
  if (path.size() <= kMostShown) {
    page.text(path.empty() ? "none" : joined(path));
    return;
  }
  const auto details = page.in("details");
  page.leaf("summary", std::to_string(path.size()) + " gates, last " + path.back());
  page.text(joined(path));
}

void write_facts(Markup& page, const Candidate& candidate) {
  const auto list = page.in("dl");
  const auto fact = [&](std::string_view name, std::string_view value) {
    page.leaf("dt", name);
    page.leaf("dd", value);
  };
  fact("Position",
       "x " + number_text(candidate.anchor.x_px, 1) + ", y " + number_text(candidate.anchor.y_px, 1) + " px");
  fact("Cell diameter", number_text(candidate.cell_diameter_um, 1) + " \u00b5m");
  page.leaf("dt", "Gates passed");
  write_gate_path(page, candidate.gate_path);
  if (candidate.cluster_id != 0) {
    fact("Cluster", "number " + std::to_string(candidate.cluster_id) + ", " +
                        std::to_string(candidate.cluster_size) + " tumor cells");
  }
  if (candidate.attached_leukocytes != 0) {
    fact("Leukocytes attached", std::to_string(candidate.attached_leukocytes));
  }
  if (!candidate.definitions.empty()) {
    fact("Counts as", comma_list(candidate.definitions));
  }
  if (candidate.score) {
    write_model(page, *candidate.score);
  }
}

std::string with_sign(double units) {
  return (units > 0.0 ? "+" : "") + number_text(units, 1);
}

constexpr std::string_view kSdEnding = "_lsd";
constexpr std::string_view kRatioEnding = "_lratio";

/// A measure as the card shows it.
struct ShownMeasure {
  std::string quantity;  ///< column without what a gate holds it against
  std::string name;
  std::string value;
  std::string leukocyte_sd;  ///< distance from the slide's leukocytes; empty when they were not measured
};

std::string leukocyte_sd(const std::string& column, double value, const SampleResult& result) {
  for (const PopulationStatistic& statistic : result.population) {
    if (statistic.column == column && statistic.scale > 0.0) {
      return with_sign((value - statistic.location) / statistic.scale);
    }
  }
  return {};
}

/// Relative gate parameters carry their unit at the end of the name (docs/methods/classification.md).
ShownMeasure shown_measure(const std::string& column, double value, const SampleResult& result) {
  if (column.ends_with(kSdEnding)) {
    const std::string quantity = column.substr(0, column.size() - kSdEnding.size());
    return {quantity, measure_label(quantity), {}, std::isfinite(value) ? with_sign(value) : "absent"};
  }
  if (column.ends_with(kRatioEnding)) {
    const std::string quantity = column.substr(0, column.size() - kRatioEnding.size());
    return {column,
            measure_label(quantity),
            std::isfinite(value) ? readable(value) + " \u00d7 leukocytes" : "absent",
            {}};
  }
  return {column, measure_label(column), std::isfinite(value) ? readable(value) : "absent",
          leukocyte_sd(column, value, result)};
}

/// One row per measure: a gate that looks at a value and one that looks at its distance from the leukocytes
/// look at the same measure.
std::vector<ShownMeasure> merged_measures(const Candidate& candidate, const SampleResult& result) {
  std::vector<ShownMeasure> merged;
  for (const auto& [column, value] : candidate.measures) {
    const ShownMeasure measure = shown_measure(column, value, result);
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const ShownMeasure& other) {
      return other.quantity == measure.quantity && (other.value.empty() || measure.value.empty());
    });
    if (same == merged.end()) {
      merged.push_back(measure);
      continue;
    }
    if (same->value.empty()) {
      same->name = measure.name;
      same->value = measure.value;
    }
    // What a gate looked at goes before what follows from the rounded population.
    same->leukocyte_sd = column.ends_with(kSdEnding) ? measure.leukocyte_sd : same->leukocyte_sd;
  }
  return merged;
}

void write_measures(Markup& page, const Candidate& candidate, const SampleResult& result) {
  if (candidate.measures.empty()) {
    return;
  }
  const auto table = page.in("table", {{"class", "measures"}});
  {
    const auto head = page.in("thead");
    const auto row = page.in("tr");
    page.leaf("th", "Measure", {{"scope", "col"}});
    page.leaf("th", "Value", {{"scope", "col"}, {"class", "number"}});
    page.leaf("th", "Leukocyte SD", {{"scope", "col"}, {"class", "number"}});
  }
  const auto body = page.in("tbody");
  for (const ShownMeasure& measure : merged_measures(candidate, result)) {
    const auto row = page.in("tr");
    page.leaf("th", measure.name, {{"scope", "row"}});
    page.leaf("td", measure.value, {{"class", "number"}});
    page.leaf("td", measure.leukocyte_sd, {{"class", "number"}});
  }
}

/// Why this candidate needs eyes.
void write_notes(Markup& page, const Candidate& candidate) {
  if (candidate.notes.empty()) {
    return;
  }
  const auto list = page.in("ul", {{"class", "why"}});
  for (const ReviewNote& note : candidate.notes) {
    page.leaf("li", note_words(note));
  }
}

/// How candidates are ranked (docs/methods/review-order.md, docs/methods/model.md).
std::string order_words(bool by_model) {
  return by_model
             ? "In the order of review: what the gates or the model take for a tumor cell before the rest, "
               "the "
               "likeliest by the model first."
             : "In the order of review: tumor cells before double positive cells before cytokeratin objects, "
               "and among them the ones farthest inside their gates first.";
}

void write_card(Markup& page, const SampleResult& result, const Candidate& candidate, const RunStore& store,
                double scale_bar_um) {
  const auto item = page.in("li");
  page.leaf("h3", std::to_string(candidate.rank) + ". Event " + std::to_string(candidate.event_id) + ": " +
                      std::string(phenotype_label(candidate.phenotype)));
  write_notes(page, candidate);
  write_crops(page, result, candidate, store, scale_bar_um);
  write_facts(page, candidate);
  write_measures(page, candidate, result);
}

}  // namespace

std::vector<const Candidate*> shown_order(const std::vector<Candidate>& candidates) {
  std::vector<const Candidate*> order;
  order.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    order.push_back(&candidate);
  }
  std::sort(order.begin(), order.end(), [](const Candidate* a, const Candidate* b) {
    return std::pair(a->rank, a->event_id) < std::pair(b->rank, b->event_id);
  });
  return order;
}

void write_gallery(Markup& page, const SampleResult& result, const std::vector<Candidate>& candidates,
                   const RunStore& store, const SampleReportOptions& options) {
  page.leaf("h2", "Candidates");
  if (candidates.empty()) {
    page.leaf("p", "No event came near the CTC gates.");
    return;
  }
  const std::vector<const Candidate*> order = shown_order(candidates);
  const std::size_t shown = std::min(order.size(), options.gallery_candidates);
  page.leaf("p",
            "Every channel is shown at one display range for the whole sample, so brightness can be compared "
            "between events. The white bar is " +
                number_text(options.scale_bar_um) +
                " \u00b5m. Composite: nuclear blue, cytokeratin green, leukocyte marker magenta. "
                "\u201cLeukocyte SD\u201d is the distance from this slide's leukocytes in their robust "
                "standard deviations.");
  page.leaf("p", order_words(candidates.front().score.has_value()) +
                     " Above the pictures stands why an event needs eyes; nothing stands there when nothing "
                     "speaks against the call.");
  if (shown < order.size()) {
    page.leaf("p", "Shown are the first " + grouped(shown) + " of " + grouped(order.size()) +
                       " candidates; " + grouped(order.size() - shown) +
                       " more are in the table of candidates and the folder of crops.");
  }
  const auto list = page.in("ol", {{"class", "gallery"}});
  for (std::size_t i = 0; i < shown; ++i) {
    write_card(page, result, *order[i], store, options.scale_bar_um);
  }
}

}  // namespace cyto
