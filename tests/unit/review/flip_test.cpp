#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/review/review_admin.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

namespace fs = std::filesystem;

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Database opened(const fs::path& file) {
  sqlite3* handle = nullptr;
  sqlite3_open(file.c_str(), &handle);
  return {handle, &sqlite3_close};
}

/// Every row of `sql`, values with their types.
std::vector<std::vector<std::string>> rows_of(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* select = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &select, nullptr), SQLITE_OK)
      << sql << ": " << sqlite3_errmsg(database);
  std::vector<std::vector<std::string>> rows;
  while (select != nullptr && sqlite3_step(select) == SQLITE_ROW) {
    auto& row = rows.emplace_back();
    for (int c = 0; c < sqlite3_column_count(select); ++c) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(select, c));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select, c));
      row.push_back(std::to_string(sqlite3_column_type(select, c)) + ":" +
                    (bytes == nullptr ? std::string() : std::string(bytes, size)));
    }
  }
  sqlite3_finalize(select);
  return rows;
}

std::vector<std::string> tables_of(sqlite3* database) {
  std::vector<std::string> tables;
  for (const auto& row :
       rows_of(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) {
    tables.push_back(row[0].substr(2));
  }
  return tables;
}

/// All that a database holds for those who read it.
std::vector<std::vector<std::string>> content_of(const fs::path& file) {
  const Database database = opened(file);
  auto content = rows_of(database.get(), "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  for (const char* pragma : {"PRAGMA application_id", "PRAGMA user_version", "PRAGMA encoding"}) {
    content.push_back(rows_of(database.get(), pragma).at(0));
  }
  for (const std::string& table : tables_of(database.get())) {
    content.push_back({"table " + table});
    for (auto& row : rows_of(database.get(), "SELECT * FROM \"" + table + "\"")) {
      content.push_back(std::move(row));
    }
  }
  return content;
}

/// Empty when there is none.
std::string first_difference(const std::vector<std::vector<std::string>>& a,
                             const std::vector<std::vector<std::string>>& b) {
  std::string table;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i >= a.size() || i >= b.size() || a[i] != b[i]) {
      return table + ": " + testing::PrintToString(i < a.size() ? a[i] : std::vector<std::string>()) +
             " and " + testing::PrintToString(i < b.size() ? b[i] : std::vector<std::string>());
    }
    table = a[i].size() == 1 ? a[i][0] : table;
  }
  return {};
}

/// A reviewed folder, whose database is spoiled again and again.
class SpoiledDatabase : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new cyto::test::TemporaryFolder();
    Office office({2, 12, false, 1024});
    office.hire("anna", Role::Reader);
    const Browser anna = office.login("anna");
    anna.read_sample(0, [](std::size_t i) { return i % 4 == 0 ? "ctc" : "not_ctc"; });
    EXPECT_EQ(anna.decide(office.candidate(1, 3), "unsure", 0, "in-the-second").status, 200);
    office.desk().write_anchor("test");
    fs::copy(office.run(), run(), fs::copy_options::recursive);
    fs::remove(run() / "cytrial.lock");
    sound_ = read_text_file(run() / "cytrial.db");
    rows_ = office.desk().state().rows().size();
  }
  static void TearDownTestSuite() { delete folder_; }
  static fs::path run() { return folder_->path() / "run"; }

  void SetUp() override {
    const fs::path base = fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
    copy_ = base / ("cytrial-flip-" + std::to_string(::getpid()));
    fs::create_directories(copy_);
    fs::create_directory_symlink(run() / "samples", copy_ / "samples");
    fs::copy_file(run() / "review-anchors.jsonl", copy_ / "review-anchors.jsonl");
  }
  void TearDown() override { fs::remove_all(copy_); }

  [[nodiscard]] fs::path file() const { return copy_ / "cytrial.db"; }
  void write(const std::string& bytes) const {
    std::ofstream(file(), std::ios::trunc | std::ios::binary) << bytes;
  }

  /// What `cytrial verify` finds; empty: nothing.
  [[nodiscard]] std::string found() const {
    try {
      const Verdict verdict = verify_run(copy_, {});
      std::string all = verdict.fault
                            ? "row " + std::to_string(verdict.fault->seq) + ": " + verdict.fault->problem
                            : std::string();
      for (const std::string& line : verdict.bad_results) {
        all += "; " + line;
      }
      return all;
    } catch (const Error& damaged) {
      return damaged.what();
    }
  }

  static cyto::test::TemporaryFolder* folder_;
  static std::string sound_;
  static std::size_t rows_;
  fs::path copy_;
};

cyto::test::TemporaryFolder* SpoiledDatabase::folder_ = nullptr;
std::string SpoiledDatabase::sound_;
std::size_t SpoiledDatabase::rows_ = 0;

TEST_F(SpoiledDatabase, ControlTheSoundOneIsFoundSound) {
  write(sound_);
  EXPECT_EQ(found(), "");
}

