#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/result_sink.h"

namespace cyto::test {

/// Event rows in memory, written once and read any number of times.
class MemoryEvents final : public EventWriter, public EventSource {
 public:
  explicit MemoryEvents(FeatureSchema schema) : schema_(std::move(schema)) {}
  void append(const EventBatch& batch) override {
    values_.insert(values_.end(), batch.values.begin(), batch.values.end());
    rows_ += batch.rows;
  }
  [[nodiscard]] const FeatureSchema& schema() const override { return schema_; }
  [[nodiscard]] std::uint64_t size() const override { return rows_; }
  void rewind() override { position_ = 0; }
  bool next(EventBatch& batch) override {
    if (position_ == rows_) {
      return false;
    }
    // An odd batch size: readers must not count on a round one.
    const std::uint64_t rows = std::min<std::uint64_t>(777, rows_ - position_);
    const std::size_t columns = schema_.size();
    batch.first_event = position_;
    batch.rows = rows;
    batch.columns = columns;
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(position_ * columns);
    batch.values.assign(begin, begin + static_cast<std::ptrdiff_t>(rows * columns));
    position_ += rows;
    return true;
  }
  [[nodiscard]] const std::vector<float>& values() const { return values_; }

 private:
  FeatureSchema schema_;
  std::vector<float> values_;
  std::uint64_t rows_ = 0;
  std::uint64_t position_ = 0;
};

/// Keeps everything a run gives, for looking at.
class MemorySink final : public SampleSink {
 public:
  EventWriter& measured_events(const FeatureSchema& schema) override {
    measured = std::make_unique<MemoryEvents>(schema);
    return *measured;
  }
  EventSource& finished_measured_events() override { return *measured; }
  EventWriter& classified_events(const FeatureSchema& schema,
                                 const std::vector<std::pair<std::string, std::string>>& named) override {
    keywords = named;
    classified = std::make_unique<MemoryEvents>(schema);
    return *classified;
  }
  void finish_classified_events(const Provenance& made_with, const Workers& /*workers*/) override {
    finished_with = made_with;
  }
  void add_candidate(const Candidate& candidate) override { candidates.push_back(candidate); }
  void add_crop(std::uint64_t event_id, const std::string& name, const std::string& png) override {
    crops[{event_id, name}] = png;
  }
  void commit(const SampleResult& committed, const Provenance& made_with) override {
    result = committed;
    provenance = made_with;
  }

  std::unique_ptr<MemoryEvents> measured;
  std::unique_ptr<MemoryEvents> classified;
  std::vector<std::pair<std::string, std::string>> keywords;
  std::vector<Candidate> candidates;
  std::map<std::pair<std::uint64_t, std::string>, std::string> crops;
  std::optional<SampleResult> result;
  std::optional<Provenance> provenance;
  std::optional<Provenance> finished_with;
};

}  // namespace cyto::test
