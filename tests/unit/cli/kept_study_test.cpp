#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "study_results.h"
#include "support/temporary_folder.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

void write_text(const Path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::string study_json(const std::string& root) {
  return R"({"format": 1, "name": "trial_a", "root": ")" + root + R"(",
    "protocol": {"day_zero": "first infusion",
      "visits": [{"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0}]},
    "subjects": [{"id": "S01", "day_zero": "2026-01-12"}],
    "panel": "panel.json", "samples": "sheets/samples.csv"})";
}

constexpr const char* kSheet =
    "sample,subject,visit,collected,blood_volume_ml,scan\r\nT1,S01,C1D1,2026-01-12T08:00Z,7.5,a.tif\r\n";

/// Regular files below `folder`, as seen from it.
std::set<std::string> files_below(const Path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && !entry.is_symlink()) {
      files.insert(entry.path().lexically_relative(folder).generic_string());
    }
  }
  return files;
}

class KeptStudy : public testing::Test {
 protected:
  [[nodiscard]] Path results() const { return folder_.path() / "a" / "b" / "results"; }

  /// Keeps the study of `file`, removes the originals and joins from what was kept.
  StudyResults joined_without_originals(const Path& file) {
    const auto store = RunStore::open_for_writing(results());
    const std::set<std::string> before = files_below(folder_.path());
    keep_study(results(), *store, read_study_file(file));
    for (const std::string& name : files_below(folder_.path())) {
      EXPECT_TRUE(before.contains(name) || name.starts_with("a/b/results/study/")) << name;
    }
    fs::remove_all(folder_.path() / "site");
    return join_results(results(), *store, std::nullopt);
  }

  test::TemporaryFolder folder_;
};

TEST_F(KeptStudy, IsJoinedWithoutTheOriginals) {
  const Path site = folder_.path() / "site";
  write_text(site / "study.json", study_json("."));
  write_text(site / "sheets/samples.csv", kSheet);
  EXPECT_EQ(joined_without_originals(site / "study.json").sheet.rows.size(), 1U);
}

TEST_F(KeptStudy, WithItsRootBelowTheStudyFileStaysInTheResultFolder) {
  const Path site = folder_.path() / "site";
  write_text(site / "study.json", study_json("deep/er"));
  write_text(site / "deep/er/sheets/samples.csv", kSheet);
  EXPECT_EQ(joined_without_originals(site / "study.json").sheet.rows.size(), 1U);
}

TEST_F(KeptStudy, WithItsRootAboveTheStudyFileKeepsThePlaceBelowIt) {
  const Path site = folder_.path() / "site";
  write_text(site / "protocol/study.json", study_json(".."));
  write_text(site / "sheets/samples.csv", kSheet);
  EXPECT_EQ(joined_without_originals(site / "protocol/study.json").sheet.rows.size(), 1U);
  EXPECT_TRUE(fs::exists(results() / "study/protocol/study.json"));
}

TEST_F(KeptStudy, WithAnAbsoluteRootIsJoinedWithoutTheOriginals) {
  const Path site = folder_.path() / "site";
  write_text(site / "here/study.json", study_json((site / "there").string()));
  write_text(site / "there/sheets/samples.csv", kSheet);
  EXPECT_EQ(joined_without_originals(site / "here/study.json").sheet.rows.size(), 1U);
}

TEST_F(KeptStudy, WhoseSheetIsALinkStaysInTheResultFolder) {
  const Path site = folder_.path() / "site";
  write_text(site / "study.json", study_json("."));
  write_text(folder_.path() / "elsewhere/samples.csv", kSheet);
  fs::create_directories(site / "sheets");
  fs::create_symlink(folder_.path() / "elsewhere/samples.csv", site / "sheets/samples.csv");
  EXPECT_EQ(joined_without_originals(site / "study.json").sheet.rows.size(), 1U);
}

}  // namespace
}  // namespace cyto::cli
