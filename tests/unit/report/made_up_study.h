#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/store/run_store.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto::made_up {

/// Everything a study report reads.
struct StudyCase {
  Study study;
  SampleSheet samples;
  TimepointTable table;
  std::vector<SampleResult> results;
};

/// Two markers, `visits` visits every 21 days with a window of 3 days, no subject yet.
Study study_with_visits(int visits);

/// A counted timepoint with exact limits and verdict; the sample is "<subject>-<visit>".
Timepoint counted(const Study& study, const std::string& subject, std::size_t visit, std::uint64_t ctc,
                  std::optional<double> volume_ml = 7.5);
Timepoint not_done(const Study& study, const std::string& subject, std::size_t visit);
Timepoint not_evaluable(const Study& study, const std::string& subject, std::size_t visit);

/// Sets the marker at `index`; `text` as the laboratory wrote it, "<2.0" is censored.
void set_marker(Timepoint& timepoint, const Study& study, std::size_t index, const std::string& text);

/// Adds the row to the table and, when it has a sample, the sample to sheet and results.
void add(StudyCase& made, Timepoint timepoint);

/// Subjects with every state: counts 0, 5 and 480, censored and raised markers, not done, not evaluable,
/// no volume, a duplicate, a refused row, unmatched inputs.
StudyCase study_with_every_state();

/// An evaluable sample of 7.5 mL with this many CTCs, one flag, a population and provenance digests.
SampleResult evaluable_sample(std::uint64_t ctc);
SampleResult sample_without_count();
Provenance provenance();
/// Candidates 1 to n, with measures, gate paths and clusters.
std::vector<Candidate> candidates(std::size_t n);

/// A store that holds crops alone.
class CropStore final : public RunStore {
 public:
  std::map<std::pair<std::uint64_t, std::string>, std::string> crops;

  std::unique_ptr<SampleSink> begin_sample(const std::string&) override { return nullptr; }
  std::vector<std::string> sample_ids() const override { return {}; }
  std::optional<SampleResult> result(const std::string&) const override { return {}; }
  std::optional<Provenance> provenance(const std::string&) const override { return {}; }
  std::vector<Candidate> candidates(const std::string&) const override { return {}; }
  std::unique_ptr<EventSource> events(const std::string&) const override { return nullptr; }
  FeatureSchema event_schema(const std::string&) const override { return {}; }
  EventBatch event_rows(const std::string&, const std::vector<std::uint64_t>&) const override { return {}; }
  std::uint64_t event_count(const std::string&) const override { return 0; }
  std::vector<std::pair<std::string, std::string>> event_keywords(const std::string&) const override {
    return {};
  }
  std::optional<std::string> crop(const std::string&, std::uint64_t event_id,
                                  const std::string& name) const override {
    const auto found = crops.find({event_id, name});
    return found == crops.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> crop_names(const std::string&, std::uint64_t event_id) const override {
    std::vector<std::string> names;
    for (const auto& [key, png] : crops) {
      if (key.first == event_id) {
        names.push_back(key.second);
      }
    }
    return names;
  }
  void put_document(const std::string&, const std::string&) override {}
  std::optional<std::string> document(const std::string&) const override { return {}; }
  std::filesystem::path sample_folder(const std::string&) const override { return {}; }
  std::filesystem::path side_folder(const std::string&) const override { return {}; }
};

/// A whole PNG of one grey pixel.
std::string one_pixel_png();

}  // namespace cyto::made_up
