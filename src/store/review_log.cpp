#include "cytrial/store/review_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/strict_json.h"
#include "cytrial/store/json_writer.h"
#include "os_file.h"
#include "run_lock.h"
#include "schema.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDatabaseName = "cytrial.db";
constexpr const char* kLockName = "cytrial.lock";
constexpr const char* kAnchorName = "review-anchors.jsonl";

struct SchemaPart {
  const char* name;
  const char* sql;
};

// Every text exactly as SQLite keeps it, so that a changed one is noticed.
constexpr std::array kSchema{
    SchemaPart{"review_log",
               "CREATE TABLE review_log (seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),"
               " utc TEXT NOT NULL CHECK (length(utc) = 24), actor TEXT NOT NULL CHECK (length(actor) > 0),"
               " role TEXT NOT NULL, action TEXT NOT NULL CHECK (length(action) > 0), object TEXT NOT NULL,"
               " \"before\" TEXT NOT NULL, \"after\" TEXT NOT NULL, reason TEXT NOT NULL,"
               " request_id TEXT NOT NULL, prev TEXT NOT NULL CHECK (length(prev) = 64),"
               " hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)) STRICT"},
    SchemaPart{"review_log_continues",
               "CREATE TRIGGER review_log_continues BEFORE INSERT ON review_log"
               " WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM review_log) OR NEW.prev <>"
               " coalesce((SELECT hash FROM review_log ORDER BY seq DESC LIMIT 1),"
               " '0000000000000000000000000000000000000000000000000000000000000000')"
               " BEGIN SELECT RAISE(ABORT, 'review_log must continue its chain'); END"},
    SchemaPart{"review_log_keeps_rows",
               "CREATE TRIGGER review_log_keeps_rows BEFORE DELETE ON review_log"
               " BEGIN SELECT RAISE(ABORT, 'review_log is append-only'); END"},
    SchemaPart{"review_log_keeps_values",
               "CREATE TRIGGER review_log_keeps_values BEFORE UPDATE ON review_log"
               " BEGIN SELECT RAISE(ABORT, 'review_log is append-only'); END"},
    SchemaPart{"review_secrets",
               "CREATE TABLE review_secrets (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT"}};

LogEntry entry_in(const Statement& row) {
  LogEntry entry;
  entry.seq = static_cast<std::uint64_t>(row.integer(0));
  int column = 0;
  for (std::string* field :
       {&entry.utc, &entry.actor, &entry.role, &entry.action, &entry.object, &entry.before, &entry.after,
        &entry.reason, &entry.request_id, &entry.prev, &entry.hash}) {
    *field = row.text(++column);
  }
  return entry;
}

class FolderReviewLog final : public ReviewLog {
 public:
  FolderReviewLog(const fs::path& folder, std::unique_ptr<RunLock> lock)
      : folder_(folder),
        lock_(std::move(lock)),
        database_(folder / kDatabaseName, lock_ ? Connection::Access::Create : Connection::Access::Read) {}

  [[nodiscard]] const Connection& database() const { return database_; }
  void create_tables();
  std::vector<LogEntry> rows() const override;
  LogEntry append(LogEntry entry, const std::vector<Secret>& secrets) override;
  std::optional<std::string> secret(std::string_view name) const override;
  void write_anchor(std::string_view utc, std::string_view why) override;
  std::vector<LogAnchor> anchors() const override;
  std::optional<std::string> schema_fault() const override;

 private:
  [[nodiscard]] bool has_tables() const;
  [[nodiscard]] LogAnchor end_of_chain() const;

  fs::path folder_;
  std::unique_ptr<RunLock> lock_;  ///< null: for reading
  Connection database_;
};

bool FolderReviewLog::has_tables() const {
  return database_.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'review_log'").step();
}

void FolderReviewLog::create_tables() {
  if (has_tables()) {
    return;
  }
  Transaction transaction(database_, Transaction::Kind::Write);
  for (const SchemaPart& part : kSchema) {
    database_.execute(part.sql);
  }
  transaction.commit();
}

std::vector<LogEntry> FolderReviewLog::rows() const {
  std::vector<LogEntry> all;
  if (!has_tables()) {
    return all;
  }
  Statement select = database_.prepare(
      "SELECT seq, utc, actor, role, action, object, \"before\", \"after\", reason, request_id, prev, hash"
      " FROM review_log ORDER BY seq");
  while (select.step()) {
    all.push_back(entry_in(select));
  }
  return all;
}

