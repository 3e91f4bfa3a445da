#include "sample_sink.h"

#include <numeric>

#include "cytrial/core/digest.h"
#include "cytrial/store/fcs_reader.h"
#include "sample_rows.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSpoolName = "measured.f32";
constexpr const char* kEventsName = "events.fcs";

[[noreturn]] void misused(const std::string& sample_id, std::string_view problem) {
  throw Error(ErrorCode::Internal, "result of sample " + sample_id, problem, "report this with the command");
}

/// Provenance that the event file carries with it, as far as there is any.
FcsKeywords run_keywords(const std::string& sample_id, const Provenance& provenance) {
  FcsKeywords keywords{{"CYTRIAL_RUN_SAMPLE", sample_id},
                       {"CYTRIAL_RUN_PROGRAM", provenance.program_version},
                       {"CYTRIAL_RUN_CONFIG_SHA256", provenance.config_digest},
                       {"CYTRIAL_RUN_PANEL_SHA256", provenance.panel_digest},
                       {"CYTRIAL_RUN_GATES_SHA256", provenance.gates_digest},
                       {"CYTRIAL_RUN_CALIBRATION_SHA256", provenance.calibration_digest}};
  std::erase_if(keywords, [](const auto& keyword) { return keyword.second.empty(); });
  return keywords;
}

void remove_staged(const fs::path& path) {
  std::error_code status;
  fs::remove_all(path, status);
  if (status) {
    throw system_error(status.value(), path, "cannot be removed", ErrorCode::Io);
  }
}

void write_staged(const fs::path& path, std::string_view bytes, bool durable) {
  OutputFile file(path);
  file.write_at(bytes, 0);
  durable ? file.sync_and_close() : file.close();
}

}  // namespace

/// Measured events on their way to classification: bare rows in a file that never leaves the staging folder.
class StagedSampleSink::MeasuredSpool final : public EventWriter {
 public:
  MeasuredSpool(const fs::path& path, const FeatureSchema& schema) : file_(path), rows_(file_, schema, 0) {}

  void append(const EventBatch& batch) override { rows_.append(batch); }
  /// Ends writing. @return the rows for reading.
  [[nodiscard]] std::unique_ptr<RowReader> finish() {
    rows_.flush();
    file_.close();
    return std::make_unique<RowReader>(std::make_unique<StoredFile>(file_.path(), StoredFile::Use::ReadOnce),
                                       rows_.schema(), 0, rows_.rows());
  }

 private:
  OutputFile file_;
  RowWriter rows_;
};

StagedSampleSink::StagedSampleSink(const Connection& connection, const SampleFolders& folders,
                                   std::string sample_id, bool& busy)
    : connection_(connection),
      folders_(folders),
      sample_id_(std::move(sample_id)),
      busy_(busy),
      candidates_(connection) {
  // First of all: if the last commit could not move its folder into place, it is still the staging folder.
  settle();
  refuse_foreign_folder();
  folders_.stage(sample_id_);
  busy_ = true;
}

StagedSampleSink::~StagedSampleSink() {
  busy_ = false;
  if (committed_) {
    return;
  }
  // A failed COMMIT may still have reached the disk: the database decides what becomes of the staged files.
  // If it cannot be read, they wait for the next opening.
  try {
    settle();
  } catch (const std::exception&) {  // a destructor has nobody to tell; the next opening settles and reports
  }
}

void StagedSampleSink::settle() const {
  const auto stored = stored_digests(connection_, sample_id_);
  folders_.settle(sample_id_, stored ? stored->counts_sha256 : std::string());
}

void StagedSampleSink::refuse_foreign_folder() const {
  const fs::path folder = folders_.final_folder(sample_id_);
  std::error_code ignored;
  if (!stored_digests(connection_, sample_id_) && fs::exists(folder, ignored)) {
    throw Error(ErrorCode::CannotCreate, folder.string(), "exists but belongs to no sample of this run",
                "move it away or choose another result folder");
  }
}

fs::path StagedSampleSink::staged(const char* name) const {
  return folders_.staging_folder(sample_id_) / name;
}

EventWriter& StagedSampleSink::measured_events(const FeatureSchema& schema) {
  if (measured_ || measured_reader_ || finished_with_ || schema.size() == 0) {
    misused(sample_id_, "its measured events were begun twice or have no columns");
  }
  measured_ = std::make_unique<MeasuredSpool>(staged(kSpoolName), schema);
  return *measured_;
}

EventSource& StagedSampleSink::finished_measured_events() {
  if (!measured_reader_) {
    if (!measured_) {
      misused(sample_id_, "its measured events were never begun");
    }
    measured_reader_ = measured_->finish();
    measured_.reset();
  }
  return *measured_reader_;
}

