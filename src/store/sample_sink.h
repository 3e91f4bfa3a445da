#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "candidate_rows.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/store/fcs_writer.h"
#include "database.h"
#include "row_file.h"
#include "sample_folders.h"

namespace cyto {

/// Builds one sample in its staging folder and makes it appear in one database transaction. See
/// SampleFolders for the order of the steps.
class StagedSampleSink final : public SampleSink {
 public:
  /// @param busy  set while this sink lives: one sample at a time.
  StagedSampleSink(const Connection& connection, const SampleFolders& folders, std::string sample_id,
                   bool& busy);
  ~StagedSampleSink() override;

  EventWriter& measured_events(const FeatureSchema& schema) override;
  EventSource& finished_measured_events() override;
  EventWriter& classified_events(const FeatureSchema& schema,
                                 const std::vector<std::pair<std::string, std::string>>& keywords) override;
  void finish_classified_events(const Provenance& provenance, const Workers& workers) override;
  void add_candidate(const Candidate& candidate) override;
  void add_crop(std::uint64_t event_id, const std::string& name, const std::string& png) override;
  void commit(const SampleResult& result, const Provenance& provenance) override;

 private:
  class MeasuredSpool;

  /// Brings the sample's folders in line with the database.
  void settle() const;
  /// @throws Error CannotCreate when samples/<id> is there but not from this run: it is not ours to replace.
  void refuse_foreign_folder() const;
  void check(const SampleResult& result, const Provenance& provenance) const;
  void drop_measured_events();
  void finish_files(const SampleResult& result, const Provenance& provenance);
  void store_rows(const SampleResult& result, const Provenance& provenance);
  [[nodiscard]] std::filesystem::path staged(const char* name) const;

  const Connection& connection_;
  const SampleFolders& folders_;
  std::string sample_id_;
  bool& busy_;
  CandidateStage candidates_;
  std::unique_ptr<MeasuredSpool> measured_;
  std::unique_ptr<RowReader> measured_reader_;
  std::unique_ptr<FcsWriter> events_;
  std::optional<Provenance> finished_with_;  ///< of the table of classified events
  std::uint64_t event_rows_ = 0;             ///< of the finished table
  std::string events_sha256_;
  std::string events_text_sha256_;
  bool committed_ = false;
};

}  // namespace cyto
