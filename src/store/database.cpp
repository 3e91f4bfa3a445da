#include "database.h"

namespace cyto {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kMaxValueBytes = 256 << 20;

struct Failure {
  ErrorCode code;
  std::string_view problem;
  std::string_view remedy;
};

Failure failure_of(int status) {
  switch (status & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::TryAgain, "is in use by another program",
              "wait until it has finished and run again"};
    case SQLITE_FULL:
      return {ErrorCode::TryAgain, "cannot grow: the disk is full", "free disk space and run again"};
    case SQLITE_NOTADB:
      return {ErrorCode::BadConfig, "is not a Cytrial database", "choose another result folder"};
    case SQLITE_CORRUPT:
      return {ErrorCode::BadData, "is damaged",
              "restore the folder from a copy or analyse the samples again"};
    case SQLITE_CANTOPEN:
      return {ErrorCode::CannotCreate, "cannot be opened", "check that the folder exists and can be written"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {ErrorCode::NoPermission, "cannot be written", "check the owner and rights of the folder"};
    case SQLITE_IOERR:
      return {ErrorCode::Io, "cannot be read or written", "check the disk and run again"};
    case SQLITE_NOMEM:
      return {ErrorCode::OutOfMemory, "needs more memory than there is", "run again with more memory"};
    default:
      return {ErrorCode::Internal, "refused what it was given", "report this with the message"};
  }
}

}  // namespace

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* handle = nullptr;
  check(sqlite3_prepare_v2(connection.handle(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr));
  handle_.reset(handle);
}

void Statement::check(int status) const {
  if (status != SQLITE_OK) {
    connection_.fail(status);
  }
}

bool Statement::step() {
  const int status = sqlite3_step(handle_.get());
  if (status == SQLITE_ROW) {
    return true;
  }
  if (status != SQLITE_DONE) {
    connection_.fail(status);
  }
  return false;
}

void Statement::reset() noexcept {
  sqlite3_reset(handle_.get());  // repeats the error of the last step, which was reported then
}

void Statement::bind_text(int index, std::string_view value) {
  // A null pointer would bind NULL.
  const char* bytes = value.data() == nullptr ? "" : value.data();
  check(sqlite3_bind_text64(handle_.get(), index, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_text(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

double Statement::real(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN()
                         : sqlite3_column_double(handle_.get(), column);
}

Connection::Connection(std::filesystem::path file, Access access) : path_(std::move(file)) {
  // Readers too open for writing, where they may: SQLite must roll back what a killed writer left.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::Create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* handle = nullptr;
  const int status = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (status != SQLITE_OK) {
    fail(status);
  }
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  set_limits();
  require_pragma("PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0");
  require_pragma("PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1");
  require_pragma("PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1");
  require_pragma("PRAGMA recursive_triggers = ON", "PRAGMA recursive_triggers", "1");
  require_pragma("PRAGMA mmap_size = 0", "PRAGMA mmap_size", "0");
  execute("PRAGMA cache_size = -16384");
  require_pragma("PRAGMA temp_store = FILE", "PRAGMA temp_store", "1");
  if (access == Access::Read) {
    require_pragma("PRAGMA query_only = ON", "PRAGMA query_only", "1");
    return;
  }
  require_pragma("PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1");
  require_pragma("PRAGMA journal_mode = DELETE", "PRAGMA journal_mode", "delete");
  require_pragma("PRAGMA synchronous = EXTRA", "PRAGMA synchronous", "3");
}

void Connection::set_limits() const {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(handle_.get(), SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_limit(handle_.get(), SQLITE_LIMIT_ATTACHED, 0);
}

void Connection::require_pragma(const char* set, const char* read, std::string_view wanted) const {
  execute(set);
  Statement statement = prepare(read);
  // SQLite answers nothing when memory mapping is compiled out, which is what is wanted.
  if (statement.step() && statement.text(0) != wanted) {
    throw Error(ErrorCode::Internal, path_.string(), std::string("SQLite did not accept ") + set,
                "use the SQLite library of Debian 12");
  }
}

void Connection::execute(const char* sql) const {
  const int status = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) {
    fail(status);
  }
}

void Connection::fail(int status) const {
  const Failure failure = failure_of(status);
  std::string problem(failure.problem);
  problem += " (";
  problem += handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(status);
  problem += ")";
  throw Error(failure.code, path_.string(), problem, failure.remedy);
}

Transaction::Transaction(const Connection& connection, Kind kind) : connection_(connection) {
  connection.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (open_ && sqlite3_get_autocommit(connection_.handle()) == 0) {
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

}  // namespace cyto