void StagedSampleSink::drop_measured_events() {
  measured_.reset();
  measured_reader_.reset();
  remove_staged(staged(kSpoolName));
}

EventWriter& StagedSampleSink::classified_events(
    const FeatureSchema& schema, const std::vector<std::pair<std::string, std::string>>& keywords) {
  if (events_ || finished_with_) {
    misused(sample_id_, "its classified events were begun twice");
  }
  events_ = std::make_unique<FcsWriter>(staged(kEventsName), schema, keywords);
  return *events_;
}

void StagedSampleSink::finish_classified_events(const Provenance& provenance, const Workers& workers) {
  if (!events_) {
    misused(sample_id_, "its classified events were finished before they were begun, or twice");
  }
  finished_with_ = provenance;
  event_rows_ = events_->rows();
  drop_measured_events();
  events_->complete(run_keywords(sample_id_, provenance));
  // The disk needs no processor: it writes while the digests are made.
  workers.while_waiting([this] { events_->make_durable(); },
                        [this] {
                          events_text_sha256_ = FcsReader(staged(kEventsName)).text_sha256();
                          events_sha256_ = sha256_of_file(staged(kEventsName));
                        });
  events_.reset();
}

void StagedSampleSink::add_candidate(const Candidate& candidate) {
  candidates_.add(candidate);
}

void StagedSampleSink::add_crop(std::uint64_t event_id, const std::string& name, const std::string& png) {
  const std::string file = candidates_.add_crop(event_id, name, sha256_of(png));
  write_staged(folders_.staging_folder(sample_id_) / "crops" / file, png, /*durable=*/false);
}

void StagedSampleSink::check(const SampleResult& r, const Provenance& provenance) const {
  const bool evaluable = r.status == SampleStatus::Evaluable;
  if (committed_ || r.sample_id != sample_id_) {
    misused(sample_id_, "it was stored twice or under another name");
  }
  if (evaluable != r.counts.has_value()) {
    misused(sample_id_, "only an evaluable sample has counts, and it must have them");
  }
  if (evaluable == !r.reasons.empty() || evaluable != r.error_code.empty()) {
    misused(sample_id_,
            "a sample that is not evaluable needs a reason and an error code, and no other has one");
  }
  if (r.scan_files.size() != r.scan_digests.size()) {
    misused(sample_id_, "not every scan file has a digest");
  }
  if (!evaluable) {
    return;
  }
  const auto& by_phenotype = r.counts->by_phenotype;
  const auto called = std::accumulate(by_phenotype.begin(), by_phenotype.end(), std::uint64_t{0});
  if (finished_with_ && *finished_with_ != provenance) {
    misused(sample_id_, "its events were finished with another provenance");
  }
  const std::uint64_t rows = events_ ? events_->rows() : event_rows_;
  if ((!events_ && !finished_with_) || rows != r.counts->events || called != r.counts->events) {
    misused(sample_id_, "its counts do not add up to its events");
  }
}

void StagedSampleSink::finish_files(const SampleResult& result, const Provenance& provenance) {
  drop_measured_events();
  if (result.status != SampleStatus::Evaluable) {
    // Nothing to count from: no events, no crops, no label images of a part of the slide.
    events_.reset();
    folders_.stage(sample_id_);
    remove_staged(staged("crops"));
    return;
  }
  if (events_) {
    finish_classified_events(provenance, calling_thread());
  }
  // Thousands of crops and whatever lies in the side folder, in one go.
  sync_file_system_of(folders_.staging_folder(sample_id_));
}

void StagedSampleSink::store_rows(const SampleResult& result, const Provenance& provenance) {
  put_result(connection_, result, provenance);
  StoredDigests digests;
  if (result.counts) {
    candidates_.move_to(sample_id_, result.counts->events);
    digests.content = {events_sha256_, events_text_sha256_, candidates_digest(connection_, sample_id_),
                       crops_digest(connection_, sample_id_)};
  }
  // From the rows, not from `result`: what a reader will rebuild from them must have this digest.
  const std::string json = counts_json(stored_result(connection_, sample_id_),
                                       stored_provenance(connection_, sample_id_), digests.content);
  digests.counts_sha256 = sha256_of(json);
  put_digests(connection_, sample_id_, digests);
  write_staged(staged("counts.json"), json, /*durable=*/true);
}

void StagedSampleSink::commit(const SampleResult& result, const Provenance& provenance) {
  check(result, provenance);
  refuse_foreign_folder();
  finish_files(result, provenance);
  Transaction transaction(connection_, Transaction::Kind::Write);
  store_rows(result, provenance);
  sync_folder(folders_.staging_folder(sample_id_));
  sync_folder(folders_.root());
  transaction.commit();
  committed_ = true;
  folders_.switch_in(sample_id_);
}

}  // namespace cyto
