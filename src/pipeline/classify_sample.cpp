#include "cytrial/pipeline/classify_sample.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "cytrial/core/error.h"
#include "display_ranges.h"
#include "model_scores.h"

namespace cyto {
namespace {

bool pictured_before(const Candidate& a, const Candidate& b) {
  return a.rank < b.rank;
}

struct FocusCounts {
  std::uint64_t nucleated = 0;
  std::uint64_t in_focus = 0;

  void add(EventFlags flags) {
    if (!has(flags, EventFlag::WithoutNucleus)) {
      ++nucleated;
      in_focus += has(flags, EventFlag::OutOfFocus) ? 0 : 1;
    }
  }
  [[nodiscard]] double share() const {
    return nucleated == 0 ? 0.0 : static_cast<double>(in_focus) / static_cast<double>(nucleated);
  }
};

template <typename Entry>
std::vector<Entry> joined(std::vector<Entry> first, const std::vector<Entry>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// Writes the final table and finds the candidates, when all events are called.
class FinalTable {
 public:
  FinalTable(const Classifier& classifier, const ModelScores& scores, const FeatureSchema& measured,
             const Panel& panel, std::uint64_t events, std::size_t max_pictures, SampleSink& sink)
      : classifier_(classifier),
        scores_(scores),
        measured_columns_(measured.size()),
        flags_column_(measured.require(column::kFlags)),
        called_columns_(measured.size() + classifier.appended_columns().size()),
        columns_(called_columns_ + scores.columns().size()),
        max_pictures_(max_pictures),
        sink_(sink),
        out_(sink.classified_events(measured.with(joined(classifier.appended_columns(), scores.columns())),
                                    joined(classifier.keywords(), scores.keywords()))),
        brightness_(measured, panel, events) {}

  /// Thread-safe; what it returns is not.
  [[nodiscard]] InOrder look_at(const EventBatch& in) {
    const auto both = std::make_shared<EventBatch>(free_batch());
    both->first_event = in.first_event;
    both->rows = in.rows;
    both->columns = columns_;
    both->values.resize(both->rows * both->columns);
    FocusCounts focus;
    for (std::size_t i = 0; i < in.rows; ++i) {
      const std::uint64_t position = in.first_event + i;
      std::copy_n(in.row(i), measured_columns_, both->row(i));
      classifier_.append_values(position, in.row(i), both->row(i) + measured_columns_);
      scores_.append_values(position, both->row(i) + called_columns_);
      focus.add(static_cast<EventFlags>(in.row(i)[flags_column_]));
    }
    return [this, both, focus] {
      focus_.nucleated += focus.nucleated;
      focus_.in_focus += focus.in_focus;
      take(*both);
      const std::lock_guard lock(free_mutex_);
      free_.push_back(std::move(*both));
    };
  }

  /// Adds what the table says to `result`.
  void write_to(ClassifiedSample& result) {
    result.in_focus_share = focus_.share();
    result.candidates = candidates_;
    std::sort(to_picture_.begin(), to_picture_.end(), pictured_before);
    result.to_picture = std::move(to_picture_);
    result.display_ranges = brightness_.ranges();
  }

 private:
  void take(const EventBatch& both) {
    for (std::size_t i = 0; i < both.rows; ++i) {
      const std::uint64_t position = both.first_event + i;
      const Classification& call = classifier_.calls()[position];
      const bool candidate = call.candidate || scores_.nominates(position, call.phenotype);
      brightness_.add(position, both.row(i), candidate);
      if (candidate) {
        add_candidate(position, both.row(i));
      }
    }
    out_.append(both);
  }

  void add_candidate(std::uint64_t position, const float* measured) {
    Candidate found = classifier_.candidate(position, measured);
    scores_.add_to(found, measured);
    ++candidates_;
    sink_.add_candidate(found);
    if (found.rank <= max_pictures_) {
      to_picture_.push_back(std::move(found));
    }
  }

  /// One that was used before, when there is one: its memory is large.
  EventBatch free_batch() {
    const std::lock_guard lock(free_mutex_);
    if (free_.empty()) {
      return {};
    }
    EventBatch batch = std::move(free_.back());
    free_.pop_back();
    return batch;
  }

  const Classifier& classifier_;
  const ModelScores& scores_;
  std::size_t measured_columns_;
  std::size_t flags_column_;
  std::size_t called_columns_;  ///< with the classification's
  std::size_t columns_;         ///< with the model's as well
  std::size_t max_pictures_;
  SampleSink& sink_;
  EventWriter& out_;
  FocusCounts focus_;
  BrightnessSample brightness_;
  std::uint64_t candidates_ = 0;
  std::vector<Candidate> to_picture_;
  std::mutex free_mutex_;
  std::vector<EventBatch> free_;
};

}  // namespace

struct CalledSample::State {
  EventSource& measured;
  const Panel& panel;
  Classifier classifier;
  ModelScores scores;
};

CalledSample::CalledSample(EventSource& measured, const ClassificationConfig& config, const Workers& workers)
    : state_(new State{measured, config.panel, Classifier(config.gates, config.panel, measured.schema()),
                       ModelScores(config.model, config.panel, measured.schema())}) {
  state_->classifier.classify(measured, workers);
  state_->scores.learn(measured, state_->classifier);
}

CalledSample::~CalledSample() = default;

ClassifiedSample CalledSample::write(std::size_t max_pictures, SampleSink& sink,
                                     const Workers& workers) const {
  const auto& [measured, panel, classifier, scores] = *state_;
  measured.drop_rows_once_read();
  FinalTable table(classifier, scores, measured.schema(), panel, measured.size(), max_pictures, sink);
  workers.go_through(measured, [&table](const EventBatch& batch) { return table.look_at(batch); });

  ClassifiedSample result;
  table.write_to(result);
  result.counts = classifier.counts();
  result.flags = joined(classifier.flags(), scores.flags());
  result.population = classifier.population();
  result.not_evaluable = classifier.not_evaluable_reason();
  return result;
}

ClassifiedSample classify_sample(EventSource& measured, const ClassificationConfig& config,
                                 std::size_t max_pictures, SampleSink& sink, const Workers& workers) {
  return CalledSample(measured, config, workers).write(max_pictures, sink, workers);
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
