#include "feature_export.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "cytrial/classify/model_features.h"
#include "cytrial/core/error.h"
#include "cytrial/learn/training_table.h"
#include "cytrial/pipeline/classify_sample.h"
#include "cytrial/review/review_admin.h"
#include "run_setup.h"

namespace cyto::cli {
namespace {

/// The stored call of every event, in event order.
std::vector<Phenotype> stored_calls(EventSource& events, const std::string& sample_id) {
  const std::size_t column = events.schema().require(column::kPhenotype);
  std::vector<Phenotype> calls;
  calls.reserve(events.size());
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float stored = batch.row(i)[column];
      const auto* known =
          std::find_if(kAllPhenotypes.begin(), kAllPhenotypes.end(),
                       [&](Phenotype phenotype) { return stored == static_cast<float>(phenotype); });
      if (known == kAllPhenotypes.end()) {
        throw Error(ErrorCode::BadData, "events of sample " + sample_id,
                    "have a phenotype that this version does not know",
                    "use the Cytrial version that made them, or a newer one");
      }
      calls.push_back(*known);
    }
  }
  return calls;
}

ModelFeatures learned_features(const RunStore& store, const std::string& sample_id, EventSource& measured,
                               const std::vector<Phenotype>& calls) {
  ModelFeatures features(kept_panel(store, sample_id), measured.schema());
  const auto leukocytes = std::count(calls.begin(), calls.end(), Phenotype::Leukocyte);
  features.learn(measured, static_cast<std::uint64_t>(leukocytes),
                 [&](std::uint64_t position) { return calls.at(position) == Phenotype::Leukocyte; });
  if (!features.has_reference()) {
    throw Error(ErrorCode::NotEvaluable, "sample " + sample_id,
                "has fewer than " + std::to_string(ModelFeatures::kMinReference) +
                    " leukocytes: too few to measure features in",
                "leave it out with --sample");
  }
  return features;
}

/// Labels of a sample's events, by event; every event of which nobody said anything has none.
struct Labels {
  std::map<std::uint64_t, std::string> of_event;
  std::string source;  ///< "simulated" or "real"
};

std::set<std::uint64_t> candidates_of(const RunStore& store, const std::string& sample_id) {
  std::set<std::uint64_t> ids;
  for (const Candidate& candidate : store.candidates(sample_id)) {
    ids.insert(candidate.event_id);
  }
  return ids;
}

/// Up to `wanted` events that the gates call leukocytes and that nobody was shown, spread evenly.
void add_gates_leukocytes(const RunStore& store, const std::string& sample_id, std::uint64_t wanted,
                          Labels& labels) {
  const std::vector<Phenotype> calls = stored_calls(*store.events(sample_id), sample_id);
  const std::set<std::uint64_t> shown = candidates_of(store, sample_id);
  std::vector<std::uint64_t> leukocytes;
  for (std::uint64_t event = 1; event <= calls.size(); ++event) {
    if (calls[event - 1] == Phenotype::Leukocyte && shown.count(event) == 0) {
      leukocytes.push_back(event);
    }
  }
  const std::uint64_t taken = std::min<std::uint64_t>(wanted, leukocytes.size());
  for (std::uint64_t i = 0; i < taken; ++i) {
    labels.of_event.emplace(leukocytes[i * leukocytes.size() / taken], learn::kGatesLeukocyte);
  }
}

/// @param labels null: all events, without labels; else only those that have one.
void put_sample(TableWriter& table, const RunStore& store, const std::string& sample_id,
                const Labels* labels) {
  const std::set<std::uint64_t> candidates = candidates_of(store, sample_id);
  const auto stored = store.events(sample_id);
  const std::vector<Phenotype> calls = stored_calls(*stored, sample_id);
  MeasuredColumns measured(*stored);
  const ModelFeatures features = learned_features(store, sample_id, measured, calls);
  const std::size_t x = measured.schema().require(column::kXPx);
  const std::size_t y = measured.schema().require(column::kYPx);
  std::vector<float> values(features.features().size());
  EventBatch batch;
  measured.rewind();
  while (measured.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const std::uint64_t position = batch.first_event + i;
      if (labels != nullptr && labels->of_event.count(position + 1) == 0) {
        continue;
      }
      table.text(sample_id);
      table.integer(static_cast<std::int64_t>(position + 1));
      table.number(batch.row(i)[x]);
      table.number(batch.row(i)[y]);
      table.text(name_of(calls.at(position)));
      table.integer(static_cast<std::int64_t>(candidates.count(position + 1)));
      features.values(batch.row(i), values.data());
      std::for_each(values.begin(), values.end(), [&](float value) { table.number(value); });
      if (labels != nullptr) {
        table.text(sample_id);  // the batch, until the laboratory says what its batches are
        table.text(labels->of_event.at(position + 1));
        table.text(labels->source);
      }
      table.end_row();
    }
  }
}

