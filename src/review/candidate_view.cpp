#include <cmath>

#include "views.h"

namespace cyto::review {
namespace {

constexpr double kNeighbourUm = 100.0;

double value_of(const CandidateValues& values, const ReviewCandidate& candidate, std::string_view column) {
  const auto index = values.schema.index_of(column);
  return index ? static_cast<double>(values.rows.row(candidate.number - 1)[*index]) : std::nan("");
}

/// Ellipse of the measured moments, in slide pixels.
void put_ellipse(JsonWriter& json, const CandidateValues& values, const ReviewCandidate& candidate,
                 const std::string& part, const SlidePoint& centre, double pixel_um) {
  json.key("cx");
  json.number(centre.x_px);
  json.key("cy");
  json.number(centre.y_px);
  json.key("major");
  json.number(value_of(values, candidate, part + "_major_axis_um") / pixel_um);
  json.key("minor");
  json.number(value_of(values, candidate, part + "_minor_axis_um") / pixel_um);
  json.key("angle");
  json.number(value_of(values, candidate, part + "_orientation_rad"));
}

void put_outline(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate,
                 const CandidateValues& values) {
  const double pixel_um = view.content.sample_of(candidate).result.pixel_size.mean_um();
  json.key("outline");
  json.begin_object();
  json.key("nucleus");
  if (std::isfinite(value_of(values, candidate, "nucleus_major_axis_um"))) {
    json.begin_object();
    put_ellipse(json, values, candidate, "nucleus", candidate.found.anchor, pixel_um);
    json.end_object();
  } else {
    json.null();
  }
  json.key("cell");
  const double left = value_of(values, candidate, "cell_left_px");
  const double top = value_of(values, candidate, "cell_top_px");
  const double width = value_of(values, candidate, "cell_width_px");
  const double height = value_of(values, candidate, "cell_height_px");
  if (std::isfinite(left) && std::isfinite(width)) {
    json.begin_object();
    for (const auto& [key, number] : {std::pair("x", left), std::pair("y", top), std::pair("width", width),
                                      std::pair("height", height)}) {
      json.key(key);
      json.number(number);
    }
    put_ellipse(json, values, candidate, "cell", {left + width / 2.0, top + height / 2.0}, pixel_um);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

void put_notes(JsonWriter& json, const ReviewCandidate& candidate, bool seen) {
  json.key("reasons");
  json.begin_array();
  for (const ReviewNote& note : candidate.found.notes) {
    if (seen) {
      json.begin_object();
      put_text(json, "code", name_of(note.reason));
      put_text(json, "subject", note.subject);
      json.key("amount");
      json.number(note.amount);
      put_text(json, "unit", note.unit);
      json.end_object();
    }
  }
  json.end_array();
}

void put_flags(JsonWriter& json, EventFlags flags) {
  json.key("flags");
  json.begin_array();
  for (const auto& [flag, name] :
       {std::pair(EventFlag::TouchesSlideEdge, "touches_slide_edge"),
        std::pair(EventFlag::TouchesHaloEdge, "touches_halo_edge"),
        std::pair(EventFlag::Saturated, "saturated"), std::pair(EventFlag::OutOfFocus, "out_of_focus"),
        std::pair(EventFlag::WithoutNucleus, "without_nucleus")}) {
    if (has(flags, flag)) {
      json.text(name);
    }
  }
  json.end_array();
}

void put_candidate_fields(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate,
                          const CandidateValues& values) {
  const ReviewSample& sample = view.content.sample_of(candidate);
  const Sight sight = view.sight(sample);
  const Candidate& found = candidate.found;
  put_text(json, "id", candidate.id);
  put_text(json, "sample", sample.id);
  put_count(json, "number", candidate.number);
  json.key("x_px");
  json.number(found.anchor.x_px);
  json.key("y_px");
  json.number(found.anchor.y_px);
  json.key("size_um");
  json.number(found.cell_diameter_um);
  put_text_or_null(json, "automatic", sight.machine ? name_of(found.phenotype) : "");
  json.key("score");
  json.number(sight.machine && found.score ? std::optional(found.score->probability) : std::nullopt);
  const bool scored = sight.machine && found.score.has_value();
  put_text_or_null(json, "model_trained_on", scored ? name_of(found.score->trained_on) : "");
  json.key("rank");
  sight.machine ? json.integer(static_cast<std::uint64_t>(found.rank)) : json.null();
  json.key("cluster_size");
  sight.machine ? json.integer(static_cast<std::uint64_t>(found.cluster_size)) : json.null();
  put_notes(json, candidate, sight.machine);
  put_flags(json, found.flags);
  put_outline(json, view, candidate, values);
  const DecisionHistory& own = view.state.history(candidate.key, view.reading());
  put_count(json, "version", own.version());
  json.key("decision");
  put_decision(json, own.current(), view.reading(), own.version());
  json.key("others");
  json.begin_array();
  for (const Reading reading : kAllReadings) {
    const DecisionHistory& history = view.state.history(candidate.key, reading);
    if (reading != view.reading() && sight.others && history.current() != nullptr) {
      put_decision(json, history.current(), reading, history.version());
    }
  }
  json.end_array();
  json.key("disagreement");
  if (sight.others && readings_locked(view.state, sample)) {
    json.boolean(is_disagreement(view.state, candidate));
  } else {
    json.null();
  }
}

void put_machine_details(JsonWriter& json, const ReviewCandidate& candidate, bool seen) {
  json.key("measures");
  json.begin_array();
  for (const auto& [name, value] : candidate.found.measures) {
    json.begin_object();
    put_text(json, "name", name);
    json.key("value");
    json.number(seen ? std::optional(value) : std::nullopt);
    json.end_object();
  }
  json.end_array();
  json.key("effects");
  json.begin_array();
  if (seen && candidate.found.score) {
    for (const FeatureEffect& effect : candidate.found.score->effects) {
      json.begin_object();
      put_text(json, "feature", effect.feature);
      json.key("value");
      json.number(effect.value);
      json.key("log_odds");
      json.number(effect.log_odds);
      put_text(json, "words", effect.words);
      json.end_object();
    }
  }
  json.end_array();
  for (const auto& [key, names] : {std::pair("gate_path", &candidate.found.gate_path),
                                   std::pair("definitions", &candidate.found.definitions)}) {
    json.key(key);
    json.begin_array();
    for (const std::string& name : *names) {
      if (seen) {
        json.text(name);
      }
    }
    json.end_array();
  }
}

void put_neighbours(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate) {
  const ReviewSample& sample = view.content.sample_of(candidate);
  json.key("neighbours");
  json.begin_array();
  for (const std::size_t index : sample.candidates) {
    const ReviewCandidate& other = view.content.candidates()[index];
    const double dx = (other.found.anchor.x_px - candidate.found.anchor.x_px) * sample.result.pixel_size.x_um;
    const double dy = (other.found.anchor.y_px - candidate.found.anchor.y_px) * sample.result.pixel_size.y_um;
    if (other.id != candidate.id && std::hypot(dx, dy) <= kNeighbourUm) {
      json.begin_object();
      put_text(json, "id", other.id);
      json.key("x_px");
      json.number(other.found.anchor.x_px);
      json.key("y_px");
      json.number(other.found.anchor.y_px);
      json.end_object();
    }
  }
  json.end_array();
}

void put_history(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate) {
  json.key("history");
  json.begin_array();
  std::uint64_t version = 0;
  for (const DecisionRow& row : view.state.history(candidate.key, view.reading()).rows()) {
    ++version;
    json.begin_object();
    put_count(json, "seq", row.seq);
    put_text(json, "action", row.undo ? "undo" : "decide");
    put_text_or_null(json, "call", row.now ? name_of(row.now->call) : "");
    put_text_or_null(json, "phenotype", row.now && row.now->phenotype ? name_of(*row.now->phenotype) : "");
    put_text_or_null(json, "comment", row.now ? row.now->comment : "");
    put_text(json, "by", row.by);
    put_text(json, "at", row.at);
    put_count(json, "version", version);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void put_candidate(JsonWriter& json, const ViewOf& view, const ReviewCandidate& candidate,
                   const CandidateValues& values) {
  json.begin_object();
  put_candidate_fields(json, view, candidate, values);
  json.end_object();
}

std::string candidate_view(const ViewOf& view, const ReviewCandidate& candidate,
                           const CandidateValues& values) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  put_candidate_fields(json, view, candidate, values);
  put_machine_details(json, candidate, view.sight(view.content.sample_of(candidate)).machine);
  put_neighbours(json, view, candidate);
  put_history(json, view, candidate);
  json.end_object();
  return json.take();
}

}  // namespace cyto::review
