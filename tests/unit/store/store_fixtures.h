#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "cytrial/core/atomic_file.h"
#include "cytrial/store/run_store.h"

namespace cyto::store_test {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cytrial-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline const std::string kPng = "\x89PNG\r\n\x1a\n pretend picture";

inline FeatureSchema measured_schema() {
  return FeatureSchema({{"x_px", "column of the anchor"},
                        {"y_px", "row of the anchor"},
                        {"x_um", ""},
                        {"y_um", ""},
                        {"flags", "bits"},
                        {"nucleus_area_um2", "area of the nucleus"},
                        {"cell_area_um2", "area of the cell"},
                        {"ck_cell_mean_adu", "mean, with a / and a \f in its text"}});
}

inline FeatureSchema classified_schema() {
  return measured_schema().with(
      {{"phenotype", ""}, {"gate_mask", ""}, {"cluster_id", ""}, {"cluster_size", ""}, {"ck_lsd", ""}});
}

/// Rows whose every value tells its place; row 1 is a fragment without nucleus area.
inline EventBatch events_of(const FeatureSchema& schema, std::uint64_t first, std::size_t rows) {
  EventBatch batch{first, rows, schema.size(), std::vector<float>(rows * schema.size())};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < schema.size(); ++c) {
      batch.row(r)[c] = static_cast<float>((first + r) * 100 + c) + 0.25F;
    }
    const bool fragment = first + r == 1;
    if (fragment) {
      batch.row(r)[*schema.index_of("nucleus_area_um2")] = std::numeric_limits<float>::quiet_NaN();
    }
    if (const auto phenotype = schema.index_of("phenotype")) {
      batch.row(r)[*phenotype] = fragment ? 6.0F : (first + r == 0 ? 1.0F : 2.0F);
      batch.row(r)[*phenotype + 1] = fragment ? 0.0F : (first + r == 0 ? 5.0F : 2.0F);
      batch.row(r)[*phenotype + 2] = 0.0F;
      batch.row(r)[*phenotype + 3] = 0.0F;
    }
  }
  return batch;
}

inline Provenance some_provenance() {
  return {"cytrial 0.1.0",      R"({"tile_px":1024})", std::string(64, 'a'),
          std::string(64, 'b'), std::string(64, 'c'),  ""};
}

/// An evaluable result of one CTC, one fragment and leukocytes.
inline SampleResult some_result(const std::string& id, std::uint64_t events = 3) {
  SampleResult r;
  r.sample_id = id;
  r.status = SampleStatus::Evaluable;
  r.counts.emplace();
  r.counts->events = events;
  r.counts->nucleated_events = events - 1;
  r.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)] = 1;
  r.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Fragment)] = 1;
  r.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Leukocyte)] = events - 2;
  r.counts->definition_set = "gates 1";
  r.counts->definitions = {{"ctc", "CTC, traditional", "CellSearch", true, 1},
                           {"ctc_apoptotic", "CTC, apoptotic", "a source", false, 0}};
  r.counts->markers = {{"HER2", 2, {0, 0, 0, 1}, 0}};
  r.flags = {{"no_calibration", "no calibration was given"}};
  r.population = {{"ck_cell_mean_adu", 12.5, std::nan("")}};
  r.blood_volume_ml = 7.5;
  r.width_px = 4096;
  r.height_px = 2048;
  r.pixel_size = {0.65, 0.65};
  r.area_mm2 = 3.5;
  r.coverage = {1.0, 0.9375, 0.8125};
  r.in_focus_share = 0.875;
  r.scan_files = {"scan.tif"};
  r.scan_digests = {std::string(64, 'd')};
  return r;
}

inline SampleResult not_evaluable(const std::string& id) {
  SampleResult r = some_result(id);
  r.status = SampleStatus::NotEvaluable;
  r.counts.reset();
  r.reasons = {"tile 3,4 of channel DAPI cannot be decoded", "and one more"};
  r.error_code = "bad_data";
  r.failures = {{"scan.tif", "DAPI", {512, 1024, 256, 256}, "page 0: bad deflate stream", "scan again"}};
  r.coverage.analysed_share = 0.5;
  return r;
}

inline Candidate some_candidate(std::uint64_t event_id) {
  Candidate c;
  c.event_id = event_id;
  c.anchor = {10.5, 20.25};
  c.phenotype = Phenotype::Ctc;
  c.gate_path = {"nucleated", "ck positive"};
  c.cluster_id = 1;
  c.cluster_size = 2;
  c.flags = bit(EventFlag::Saturated);
  c.cell_diameter_um = 12.25;
  c.measures = {{"ck_cell_mean_adu", 300.5}, {"cd45_cell_mean_adu", std::nan("")}};
  c.attached_leukocytes = 3;
  c.definitions = {"ctc", "ctc_in_cluster"};
  c.rank = 1;
  c.notes = {{ReviewReason::NearGate, "ck positive", 0.25, "leukocyte_sd"},
             {ReviewReason::Saturated, {}, {}, {}}};
  return c;
}

/// Writes everything of one evaluable sample; `before_commit` is the last moment.
template <typename BeforeCommit>
void write_sample(RunStore& store, const SampleResult& result, const BeforeCommit& before_commit) {
  const auto sink = store.begin_sample(result.sample_id);
  const std::uint64_t events = result.counts ? result.counts->events : 3;
  sink->measured_events(measured_schema()).append(events_of(measured_schema(), 0, events));
  EventSource& measured = sink->finished_measured_events();
  EventBatch batch;
  while (measured.next(batch)) {
  }
  const std::vector<std::pair<std::string, std::string>> keywords{
      {"CYTRIAL_GATE_NAMES", "nucleated|cd45 positive|ck positive"}, {"CYTRIAL_NOTE", ""}};
  EventWriter& writer = sink->classified_events(classified_schema(), keywords);
  for (std::uint64_t done = 0; done < events; ++done) {
    writer.append(events_of(classified_schema(), done, 1));
  }
  sink->add_candidate(some_candidate(1));
  sink->add_crop(1, "DAPI", kPng + "dapi");
  sink->add_crop(1, "composite", kPng);
  before_commit(*sink);
  sink->commit(result, some_provenance());
}

inline void write_sample(RunStore& store, const SampleResult& result) {
  write_sample(store, result, [](SampleSink&) {});
}

/// Every value of an event table, row by row.
inline std::vector<float> all_values(EventSource& source) {
  std::vector<float> values;
  EventBatch batch;
  source.rewind();
  while (source.next(batch)) {
    values.insert(values.end(), batch.values.begin(), batch.values.end());
  }
  return values;
}

/// Names below a folder, sorted; files with their content when `with_content`.
inline std::vector<std::string> tree_of(const std::filesystem::path& folder, bool with_content = false) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::string name = std::filesystem::relative(entry.path(), folder).string();
    if (with_content && entry.is_regular_file()) {
      name += "\n" + read_text_file(entry.path());
    }
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace cyto::store_test
