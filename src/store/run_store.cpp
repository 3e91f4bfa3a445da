#include "cytrial/store/run_store.h"

#include "candidate_rows.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/ids.h"
#include "cytrial/store/fcs_reader.h"
#include "run_lock.h"
#include "sample_folders.h"
#include "sample_rows.h"
#include "sample_sink.h"
#include "schema.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabaseName = "cytrial.db";
constexpr const char* kLockName = "cytrial.lock";
constexpr const char* kRestore = "restore the folder from a copy or analyse the sample again";

[[noreturn]] void refuse_changed(const fs::path& file) {
  throw Error(ErrorCode::BadData, file.string(),
              "was changed after it was stored: its digest is not the one in the database", kRestore);
}

class FolderStore final : public RunStore {
 public:
  FolderStore(const fs::path& folder, std::unique_ptr<RunLock> lock)
      : folder_(folder),
        folders_(folder),
        lock_(std::move(lock)),
        database_(folder / kDatabaseName, lock_ ? Connection::Access::Create : Connection::Access::Read) {}

  std::unique_ptr<SampleSink> begin_sample(const std::string& sample_id) override;
  std::vector<std::string> sample_ids() const override { return stored_sample_ids(database_); }
  std::optional<SampleResult> result(const std::string& sample_id) const override;
  std::optional<Provenance> provenance(const std::string& sample_id) const override;
  std::vector<Candidate> candidates(const std::string& sample_id) const override;
  std::unique_ptr<EventSource> events(const std::string& sample_id) const override;
  FeatureSchema event_schema(const std::string& sample_id) const override;
  EventBatch event_rows(const std::string& sample_id,
                        const std::vector<std::uint64_t>& event_ids) const override;
  std::uint64_t event_count(const std::string& sample_id) const override {
    return event_file(sample_id, evaluable(sample_id))->size();
  }
  std::vector<std::pair<std::string, std::string>> event_keywords(
      const std::string& sample_id) const override;
  std::optional<std::string> crop(const std::string& sample_id, std::uint64_t event_id,
                                  const std::string& name) const override;
  std::vector<std::string> crop_names(const std::string& sample_id, std::uint64_t event_id) const override;
  void put_document(const std::string& name, const std::string& text) override;
  std::optional<std::string> document(const std::string& name) const override;
  fs::path sample_folder(const std::string& sample_id) const override {
    return folders_.final_folder(sample_id);
  }
  fs::path side_folder(const std::string& sample_id) const override {
    return folders_.staging_folder(sample_id);
  }

  /// Schema and leftovers of a killed run. @pre opened for writing.
  void prepare();
  [[nodiscard]] const Connection& database() const { return database_; }

 private:
  /// What the database has of one sample, taken together.
  struct Stored {
    SampleResult result;
    Provenance provenance;
    StoredDigests digests;
  };
  /// Checked against its digest. @pre within a transaction: a writer may replace the sample at any time.
  [[nodiscard]] std::optional<Stored> stored(const std::string& sample_id) const;
  /// Digests of a sample that has events. @throws Error as events().
  [[nodiscard]] StoredDigests evaluable(const std::string& sample_id) const;
  /// The event file with its columns and keywords checked, its events not. @throws Error as events().
  [[nodiscard]] std::unique_ptr<FcsReader> event_file(const std::string& sample_id,
                                                      const StoredDigests& digests) const;
  void require_writable() const;

  fs::path folder_;
  SampleFolders folders_;
  std::unique_ptr<RunLock> lock_;  ///< null: for reading
  Connection database_;
  bool sample_open_ = false;
};

void FolderStore::prepare() {
  create_or_check_schema(database_);
  clear_stale_journal(database_);
  std::error_code status;
  fs::create_directories(folders_.root(), status);
  if (status) {
    throw system_error(status.value(), folders_.root(), "cannot be created", ErrorCode::CannotCreate);
  }
  sync_folder(folder_);
  const std::vector<std::string> ids = sample_ids();
  for (const std::string& id : ids) {
    folders_.settle(id, stored_digests(database_, id)->counts_sha256);
  }
  folders_.sweep(ids);
}

