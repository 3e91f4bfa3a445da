#include "cytrial/pipeline/classify_sample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cytrial/core/error.h"
#include "display_ranges.h"
#include "model_scores.h"

namespace cyto {
namespace {

bool pictured_before(const Candidate& a, const Candidate& b) {
  return a.rank < b.rank;
}

class FocusShare {
 public:
  explicit FocusShare(const FeatureSchema& schema) : flags_column_(schema.require(column::kFlags)) {}
  void add(const float* row) {
    const auto flags = static_cast<EventFlags>(row[flags_column_]);
    if (!has(flags, EventFlag::WithoutNucleus)) {
      ++nucleated_;
      in_focus_ += has(flags, EventFlag::OutOfFocus) ? 0 : 1;
    }
  }
  [[nodiscard]] double value() const {
    return nucleated_ == 0 ? 0.0 : static_cast<double>(in_focus_) / static_cast<double>(nucleated_);
  }

 private:
  std::size_t flags_column_;
  std::uint64_t nucleated_ = 0;
  std::uint64_t in_focus_ = 0;
};

template <typename Entry>
std::vector<Entry> joined(std::vector<Entry> first, const std::vector<Entry>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

}  // namespace

ClassifiedSample classify_sample(EventSource& measured, const ClassificationConfig& config,
                                 std::size_t max_pictures, SampleSink& sink) {
  Classifier classifier(config.gates, config.panel, measured.schema());
  classifier.classify(measured);
  ModelScores scores(config.model, config.panel, measured.schema());
  scores.learn(measured, classifier);

  const std::size_t measured_columns = measured.schema().size();
  const FeatureSchema called = measured.schema().with(classifier.appended_columns());
  const FeatureSchema schema = called.with(scores.columns());
  EventWriter& out = sink.classified_events(schema, joined(classifier.keywords(), scores.keywords()));
  FocusShare focus(measured.schema());
  BrightnessSample brightness(measured.schema(), config.panel, measured.size());
  ClassifiedSample result;

  EventBatch in;
  EventBatch both;
  measured.rewind();
  while (measured.next(in)) {
    both.first_event = in.first_event;
    both.rows = in.rows;
    both.columns = schema.size();
    both.values.resize(both.rows * both.columns);
    for (std::size_t i = 0; i < in.rows; ++i) {
      const std::uint64_t position = in.first_event + i;
      std::copy_n(in.row(i), measured_columns, both.row(i));
      classifier.append_values(position, in.row(i), both.row(i) + measured_columns);
      scores.append_values(position, both.row(i) + called.size());
      const Classification& call = classifier.calls()[position];
      const bool candidate = call.candidate || scores.nominates(position, call.phenotype);
      focus.add(in.row(i));
      brightness.add(position, in.row(i), candidate);
      if (candidate) {
        Candidate found = classifier.candidate(position, in.row(i));
        scores.add_to(found, in.row(i));
        ++result.candidates;
        sink.add_candidate(found);
        if (found.rank <= max_pictures) {
          result.to_picture.push_back(found);
        }
      }
    }
    out.append(both);
  }
  result.counts = classifier.counts();
  result.flags = joined(classifier.flags(), scores.flags());
  result.population = classifier.population();
  result.not_evaluable = classifier.not_evaluable_reason();
  result.in_focus_share = focus.value();
  std::sort(result.to_picture.begin(), result.to_picture.end(), pictured_before);
  result.display_ranges = brightness.ranges();
  return result;
}

MeasuredColumns::MeasuredColumns(EventSource& classified) : classified_(classified) {
  const auto end = classified.schema().index_of(column::kPhenotype);
  if (!end) {
    throw Error(ErrorCode::BadData, "event table", "holds no classification",
                "analyse the sample again with this version");
  }
  const auto& all = classified.schema().columns();
  schema_ = FeatureSchema({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(*end)});
}

bool MeasuredColumns::next(EventBatch& batch) {
  if (!classified_.next(buffer_)) {
    return false;
  }
  batch.first_event = buffer_.first_event;
  batch.rows = buffer_.rows;
  batch.columns = schema_.size();
  batch.values.resize(batch.rows * batch.columns);
  for (std::size_t i = 0; i < batch.rows; ++i) {
    std::copy_n(buffer_.row(i), batch.columns, batch.row(i));
  }
  return true;
}

}  // namespace cyto
