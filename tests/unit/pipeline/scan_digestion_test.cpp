#include "scan_digestion.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

class ScanDigestionTest : public testing::Test {
 protected:
  ScanDigestionTest() {
    std::string pattern = (fs::temp_directory_path() / "cytrial-digestion-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ScanDigestionTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path file(const std::string& name, const std::string& text, std::uint64_t bytes) const {
    std::ofstream(folder_ / name) << text;
    fs::resize_file(folder_ / name, bytes);
    return folder_ / name;
  }

  fs::path folder_;
};

int pieces_of(ScanDigestion& digestion, bool all) {
  int pieces = 0;
  while (digestion.add_piece(all)) {
    ++pieces;
  }
  return pieces;
}

TEST_F(ScanDigestionTest, KeepsTheLastPartUntilAllIsWanted) {
  const ScanDigests listed = list_scan({file("scan.tif", "front", 200U << 20U)});
  ScanDigestion digestion(listed);
  EXPECT_EQ(pieces_of(digestion, false), 120);  // three fifths
  EXPECT_TRUE(digestion.digests().empty());
  EXPECT_EQ(pieces_of(digestion, true), 80 + 1);  // and the end is seen
  EXPECT_EQ(digestion.digests(), digests_of(listed));
}

TEST_F(ScanDigestionTest, OfASmallScanAllIsTheLastPart) {
  const ScanDigests listed =
      list_scan({file("b.tif", "b", 3U << 20U), file("a.tif", "a", 5), file("c.tif", "", 0)});
  ScanDigestion digestion(listed);
  EXPECT_FALSE(digestion.add_piece(false));
  EXPECT_GT(pieces_of(digestion, true), 4);
  EXPECT_EQ(digestion.digests(), digests_of(listed));
  EXPECT_EQ(digestion.digests().at(2), sha256_of(""));
  EXPECT_FALSE(digestion.add_piece(true));
}

TEST_F(ScanDigestionTest, ReadsNothingOfAScanThatHasItsDigests) {
  ScanDigests listed = digest_scan({file("scan.tif", "front", 100)});
  fs::remove(listed.paths.front());
  ScanDigestion digestion(listed);
  EXPECT_FALSE(digestion.add_piece(true));
  EXPECT_EQ(digestion.digests(), listed.digests);
}

TEST_F(ScanDigestionTest, NamesAFileThatIsGone) {
  const ScanDigests listed = list_scan({file("one.tif", "1", 10), file("two.tif", "2", 10)});
  fs::remove(folder_ / "two.tif");
  ScanDigestion digestion(listed);
  try {
    pieces_of(digestion, true);
    FAIL() << "a scan without one of its files got its digests";
  } catch (const Error& problem) {
    EXPECT_EQ(problem.code(), ErrorCode::NoInput);
    EXPECT_NE(std::string(problem.what()).find("two.tif"), std::string::npos);
  }
}

}  // namespace
}  // namespace cyto
