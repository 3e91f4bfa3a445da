// A stored result that was changed is refused; it never becomes another number.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <sstream>

#include "cytrial/core/error.h"
#include "cytrial/store/export_tables.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

namespace fs = std::filesystem;

void flip_byte(const fs::path& file, std::uint64_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const auto byte = static_cast<char>(stream.get() ^ 0x15);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(byte);
}

void run_sql(const fs::path& database, const char* sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(database.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

/// Everything that can be read from a folder as one text.
std::string everything(const fs::path& run) {
  const auto store = RunStore::open_for_reading(run);
  std::ostringstream out;
  export_counts(*store, std::nullopt, TableFormat::Csv, out);
  export_candidates(*store, std::nullopt, TableFormat::Csv, out);
  export_events(*store, std::nullopt, TableFormat::Csv, out);
  out << store->crop("S1", 1, "DAPI").value_or("") << store->document("study.json").value_or("");
  return out.str();
}

ErrorCode code_of_reading(const fs::path& run) {
  try {
    (void)everything(run);
    return ErrorCode::Ok;
  } catch (const Error& error) {
    return error.code();
  }
}

class StoredRun : public testing::Test {
 protected:
  StoredRun() {
    const auto store = RunStore::open_for_writing(run_.path());
    store->put_document("study.json", "{\"visits\": []}");
    write_sample(*store, some_result("S1"));
  }
  TemporaryFolder run_;
  fs::path database_ = run_ / "cytrial.db";
};

TEST_F(StoredRun, IsReadWhenUntouched) {
  EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::Ok);
}

TEST_F(StoredRun, NoFlippedByteOfTheDatabaseChangesANumber) {
  const std::string before = everything(run_.path());
  const std::uint64_t size = fs::file_size(database_);
  int refused = 0;
  int cases = 0;
  for (std::uint64_t offset = 0; offset < size; offset += 197, ++cases) {
    flip_byte(database_, offset);
    try {
      EXPECT_EQ(everything(run_.path()), before) << "byte " << offset;
    } catch (const Error& error) {
      ++refused;
    }
    flip_byte(database_, offset);
  }
  EXPECT_GE(cases, 300);
  EXPECT_GE(refused, 20);
  EXPECT_EQ(everything(run_.path()), before);
}

TEST_F(StoredRun, EveryFlippedByteOfTheEventFileIsNoticed) {
  const fs::path file = run_ / "samples/S1/events.fcs";
  const std::uint64_t size = fs::file_size(file);
  for (std::uint64_t offset = 0; offset < size; offset += 101) {
    flip_byte(file, offset);
    EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::BadData) << "byte " << offset;
    flip_byte(file, offset);
  }
  EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::Ok);
}

TEST_F(StoredRun, ACutOrMissingFileIsNoticed) {
  fs::resize_file(run_ / "samples/S1/events.fcs", fs::file_size(run_ / "samples/S1/events.fcs") - 1);
  EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::BadData);
  fs::remove(run_ / "samples/S1/events.fcs");
  EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::BadData);
}

TEST_F(StoredRun, AChangedCropIsNoticed) {
  flip_byte(run_ / "samples/S1/crops/1_DAPI.png", 10);
  EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::BadData);
}

TEST_F(StoredRun, EveryTableEditedBySqlIsNoticed) {
  for (const char* sql :
       {"UPDATE phenotype_counts SET count = 0 WHERE phenotype = 'ctc'", "UPDATE counts SET ctc_clusters = 1",
        "UPDATE samples SET blood_volume_ml = 75", "UPDATE quality_flags SET code = 'fine'",
        "DELETE FROM quality_flags", "UPDATE population SET location = 1",
        "UPDATE provenance SET program_version = 'x'", "UPDATE scan_files SET name = 'other.tif'",
        "UPDATE candidates SET phenotype = 'leukocyte'", "DELETE FROM candidates", "DELETE FROM crops",
        "UPDATE definition_counts SET count = 7", "UPDATE marker_levels SET level_3 = 0, level_0 = 1",
        "UPDATE candidates SET definitions = ''", "UPDATE candidates SET rank = 2",
        "UPDATE candidates SET reasons = ''", "UPDATE candidate_measures SET value = 1",
        "UPDATE documents SET text = '{}'"}) {
    const TemporaryFolder copy;
    fs::copy(run_.path(), copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    ASSERT_EQ(code_of_reading(copy.path()), ErrorCode::Ok);
    run_sql(copy / "cytrial.db", sql);
    EXPECT_EQ(code_of_reading(copy.path()), ErrorCode::BadData) << sql;
  }
}

TEST_F(StoredRun, ADatabaseOfAnotherSchemaIsRefused) {
  for (const char* version : {"PRAGMA user_version = 1", "PRAGMA user_version = 3"}) {
    run_sql(database_, version);
    EXPECT_EQ(code_of_reading(run_.path()), ErrorCode::BadConfig) << version;
    EXPECT_THROW(RunStore::open_for_writing(run_.path()), Error) << version;
  }
}

TEST(ForeignFolder, IsRefusedAndLeftAlone) {
  const TemporaryFolder run;
  run_sql(run / "cytrial.db", "CREATE TABLE mine (a)");
  const std::string before = read_text_file(run / "cytrial.db");
  for (const auto open : {&RunStore::open_for_writing, &RunStore::open_for_reading}) {
    try {
      open(run.path());
      FAIL() << "a foreign database was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    }
  }
  EXPECT_EQ(read_text_file(run / "cytrial.db"), before);

  const TemporaryFolder text;
  write_file_atomically(text / "cytrial.db", "this is a text and no database, long enough to have a header");
  EXPECT_THROW(RunStore::open_for_writing(text.path()), Error);

  const TemporaryFolder nothing;
  try {
    RunStore::open_for_reading(nothing.path());
    FAIL() << "an empty folder was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
  }
}

TEST_F(StoredRun, TheDatabaseItselfRefusesCountsForASampleThatIsNotEvaluable) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(database_.c_str(), &handle), SQLITE_OK);
  const auto refuses = [&](const char* sql) {
    return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT;
  };
  EXPECT_TRUE(refuses("PRAGMA foreign_keys = ON; UPDATE samples SET status = 'not_evaluable'"));
  EXPECT_TRUE(refuses("DELETE FROM counts"));
  EXPECT_TRUE(refuses("UPDATE counts SET events = -1"));
  EXPECT_TRUE(refuses("UPDATE samples SET area_mm2 = 9e999"));
  EXPECT_FALSE(refuses("UPDATE samples SET area_mm2 = 1"));  // the control
  sqlite3_close(handle);
}

}  // namespace
}  // namespace cyto::store_test