std::vector<std::string> header_of(const RunStore& store, const std::vector<std::string>& ids) {
  std::vector<std::string> header{"sample_id", "event_id", "x_px", "y_px", "phenotype", "candidate"};
  const std::size_t own = header.size();
  for (const std::string& id : ids) {
    const auto stored = store.events(id);
    const ModelFeatures features(kept_panel(store, id), MeasuredColumns(*stored).schema());
    std::vector<std::string> names;
    for (const ModelFeature& feature : features.features()) {
      names.push_back(column_of(feature));
    }
    if (header.size() > own && !std::equal(names.begin(), names.end(),
                                           header.begin() + static_cast<std::ptrdiff_t>(own), header.end())) {
      throw Error(ErrorCode::BadConfig, "sample " + id, "has other features than sample " + ids.front(),
                  "export the samples of different panels one by one with --sample");
    }
    header.resize(own);
    header.insert(header.end(), names.begin(), names.end());
  }
  return header;
}

/// What a person's call says of an event; empty: nothing.
std::string label_of(const review::ReviewedCandidate& candidate) {
  const auto& first = candidate.by_reading[static_cast<std::size_t>(review::Reading::First)];
  const auto& third = candidate.by_reading[static_cast<std::size_t>(review::Reading::Adjudication)];
  const auto& decision = third ? third : first;
  const auto call = candidate.settled ? candidate.settled
                    : decision        ? std::optional(decision->call)
                                      : std::nullopt;
  if (!call || *call == review::Call::Unsure) {
    return {};
  }
  if (*call == review::Call::Ctc) {
    return "ctc";
  }
  const bool named = decision && decision->phenotype && *decision->phenotype != Phenotype::Ctc;
  return named ? std::string(name_of(*decision->phenotype)) : "not_ctc";
}

}  // namespace

void export_labels(const std::filesystem::path& run, const RunStore& store, const LabelChoice& choice,
                   TableFormat format, std::ostream& out) {
  const auto summary = review::review_summary(run, store);
  std::map<std::string, Labels> labels;
  for (const auto& [id, candidates] : summary ? summary->candidates : decltype(summary->candidates){}) {
    for (const review::ReviewedCandidate& candidate : candidates) {
      const std::string label = label_of(candidate);
      if (!label.empty() && (!choice.sample_id || *choice.sample_id == id)) {
        labels[id].of_event[candidate.event_id] = label;
      }
    }
  }
  if (labels.empty()) {
    throw Error(ErrorCode::NoInput, run.string(), "holds no decisions of reviewers",
                "review it first: cytrial review DIR");
  }
  std::vector<std::string> ids;
  for (auto& [id, of_sample] : labels) {
    of_sample.source = choice.source;
    add_gates_leukocytes(store, id, choice.gates_leukocytes, of_sample);
    ids.push_back(id);
  }
  std::vector<std::string> header = header_of(store, ids);
  header.insert(header.end(), {"batch", "label", "label_source"});
  const auto table = make_table_writer(format, out, header);
  for (const std::string& id : ids) {
    put_sample(*table, store, id, &labels.at(id));
  }
  table->finish();
}

void export_features(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                     std::ostream& out) {
  std::vector<std::string> with_events;
  std::string without_events;
  for (const std::string& id : sample_id ? std::vector{*sample_id} : store.sample_ids()) {
    const auto result = store.result(id);
    if (!result) {
      throw Error(ErrorCode::Usage, "sample " + id, "is not in this result folder",
                  "see the samples with: cytrial export DIR --table counts");
    }
    if (result->status == SampleStatus::Evaluable) {
      with_events.push_back(id);
    } else {
      without_events += (without_events.empty() ? "" : ", ") + id;
    }
  }
  const Error missing(ErrorCode::NotEvaluable, "sample " + without_events,
                      "has no events: not evaluable or a duplicate",
                      "see the reasons with: cytrial export DIR --table counts");
  if (sample_id && !without_events.empty()) {
    throw missing;
  }
  const auto table = make_table_writer(format, out, header_of(store, with_events));
  for (const std::string& id : with_events) {
    put_sample(*table, store, id, nullptr);
  }
  table->finish();
  if (!without_events.empty()) {
    throw missing;
  }
}

}  // namespace cyto::cli
