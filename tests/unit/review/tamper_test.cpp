#include <gmock/gmock.h>
#include <sqlite3.h>

#include <filesystem>
#include <random>

#include "../../../src/review/trail_check.h"
#include "cytrial/core/error.h"
#include "cytrial/review/review_admin.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

namespace fs = std::filesystem;

/// A hand on the file itself: no trigger, no rule of the program.
class Intruder {
 public:
  explicit Intruder(const fs::path& database) {
    sqlite3_open(database.c_str(), &handle_);
    run("PRAGMA synchronous = OFF");
    run("PRAGMA writable_schema = ON");
  }
  ~Intruder() { sqlite3_close(handle_); }
  Intruder(const Intruder&) = delete;
  Intruder& operator=(const Intruder&) = delete;

  void run(const std::string& sql) {
    ASSERT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle_) << ": " << sql;
  }
  /// Takes the triggers away for `sql` and puts them back as they were.
  void force(const std::string& sql) {
    std::vector<std::string> triggers;
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v2(handle_, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'", -1, &select, nullptr);
    while (sqlite3_step(select) == SQLITE_ROW) {
      triggers.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(select, 0)));
    }
    sqlite3_finalize(select);
    for (const char* name : {"review_log_continues", "review_log_keeps_rows", "review_log_keeps_values"}) {
      run(std::string("DROP TRIGGER ") + name);
    }
    run(sql);
    for (const std::string& trigger : triggers) {
      run(trigger);
    }
  }

 private:
  sqlite3* handle_ = nullptr;
};

/// A folder with a review of some 60 rows in it, closed.
class TamperedReview : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new cyto::test::TemporaryFolder();
    Office office({1, 24, false, 1024});
    office.hire("anna", Role::Reader);
    const Browser anna = office.login("anna");
    anna.read_sample(0, [](std::size_t i) { return i % 4 == 0 ? "ctc" : "not_ctc"; });
    rows_ = office.desk().state().rows();
    office.desk().write_anchor("test");
    fs::copy(office.run(), folder_->path() / "run", fs::copy_options::recursive);
    fs::remove(folder_->path() / "run/cytrial.lock");
  }
  static void TearDownTestSuite() { delete folder_; }

  void SetUp() override {
    const fs::path base = fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
    copy_ = base / ("cytrial-tamper-" + std::to_string(::getpid()));
    fs::create_directories(copy_);
    fs::copy_file(folder_->path() / "run/review-anchors.jsonl", copy_ / "review-anchors.jsonl",
                  fs::copy_options::overwrite_existing);
    renew();
  }
  void TearDown() override { fs::remove_all(copy_); }

  void renew() {
    fs::copy_file(folder_->path() / "run/cytrial.db", copy_ / "cytrial.db",
                  fs::copy_options::overwrite_existing);
  }
  [[nodiscard]] std::optional<ChainFault> fault() const {
    try {
      return trail_fault(*ReviewLog::open_for_reading(copy_), {});
    } catch (const Error& damaged) {
      return ChainFault{0, damaged.what()};
    }
  }

  static cyto::test::TemporaryFolder* folder_;
  static std::vector<LogEntry> rows_;
  fs::path copy_;
};

cyto::test::TemporaryFolder* TamperedReview::folder_ = nullptr;
std::vector<LogEntry> TamperedReview::rows_;

TEST_F(TamperedReview, ControlAnUntouchedCopyIsWhole) {
  EXPECT_FALSE(fault());
}

