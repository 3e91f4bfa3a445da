#include "../../../src/review/scan_checks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "../../../src/review/scan_files.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "support/temporary_folder.h"

namespace cyto::review::test {
namespace {

namespace fs = std::filesystem;

const std::string kKey(64, 'a');

class Checks : public testing::Test {
 protected:
  void SetUp() override { write("pixels of a scan"); }
  void write(const std::string& content) const { std::ofstream(scan_, std::ios::trunc) << content; }
  /// Bytes read for the digest; 0 when it was known.
  std::uint64_t reading(ScanChecks& checks) const {
    std::uint64_t read = 0;
    EXPECT_EQ(checks.digest(scan_,
                            [&](std::uint64_t bytes) {
                              read = bytes + 1;
                              return true;
                            }),
              sha256_of_file(scan_));
    return read;
  }

  cyto::test::TemporaryFolder folder_;
  fs::path scan_ = folder_.path() / "scan.tif";
  fs::path record_ = folder_.path() / "checks.jsonl";
};

TEST_F(Checks, AScanIsReadOnceAndNotAtEveryStart) {
  ScanChecks first(record_, kKey, 0);
  EXPECT_GT(reading(first), 0U);
  EXPECT_EQ(reading(first), 0U);
  ScanChecks second(record_, kKey, 0);
  EXPECT_EQ(reading(second), 0U);
}

TEST_F(Checks, AChangedScanIsReadAgainAlsoWhenSizeAndTimeWerePutBack) {
  ScanChecks checks(record_, kKey, 0);
  (void)reading(checks);
  struct stat before {};
  ASSERT_EQ(::stat(scan_.c_str(), &before), 0);
  write("pixels of a scaN");
  const timespec times[2]{before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, scan_.c_str(), times, 0), 0);
  EXPECT_FALSE(checks.known(scan_));
  EXPECT_GT(reading(checks), 0U);
}

TEST_F(Checks, AnotherFileInItsPlaceIsReadAgain) {
  ScanChecks checks(record_, kKey, 0);
  (void)reading(checks);
  fs::copy_file(scan_, folder_.path() / "other.tif");
  fs::rename(folder_.path() / "other.tif", scan_);
  EXPECT_FALSE(checks.known(scan_));
}

TEST_F(Checks, AFileJustWrittenIsNotRemembered) {
  ScanChecks checks(record_, kKey);
  EXPECT_GT(reading(checks), 0U);
  EXPECT_FALSE(checks.known(scan_));
}

TEST_F(Checks, ARecordThatWasWrittenByOthersIsForgotten) {
  ScanChecks checks(record_, kKey, 0);
  (void)reading(checks);
  std::string text = read_text_file(record_);
  const std::string digest = sha256_of_file(scan_);
  ASSERT_NE(text.find(digest), std::string::npos);
  std::string forged = text;
  forged.replace(forged.find(digest), 64, std::string(64, 'e'));
  for (const std::string& content :
       {forged, text + "nonsense\n", std::string("{} x\n"), text.substr(0, 40)}) {
    write_file_atomically(record_, content);
    const ScanChecks again(record_, kKey, 0);
    const auto known = again.known(scan_);
    EXPECT_TRUE(!known || *known == digest) << content;
  }
  write_file_atomically(record_, forged);
  EXPECT_FALSE(ScanChecks(record_, kKey, 0).known(scan_));
  write_file_atomically(record_, text);
  EXPECT_FALSE(ScanChecks(record_, std::string(64, 'b'), 0).known(scan_)) << "another folder's key";
  EXPECT_TRUE(ScanChecks(record_, kKey, 0).known(scan_)) << "control";
}

TEST_F(Checks, WorkThatWasGivenUpLeavesNothing) {
  ScanChecks checks(record_, kKey, 0);
  EXPECT_FALSE(checks.digest(scan_, [](std::uint64_t /*bytes*/) { return false; }));
  EXPECT_FALSE(checks.known(scan_));
}

TEST_F(Checks, OfSeveralFilesOfOneNameTheRightOneIsTaken) {
  fs::create_directories(folder_.path() / "a");
  std::ofstream(folder_.path() / "a" / "scan.tif") << "something else";
  SampleResult result;
  result.scan_files = {"scan.tif"};
  result.scan_digests = {sha256_of_file(scan_)};
  const ScanFiles files({folder_.path()});
  ScanChecks checks(record_, kKey, 0);
  const auto go_on = [](std::uint64_t /*bytes*/) { return true; };
  EXPECT_GT(files.unread_bytes(result, checks), 0U);
  EXPECT_EQ(files.find(result, checks, go_on), std::vector<fs::path>{scan_});
  EXPECT_EQ(files.unread_bytes(result, checks), 0U);
  result.scan_digests = {std::string(64, '0')};
  EXPECT_THROW((void)files.find(result, checks, go_on), Error);
  ScanChecks nothing_known({}, kKey, 0);
  EXPECT_FALSE(files.find(result, nothing_known, [](std::uint64_t /*bytes*/) { return false; }))
      << "given up";
}

}  // namespace
}  // namespace cyto::review::test
