#pragma once

#include <sqlite3.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "cytrial/core/error.h"

namespace cyto {

class Connection;

/// One prepared SQL statement. Numbers that are not finite are stored as NULL and read back as NaN.
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);

  /// Binds all parameters in order, after a reset.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  /// Advances to the next row; false when there is none.
  bool step();
  /// For a statement without rows.
  void run() { step(); }
  void reset() noexcept;

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;  ///< NaN for NULL

 private:
  template <typename Value>
  void bind_one(int index, const Value& value) {
    if constexpr (std::is_same_v<Value, std::nullopt_t>) {
      check(sqlite3_bind_null(handle_.get(), index));
    } else if constexpr (std::is_convertible_v<Value, std::string_view>) {
      bind_text(index, value);
    } else if constexpr (std::is_floating_point_v<Value>) {
      check(std::isfinite(value) ? sqlite3_bind_double(handle_.get(), index, static_cast<double>(value))
                                 : sqlite3_bind_null(handle_.get(), index));
    } else if constexpr (std::is_integral_v<Value>) {
      bind_integer(index, value);
    } else {
      value ? bind_one(index, *value) : bind_one(index, std::nullopt);
    }
  }
  void bind_text(int index, std::string_view value);
  template <typename Integer>
  void bind_integer(int index, Integer value) {
    if constexpr (std::is_unsigned_v<Integer> && sizeof(Integer) == 8) {
      check(value > static_cast<Integer>(std::numeric_limits<std::int64_t>::max()) ? SQLITE_TOOBIG
                                                                                   : SQLITE_OK);
    }
    check(sqlite3_bind_int64(handle_.get(), index, static_cast<std::int64_t>(value)));
  }
  void check(int status) const;

  struct Finalizer {
    void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
  };
  const Connection& connection_;
  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

/// One connection to cytrial.db with the project's safety settings, each read back after it was set. One
/// thread at a time.
class Connection {
 public:
  enum class Access { Create, Read };
  /// @throws Error CannotCreate, NoPermission, TryAgain, BadData, BadConfig (no database at all).
  Connection(std::filesystem::path file, Access access);

  void execute(const char* sql) const;
  [[nodiscard]] Statement prepare(std::string_view sql) const { return {*this, sql}; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
  /// The last failure as an Error: busy is TryAgain, full TryAgain, damage BadData.
  [[noreturn]] void fail(int status) const;

 private:
  void set_limits() const;
  void require_pragma(const char* set, const char* read, std::string_view wanted) const;

  struct Closer {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// A transaction that rolls back unless commit() is reached.
class Transaction {
 public:
  enum class Kind { Write, Read };
  Transaction(const Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  const Connection& connection_;
  bool open_ = true;
};

}  // namespace cyto