TEST_F(TamperedReview, FiveHundredChangesAreAllFoundAndTheFirstBadRowIsNamed) {
  const std::vector<std::string> columns{"utc",        "actor",      "role",      "action",
                                         "object",     "\"before\"", "\"after\"", "reason",
                                         "request_id", "prev",       "hash"};
  std::mt19937 random(20260131);
  const std::size_t count = rows_.size();
  ASSERT_GT(count, 25U);
  for (int i = 0; i < 500; ++i) {
    renew();
    const std::size_t row = 1 + random() % count;
    std::size_t expected = row;
    std::string sql;
    switch (random() % 6) {
      case 0: {  // a value, the rest as it was
        const std::string& column = columns[random() % columns.size()];
        const bool fixed = column == "prev" || column == "hash";
        sql = "UPDATE review_log SET " + column + " = " +
              (fixed ? "substr(" + column + ", 2) || CASE substr(" + column +
                           ", 64) WHEN '0' THEN '1' ELSE '0' END"
               : column == "utc" ? "'2026-01-31T11:11:11.111Z'"
                                 : column + " || 'x'") +
              " WHERE seq = " + std::to_string(row);
        break;
      }
      case 1:  // a row gone, the others moved up
        sql = "DELETE FROM review_log WHERE seq = " + std::to_string(row) +
              "; UPDATE review_log SET seq = seq - 1 WHERE seq > " + std::to_string(row);
        break;
      case 2:  // a row gone
        sql = "DELETE FROM review_log WHERE seq = " + std::to_string(row);
        break;
      case 3: {  // two neighbours change places
        expected = std::min(row, count - 1);
        const std::string a = std::to_string(expected);
        const std::string b = std::to_string(expected + 1);
        sql = "UPDATE review_log SET seq = 100000 WHERE seq = " + a + "; UPDATE review_log SET seq = " + a +
              " WHERE seq = " + b + "; UPDATE review_log SET seq = " + b + " WHERE seq = 100000";
        break;
      }
      case 4:  // the end cut off: only an anchor shows it
        sql = "DELETE FROM review_log WHERE seq >= " + std::to_string(row);
        break;
      default: {  // a change with a right hash of its own
        LogEntry forged = rows_[row - 1];
        forged.reason = "forged";
        expected = row;
        sql = "UPDATE review_log SET reason = 'forged', hash = '" + hash_of(forged) +
              "' WHERE seq = " + std::to_string(row);
        // The forged row fits itself: the next one no longer continues it, and the last is known to the
        // anchor.
        expected = row < count ? row + 1 : row;
        break;
      }
    }
    Intruder(copy_ / "cytrial.db").force(sql);
    const auto found = fault();
    ASSERT_TRUE(found) << i << ": " << sql;
    EXPECT_EQ(found->seq, expected) << i << ": " << sql << "\n" << found->problem;
  }
}

TEST_F(TamperedReview, RewrittenChainIsFoundByTheAnchor) {
  std::string sql;
  std::string prev = rows_[9].prev;
  for (std::size_t i = 9; i < rows_.size(); ++i) {
    LogEntry forged = rows_[i];
    forged.prev = prev;
    forged.utc = i == 9 ? "2026-01-31T09:09:09.999Z" : forged.utc;
    forged.hash = hash_of(forged);
    prev = forged.hash;
    sql += "UPDATE review_log SET utc = '" + forged.utc + "', prev = '" + forged.prev + "', hash = '" +
           forged.hash + "' WHERE seq = " + std::to_string(i + 1) + ";";
  }
  Intruder(copy_ / "cytrial.db").force(sql);
  ASSERT_TRUE(fault());
  fs::remove(copy_ / "review-anchors.jsonl");
  EXPECT_FALSE(fault()) << "without any anchor a rewritten chain cannot be told";
  const LogAnchor printed{rows_.size(), rows_.back().hash};
  EXPECT_TRUE(trail_fault(*ReviewLog::open_for_reading(copy_), {printed}));
}

TEST_F(TamperedReview, ExchangedPasswordAndMissingTriggerAreFound) {
  Intruder(copy_ / "cytrial.db")
      .run("UPDATE review_secrets SET value = '" +
           hash_password("a password of the intruder", PasswordCost::Weak) +
           "' WHERE name = 'password/anna'");
  ASSERT_TRUE(fault());
  EXPECT_THAT(fault()->problem, testing::HasSubstr("password of anna"));
  EXPECT_GT(fault()->seq, 0U);
  renew();
  Intruder(copy_ / "cytrial.db").run("DROP TRIGGER review_log_keeps_values");
  ASSERT_TRUE(fault());
  EXPECT_THAT(fault()->problem, testing::HasSubstr("review_log_keeps_values"));
}

TEST_F(TamperedReview, TheDatabaseItselfRefusesWhatProgramsMightTry) {
  sqlite3* handle = nullptr;
  sqlite3_open((copy_ / "cytrial.db").c_str(), &handle);
  sqlite3_exec(handle, "PRAGMA recursive_triggers = ON", nullptr, nullptr, nullptr);
  for (const char* sql :
       {"UPDATE review_log SET actor = 'x'", "DELETE FROM review_log", "DELETE FROM review_log WHERE seq = 3",
        "REPLACE INTO review_log SELECT * FROM review_log WHERE seq = 3",
        "INSERT INTO review_log SELECT seq + 1000, utc, actor, role, action, object, \"before\", \"after\", "
        "reason,"
        " request_id, prev, '"
        "0000000000000000000000000000000000000000000000000000000000000001' FROM review_log"
        " WHERE seq = 3",
        "UPDATE OR REPLACE review_log SET seq = 4 WHERE seq = 3"}) {
    EXPECT_NE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }
  sqlite3_close(handle);
  EXPECT_FALSE(fault());
}

}  // namespace
}  // namespace cyto::review::test