LogAnchor FolderReviewLog::end_of_chain() const {
  Statement last = database_.prepare("SELECT seq, hash FROM review_log ORDER BY seq DESC LIMIT 1");
  return last.step() ? LogAnchor{static_cast<std::uint64_t>(last.integer(0)), last.text(1)}
                     : LogAnchor{0, std::string(64, '0')};
}

LogEntry FolderReviewLog::append(LogEntry entry, const std::vector<Secret>& secrets) {
  Transaction transaction(database_, Transaction::Kind::Write);
  const LogAnchor end = end_of_chain();
  entry.seq = end.seq + 1;
  entry.prev = end.hash;
  entry.hash = hash_of(entry);
  database_.prepare("INSERT INTO review_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(entry.seq, entry.utc, entry.actor, entry.role, entry.action, entry.object, entry.before,
            entry.after, entry.reason, entry.request_id, entry.prev, entry.hash)
      .run();
  for (const auto& [name, value] : secrets) {
    database_.prepare("INSERT OR REPLACE INTO review_secrets VALUES (?, ?)").bind(name, value).run();
  }
  transaction.commit();
  return entry;
}

std::optional<std::string> FolderReviewLog::secret(std::string_view name) const {
  Statement select = database_.prepare("SELECT value FROM review_secrets WHERE name = ?");
  return select.bind(name).step() ? std::optional(select.text(0)) : std::nullopt;
}

void FolderReviewLog::write_anchor(std::string_view utc, std::string_view why) {
  const LogAnchor end = end_of_chain();
  if (end.seq == 0) {
    return;
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("seq");
  json.integer(end.seq);
  json.key("hash");
  json.text(end.hash);
  json.key("utc");
  json.text(utc);
  json.key("why");
  json.text(why);
  json.end_object();
  const std::string line = json.take() + "\n";
  const fs::path file = folder_ / kAnchorName;
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) {
    throw system_error(errno, file, "cannot be created", ErrorCode::CannotCreate);
  }
  const bool written =
      ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
  const int reason = errno;
  ::close(fd);
  if (!written) {
    throw system_error(reason, file, "cannot be written", ErrorCode::Io);
  }
  sync_folder(folder_);
}

std::vector<LogAnchor> FolderReviewLog::anchors() const {
  const fs::path file = folder_ / kAnchorName;
  std::vector<LogAnchor> all;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return all;
  }
  const std::string text = read_text_file(file);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string place = file.string() + " line " + std::to_string(all.size() + 1);
    if (end < text.size()) {  // a line without its end was cut off while it was written
      const JsonReader line = JsonReader::from_text(text.substr(begin, end - begin), place);
      all.push_back(
          {static_cast<std::uint64_t>(line.integer("seq", 1, std::int64_t{1} << 53U)), line.text("hash")});
    }
    begin = end + 1;
  }
  return all;
}

std::optional<std::string> FolderReviewLog::schema_fault() const {
  if (!has_tables()) {
    return std::nullopt;
  }
  std::map<std::string, std::string> stored;
  Statement select = database_.prepare(
      "SELECT name, sql FROM sqlite_schema WHERE tbl_name GLOB 'review_*' AND NOT (sql IS NULL AND name IN"
      " ('sqlite_autoindex_review_log_1', 'sqlite_autoindex_review_secrets_1'))");
  while (select.step()) {
    stored[select.text(0)] = select.text(1);
  }
  for (const SchemaPart& part : kSchema) {
    const auto found = stored.find(part.name);
    if (found == stored.end() || found->second != part.sql) {
      return std::string(part.name) +
             (found == stored.end() ? " is missing" : " is not as the program made it");
    }
    stored.erase(found);
  }
  return stored.empty() ? std::nullopt : std::optional(stored.begin()->first + " was added");
}

void require_database(const fs::path& folder) {
  std::error_code status;
  if (!fs::exists(folder / kDatabaseName, status)) {
    throw Error(ErrorCode::NoInput, folder.string(), "is not a result folder: it holds no cytrial.db",
                "name a folder that cytrial analyze or batch wrote");
  }
}

}  // namespace

std::unique_ptr<ReviewLog> ReviewLog::open_for_writing(const fs::path& folder) {
  require_database(folder);
  auto log = std::make_unique<FolderReviewLog>(folder, std::make_unique<RunLock>(folder / kLockName));
  check_schema(log->database());
  clear_stale_journal(log->database());
  log->create_tables();
  return log;
}

std::unique_ptr<ReviewLog> ReviewLog::open_for_reading(const fs::path& folder) {
  require_database(folder);
  auto log = std::make_unique<FolderReviewLog>(folder, nullptr);
  check_schema(log->database());
  return log;
}

}  // namespace cyto