void FolderStore::require_writable() const {
  if (!lock_) {
    throw Error(ErrorCode::Internal, folder_.string(), "is open for reading only");
  }
}

std::unique_ptr<SampleSink> FolderStore::begin_sample(const std::string& sample_id) {
  require_writable();
  if (!is_valid_id(sample_id) || sample_open_) {
    throw Error(ErrorCode::Internal, "sample " + sample_id,
                "is no identifier or another one is being written");
  }
  return std::make_unique<StagedSampleSink>(database_, folders_, sample_id, sample_open_);
}

std::optional<FolderStore::Stored> FolderStore::stored(const std::string& sample_id) const {
  auto digests = stored_digests(database_, sample_id);
  if (!digests) {
    return std::nullopt;
  }
  Stored found{stored_result(database_, sample_id), stored_provenance(database_, sample_id),
               std::move(*digests)};
  const std::string json = counts_json(found.result, found.provenance, found.digests.content);
  if (sha256_of(json) != found.digests.counts_sha256) {
    throw Error(ErrorCode::BadData, database_.path().string(),
                "has rows of sample " + sample_id + " that were changed after it was stored", kRestore);
  }
  return found;
}

std::optional<SampleResult> FolderStore::result(const std::string& sample_id) const {
  const Transaction snapshot(database_, Transaction::Kind::Read);
  auto found = stored(sample_id);
  return found ? std::optional(std::move(found->result)) : std::nullopt;
}

std::optional<Provenance> FolderStore::provenance(const std::string& sample_id) const {
  const Transaction snapshot(database_, Transaction::Kind::Read);
  auto found = stored(sample_id);
  return found ? std::optional(std::move(found->provenance)) : std::nullopt;
}

std::vector<Candidate> FolderStore::candidates(const std::string& sample_id) const {
  const Transaction snapshot(database_, Transaction::Kind::Read);
  const auto found = stored(sample_id);
  if (!found || found->result.status != SampleStatus::Evaluable) {
    return {};
  }
  const ContentDigests& digests = found->digests.content;
  if (candidates_digest(database_, sample_id) != digests.candidates_sha256 ||
      crops_digest(database_, sample_id) != digests.crops_sha256) {
    throw Error(ErrorCode::BadData, database_.path().string(),
                "has candidates of sample " + sample_id + " that were changed after it was stored", kRestore);
  }
  return stored_candidates(database_, sample_id);
}

StoredDigests FolderStore::evaluable(const std::string& sample_id) const {
  const Transaction snapshot(database_, Transaction::Kind::Read);
  const auto found = stored(sample_id);
  if (!found) {
    throw Error(ErrorCode::Usage, "sample " + sample_id, "is not in " + folder_.string(),
                "see the samples with: cytrial export --table counts");
  }
  if (found->result.status != SampleStatus::Evaluable) {
    throw Error(ErrorCode::NotEvaluable, "sample " + sample_id,
                "has no events because it is " + std::string(name_of(found->result.status)),
                found->result.reasons.front());
  }
  return found->digests;
}

std::unique_ptr<FcsReader> FolderStore::event_file(const std::string& sample_id,
                                                   const StoredDigests& digests) const {
  const fs::path file = folders_.locate(sample_id, digests.counts_sha256) / "events.fcs";
  auto reader = std::make_unique<FcsReader>(file);
  if (reader->text_sha256() != digests.content.events_text_sha256) {
    refuse_changed(file);
  }
  return reader;
}

std::unique_ptr<EventSource> FolderStore::events(const std::string& sample_id) const {
  const StoredDigests digests = evaluable(sample_id);
  auto source = event_file(sample_id, digests);
  if (sha256_of_file(source->path()) != digests.content.events_sha256) {
    refuse_changed(source->path());
  }
  return source;
}

FeatureSchema FolderStore::event_schema(const std::string& sample_id) const {
  return event_file(sample_id, evaluable(sample_id))->schema();
}

