#include "schema.h"

#include <memory>

#include "schema_sql.h"

namespace cyto {
namespace {

/// "CyTr": marks the file as ours (SQLite's application_id).
constexpr std::int64_t kApplicationId = 0x43795472;
constexpr std::int64_t kSchemaVersion = 2;
constexpr const char* kStampSchema = "PRAGMA application_id = 0x43795472; PRAGMA user_version = 2";

std::int64_t number_of(const Connection& connection, std::string_view sql) {
  Statement statement = connection.prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

bool is_empty(const Connection& connection) {
  return number_of(connection, "PRAGMA application_id") == 0 &&
         number_of(connection, "SELECT count(*) FROM sqlite_schema") == 0;
}

void check_version(const Connection& connection) {
  if (number_of(connection, "PRAGMA application_id") != kApplicationId) {
    throw Error(ErrorCode::BadConfig, connection.path().string(), "is the database of another program",
                "choose another result folder");
  }
  const std::int64_t version = number_of(connection, "PRAGMA user_version");
  if (version != kSchemaVersion) {
    throw Error(ErrorCode::BadConfig, connection.path().string(),
                "has schema version " + std::to_string(version) + ", this program knows " +
                    std::to_string(kSchemaVersion),
                version < kSchemaVersion ? "analyse the samples again into a new folder"
                                         : "use the Cytrial version that made it, or a newer one");
  }
}

void check_integrity(const Connection& connection) {
  Statement check = connection.prepare("PRAGMA integrity_check(1)");
  if (!check.step() || check.text(0) != "ok") {
    throw Error(ErrorCode::BadData, connection.path().string(), "is damaged: " + check.text(0),
                "restore the folder from a copy or analyse the samples again");
  }
  Statement keys = connection.prepare("PRAGMA foreign_key_check");
  if (keys.step()) {
    throw Error(ErrorCode::BadData, connection.path().string(),
                "is damaged: a row of " + keys.text(0) + " belongs to nothing",
                "restore the folder from a copy or analyse the samples again");
  }
}

}  // namespace

void check_schema(const Connection& connection) {
  if (is_empty(connection)) {
    throw Error(ErrorCode::NoInput, connection.path().string(), "holds no results yet",
                "analyse a sample first");
  }
  check_version(connection);
  check_integrity(connection);
}

void create_or_check_schema(const Connection& connection) {
  if (is_empty(connection)) {
    Transaction transaction(connection, Transaction::Kind::Write);
    connection.execute(kSchema001);
    connection.execute(kStampSchema);
    transaction.commit();
  }
  check_schema(connection);
}

std::map<std::string, std::string> made_schema() {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open(":memory:", &opened);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> empty(opened, &sqlite3_close);
  std::map<std::string, std::string> made;
  const auto take = [](void* to, int /*columns*/, char** values, char** /*names*/) {
    (*static_cast<std::map<std::string, std::string>*>(to))[values[0]] = values[1];
    return 0;
  };
  if (status != SQLITE_OK || sqlite3_exec(opened, kSchema001, nullptr, nullptr, nullptr) != SQLITE_OK ||
      sqlite3_exec(opened, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema", take, &made,
                   nullptr) != SQLITE_OK) {
    throw Error(ErrorCode::Internal, "the schema", "cannot be made in memory");
  }
  return made;
}

void clear_stale_journal(const Connection& connection) {
  std::error_code ignored;
  if (std::filesystem::exists(connection.path().string() + "-journal", ignored)) {
    // SQLite has rolled back what there was to roll back. A journal that the killed run had not yet begun to
    // rely on stays until the next write; this is one.
    Transaction transaction(connection, Transaction::Kind::Write);
    connection.execute(kStampSchema);
    transaction.commit();
  }
}

}  // namespace cyto
