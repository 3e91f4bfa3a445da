#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/core/digest.h"
#include "cytrial/store/run_store.h"

namespace cyto::validation {

/// One event of a made-up result.
struct StoredEvent {
  double x_um = 0.0;
  double y_um = 0.0;
  Phenotype phenotype = Phenotype::Leukocyte;
};

/// Writes a result folder with one evaluable sample; pixels are 0.5 um wide.
inline void write_result(const std::filesystem::path& folder, const std::string& sample_id,
                         const std::vector<StoredEvent>& events, const std::string& config = "a") {
  const FeatureSchema measured({{"x_px", ""},
                                {"y_px", ""},
                                {"x_um", ""},
                                {"y_um", ""},
                                {"flags", ""},
                                {"nucleus_area_um2", ""},
                                {"cell_area_um2", ""}});
  const FeatureSchema classified =
      measured.with({{"phenotype", ""}, {"gate_mask", ""}, {"cluster_id", ""}, {"cluster_size", ""}});
  SampleResult result;
  result.sample_id = sample_id;
  result.status = SampleStatus::Evaluable;
  result.counts.emplace();
  result.pixel_size = {0.5, 0.5};
  result.scan_files = {"scan.tif"};
  result.scan_digests = {sha256_of((folder / sample_id).string())};
  EventBatch plain{0, events.size(), measured.size(), {}};
  EventBatch called{0, events.size(), classified.size(), {}};
  std::vector<Candidate> candidates;
  for (const StoredEvent& event : events) {
    const auto x = static_cast<float>(event.x_um);
    const auto y = static_cast<float>(event.y_um);
    const std::vector<float> row{2.0F * x, 2.0F * y, x, y, 0.0F, 50.0F, 80.0F};
    plain.values.insert(plain.values.end(), row.begin(), row.end());
    called.values.insert(called.values.end(), row.begin(), row.end());
    called.values.insert(called.values.end(), {static_cast<float>(event.phenotype), 0.0F, 0.0F, 0.0F});
    ++result.counts->events;
    result.counts->nucleated_events += event.phenotype == Phenotype::Fragment ? 0 : 1;
    ++result.counts->by_phenotype[static_cast<std::size_t>(event.phenotype)];
    if (event.phenotype == Phenotype::Ctc) {
      Candidate candidate;
      candidate.event_id = result.counts->events;
      candidate.phenotype = event.phenotype;
      candidates.push_back(candidate);
    }
  }
  const auto store = RunStore::open_for_writing(folder);
  const auto sink = store->begin_sample(sample_id);
  sink->measured_events(measured).append(plain);
  (void)sink->finished_measured_events();
  sink->classified_events(classified, {}).append(called);
  for (const Candidate& candidate : candidates) {
    sink->add_candidate(candidate);
  }
  sink->commit(result, {"cytrial 0.1.0", "{}", std::string(64, config.front()), std::string(64, 'b'),
                        std::string(64, 'c'), ""});
}

/// The same for a sample that lost a tile.
inline void write_lost_result(const std::filesystem::path& folder, const std::string& sample_id) {
  SampleResult result;
  result.sample_id = sample_id;
  result.reasons = {"tile 3 cannot be decoded"};
  result.error_code = "bad_data";
  result.failures = {{"scan.tif", "DAPI", {0, 0, 256, 256}, "bad deflate stream", "scan again"}};
  result.pixel_size = {0.5, 0.5};
  result.scan_files = {"scan.tif"};
  result.scan_digests = {sha256_of((folder / sample_id).string())};
  const auto store = RunStore::open_for_writing(folder);
  const auto sink = store->begin_sample(sample_id);
  sink->commit(result,
               {"cytrial 0.1.0", "{}", std::string(64, 'a'), std::string(64, 'b'), std::string(64, 'c'), ""});
}

}  // namespace cyto::validation
