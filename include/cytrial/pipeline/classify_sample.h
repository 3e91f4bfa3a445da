#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/classify/classifier.h"
#include "cytrial/core/event_model.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"
#include "cytrial/core/workers.h"
#include "cytrial/process/crop_render.h"

namespace cyto {

/// What the classification pass found, pixels not needed.
struct ClassifiedSample {
  SampleCounts counts;
  std::vector<QualityFlag> flags;
  std::vector<PopulationStatistic> population;
  std::optional<std::string> not_evaluable;  ///< why no count may be given
  double in_focus_share = 0.0;               ///< of nucleated events
  std::vector<Candidate> to_picture;         ///< likeliest first, at most `max_pictures`
  std::uint64_t candidates = 0;
  std::vector<DisplayRange> display_ranges;  ///< per panel channel, for pictures
};

/// What events are classified with.
struct ClassificationConfig {
  const Panel& panel;
  GateFilePtr gates;
  const EventModel* model = nullptr;  ///< scores and ranks candidates; never changes a call. Null: none
};

/// The calls of all events of a sample and the scores of its candidates, before anything is written.
class CalledSample {
 public:
  /// Reads `measured`, which is kept by reference like the panel and the model of `config`. @throws Error
  /// BadConfig when gates, model, panel and columns do not fit.
  CalledSample(EventSource& measured, const ClassificationConfig& config, const Workers& workers);
  ~CalledSample();
  CalledSample(const CalledSample&) = delete;
  CalledSample& operator=(const CalledSample&) = delete;

  /// Reads the events for the last time (EventSource::drop_rows_once_read) and writes the final table and the
  /// candidates to `sink`. Nothing is committed. @pre called once.
  [[nodiscard]] ClassifiedSample write(std::size_t max_pictures, SampleSink& sink,
                                       const Workers& workers) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Classifies all of `measured` and writes the final table and the candidates to `sink`. Serves a new sample
/// and `cytrial regate` alike. Nothing is committed. @throws Error BadConfig when gates, model, panel and
/// columns do not fit.
[[nodiscard]] ClassifiedSample classify_sample(EventSource& measured, const ClassificationConfig& config,
                                               std::size_t max_pictures, SampleSink& sink,
                                               const Workers& workers = calling_thread());

/// Reads stored events without the columns that a classification appended.
class MeasuredColumns final : public EventSource {
 public:
  /// `classified` is kept by reference. @throws Error BadData when it holds no classification.
  explicit MeasuredColumns(EventSource& classified);
  [[nodiscard]] const FeatureSchema& schema() const override { return schema_; }
  [[nodiscard]] std::uint64_t size() const override { return classified_.size(); }
  void rewind() override { classified_.rewind(); }
  bool next(EventBatch& batch) override;

 private:
  EventSource& classified_;
  FeatureSchema schema_;
  EventBatch buffer_;
};

}  // namespace cyto