TEST_F(SpoiledDatabase, EveryFlippedByteThatChangesAnythingIsFound) {
  write(sound_);
  const auto content = content_of(file());
  std::mt19937 random(20261122);
  int detected = 0;
  int without_effect = 0;
  while (detected < 500) {
    std::string bytes = sound_;
    const std::size_t place = random() % bytes.size();
    if (bytes[place] == 0 && random() % 8 != 0) {
      continue;  // most of it is free space
    }
    bytes[place] = static_cast<char>(bytes[place] ^ static_cast<char>(1U << (random() % 8)));
    write(bytes);
    if (!found().empty()) {
      ++detected;
      continue;
    }
    // Not found: then nobody who reads the database may read anything else. Free space, and counters that
    // only SQLite itself uses.
    ++without_effect;
    EXPECT_EQ(first_difference(content, content_of(file())), "")
        << "byte " << place << " of " << bytes.size();
    ASSERT_LT(without_effect, 20000);
  }
  RecordProperty("detected", detected);
  RecordProperty("without_effect", without_effect);
  std::cout << detected << " flips found, " << without_effect << " without effect on any content\n";
}

/// One changed cell, or one row less, anywhere in the database.
std::string change_in(sqlite3* database, std::mt19937& random, std::string& what) {
  const std::vector<std::string> tables = tables_of(database);
  while (true) {
    const std::string& table = tables[random() % tables.size()];
    const auto columns = rows_of(database, "SELECT name FROM pragma_table_info('" + table + "')");
    const auto count = std::stoull(rows_of(database, "SELECT count(*) FROM " + table)[0][0].substr(2));
    if (count == 0) {
      continue;
    }
    const auto keys = rows_of(database, "SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0");
    const auto row = rows_of(
        database, "SELECT * FROM " + table + " LIMIT 1 OFFSET " + std::to_string(random() % count))[0];
    std::string where;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (std::find(keys.begin(), keys.end(), columns[c]) != keys.end()) {
        where += (where.empty() ? " WHERE \"" : " AND \"") + columns[c][0].substr(2) + "\" = '" +
                 row[c].substr(2) + "'";
      }
    }
    if (random() % 4 == 0) {
      what = "row of " + table + where;
      return "DELETE FROM " + table + where;
    }
    const std::size_t c = random() % columns.size();
    const std::string column = "\"" + columns[c][0].substr(2) + "\"";
    std::string value = row[c].substr(2);
    if (row[c][0] == '3') {
      value = "'" + std::string(value.empty() ? "x" : value.replace(0, 1, value[0] == '0' ? "1" : "0")) + "'";
    } else if (row[c][0] == '1' || row[c][0] == '2') {
      value += value.find('.') == std::string::npos ? " + 1" : " * 1.5 + 0.001";
    } else {
      value = "0.5";
    }
    what = column + " of " + table + where;
    return "UPDATE " + table + " SET " + column + " = " + value + where;
  }
}

TEST_F(SpoiledDatabase, EveryChangedCellAndLostRowOfAnyTableIsFound) {
  std::mt19937 random(4711);
  std::map<std::string, int> changed;
  int refused = 0;
  for (int done = 0; done < 500;) {
    write(sound_);
    std::string what;
    {
      const Database database = opened(file());
      for (const char* prepare :
           {"PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY",
            "PRAGMA ignore_check_constraints = ON", "DROP TRIGGER review_log_keeps_rows",
            "DROP TRIGGER review_log_keeps_values"}) {
        ASSERT_EQ(sqlite3_exec(database.get(), prepare, nullptr, nullptr, nullptr), SQLITE_OK);
      }
      const std::string sql = change_in(database.get(), random, what);
      if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        ++refused;  // a type or key that the table itself does not take
        continue;
      }
      for (const char* trigger : {"CREATE TRIGGER review_log_keeps_rows BEFORE DELETE ON review_log"
                                  " BEGIN SELECT RAISE(ABORT, 'review_log is append-only'); END",
                                  "CREATE TRIGGER review_log_keeps_values BEFORE UPDATE ON review_log"
                                  " BEGIN SELECT RAISE(ABORT, 'review_log is append-only'); END"}) {
        ASSERT_EQ(sqlite3_exec(database.get(), trigger, nullptr, nullptr, nullptr), SQLITE_OK);
      }
    }
    ++done;
    ++changed[what.substr(0, what.find(" WHERE"))];
    EXPECT_NE(found(), "") << what;
  }
  std::cout << "500 changes in " << changed.size() << " kinds of cells and rows; " << refused
            << " not taken\n";
}

TEST_F(SpoiledDatabase, AnUnusedTableMayNotBeAddedAndNoneMayBeChanged) {
  for (const char* sql : {"CREATE TABLE more (a)", "CREATE INDEX more ON candidates (rank)",
                          "ALTER TABLE counts ADD COLUMN more TEXT",
                          "CREATE TRIGGER more AFTER INSERT ON review_log BEGIN DELETE FROM documents; END",
                          "CREATE VIEW more AS SELECT 1", "DROP TABLE documents"}) {
    write(sound_);
    ASSERT_EQ(sqlite3_exec(opened(file()).get(), sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    EXPECT_NE(found(), "") << sql;
  }
}

TEST_F(SpoiledDatabase, ASampleThatIsGoneWithAllItsRowsIsMissed) {
  for (const char* id : {"S1", "S2"}) {
    write(sound_);
    const Database database = opened(file());
    const std::string sql =
        std::string("PRAGMA foreign_keys = ON; DELETE FROM samples WHERE sample_id = '") + id + "'";
    ASSERT_EQ(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_THAT(found(),
                testing::HasSubstr(std::string("sample ") + id + ": was reviewed, and its result is gone"));
    EXPECT_THAT(found(),
                testing::HasSubstr(std::string("sample ") + id + ": its folder is there, its row is gone"));
  }
}

}  // namespace
}  // namespace cyto::review::test