EventBatch FolderStore::event_rows(const std::string& sample_id,
                                   const std::vector<std::uint64_t>& event_ids) const {
  const auto file = event_file(sample_id, evaluable(sample_id));
  EventBatch batch;
  batch.rows = event_ids.size();
  batch.columns = file->schema().size();
  batch.values.resize(batch.rows * batch.columns);
  for (std::size_t i = 0; i < event_ids.size(); ++i) {
    if (event_ids[i] == 0 || event_ids[i] > file->size()) {
      throw Error(ErrorCode::BadData, file->path().string(), "holds no event " + std::to_string(event_ids[i]),
                  kRestore);
    }
    file->read_row(event_ids[i] - 1, batch.row(i));
  }
  return batch;
}

std::vector<std::pair<std::string, std::string>> FolderStore::event_keywords(
    const std::string& sample_id) const {
  FcsKeywords keywords = event_file(sample_id, evaluable(sample_id))->keywords();
  std::erase_if(keywords, [](const auto& k) { return k.first.rfind("CYTRIAL_RUN_", 0) == 0; });
  return keywords;
}

std::optional<std::string> FolderStore::crop(const std::string& sample_id, std::uint64_t event_id,
                                             const std::string& name) const {
  Statement select =
      database_.prepare("SELECT file, sha256 FROM crops WHERE sample_id = ? AND event_id = ? AND name = ?");
  if (!select.bind(sample_id, event_id, name).step()) {
    return std::nullopt;
  }
  const fs::path folder = folders_.locate(sample_id, stored_digests(database_, sample_id)->counts_sha256);
  const fs::path file = folder / "crops" / select.text(0);
  const StoredFile input(file);
  std::string png(input.size(), '\0');
  input.read_at(png.data(), png.size(), 0);
  if (sha256_of(png) != select.text(1)) {
    refuse_changed(file);
  }
  return png;
}

std::vector<std::string> FolderStore::crop_names(const std::string& sample_id, std::uint64_t event_id) const {
  std::vector<std::string> names;
  Statement select = database_.prepare(
      "SELECT name FROM crops WHERE sample_id = ? AND event_id = ? ORDER BY name COLLATE BINARY");
  select.bind(sample_id, event_id);
  while (select.step()) {
    names.push_back(select.text(0));
  }
  return names;
}

void FolderStore::put_document(const std::string& name, const std::string& text) {
  require_writable();
  if (document(name) == text) {
    return;
  }
  Transaction transaction(database_, Transaction::Kind::Write);
  database_.prepare("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)")
      .bind(name, text, sha256_of(text))
      .run();
  transaction.commit();
}

std::optional<std::string> FolderStore::document(const std::string& name) const {
  Statement select = database_.prepare("SELECT text, sha256 FROM documents WHERE name = ?");
  if (!select.bind(name).step()) {
    return std::nullopt;
  }
  std::string text = select.text(0);
  if (sha256_of(text) != select.text(1)) {
    throw Error(ErrorCode::BadData, database_.path().string(),
                "holds a document " + name + " that was changed after it was stored", kRestore);
  }
  return text;
}

}  // namespace

std::unique_ptr<RunStore> RunStore::open_for_writing(const fs::path& folder) {
  std::error_code status;
  fs::create_directories(folder, status);
  if (status) {
    throw system_error(status.value(), folder, "the folder cannot be created", ErrorCode::CannotCreate);
  }
  auto store = std::make_unique<FolderStore>(folder, std::make_unique<RunLock>(folder / kLockName));
  store->prepare();
  return store;
}

std::unique_ptr<RunStore> RunStore::open_for_reading(const fs::path& folder) {
  std::error_code status;
  const bool found = fs::exists(folder / kDatabaseName, status);
  if (status && status != std::errc::not_a_directory) {
    throw system_error(status.value(), folder, "cannot be looked into", ErrorCode::Io);
  }
  if (!found) {
    throw Error(ErrorCode::NoInput, folder.string(), "is not a result folder: it holds no cytrial.db",
                "name a folder that cytrial analyze or batch wrote");
  }
  auto store = std::make_unique<FolderStore>(folder, nullptr);
  check_schema(store->database());
  return store;
}

}  // namespace cyto
