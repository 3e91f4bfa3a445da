#include "cytrial/calib/calibration_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "scratch_folder.h"

namespace cyto {
namespace {

namespace fs = std::filesystem;

Panel panel_of_two() {
  Panel panel;
  panel.name = "two";
  panel.digest = sha256_of("panel");
  panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}}, {"CK", ChannelRole::Cytokeratin, {}, {}, {}}};
  return panel;
}

CalibrationDraft full_draft() {
  CalibrationDraft draft;
  CalibrationSet& set = draft.set;
  set.name = "lab \"3\"";
  set.instrument = "scope 1";
  set.date = "2026-01-31";
  set.valid_days = 90;
  set.program_version = "cytrial 0";
  set.flat_fields = {FlatField{cv::Mat1f(20, 30, 101.5F), cv::Mat1f(20, 30, 1.0F), true},
                     FlatField{cv::Mat1f(20, 30, 99.25F), cv::Mat1f(20, 30, 1.0F), false}};
  const cv::Mat1d matrix = (cv::Mat1d(2, 2) << 1, 0.1 / 3, 0.02, 1);
  set.spillover =
      SpilloverMatrix{{"DAPI", "CK"}, matrix, matrix.inv(), (cv::Mat1d(2, 2) << 0, 0.001, 0.002, 0)};
  BlankThresholds thresholds{sha256_of("gates"), "cytrial 0", {}};
  thresholds.blank = {12, 3, 500000, 6.0, 1.2, 17.5, 15.5, 2, "poisson", 0.5, 0.2};
  set.thresholds = thresholds;
  set.inputs = {{"dark", "field_1.tif", sha256_of("1")}, {"blank B1", "b.tif", sha256_of("2")}};
  draft.base_digest = sha256_of("base");
  draft.description = "made by a test";
  draft.pages = {{"dark.html", "<html/>"}};
  return draft;
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(CalibrationWriter, WritesWhatTheReaderReads) {
  const ScratchFolder scratch;
  const CalibrationDraft draft = full_draft();
  const CalibrationSet written = write_calibration_set(draft, panel_of_two(), scratch.path() / "set");
  const CalibrationSet read = read_calibration_set(scratch.path() / "set", panel_of_two());
  EXPECT_EQ(read.digest, written.digest);
  EXPECT_EQ(read.name, "lab \"3\"");
  EXPECT_EQ(read.valid_days, 90);
  EXPECT_EQ(read.panel_digest, panel_of_two().digest);
  EXPECT_EQ(read.program_version, "cytrial 0");
  EXPECT_EQ(read.inputs, draft.set.inputs);
  EXPECT_EQ(read.flat_fields[0]->dark(3, 4), 101.5F);
  EXPECT_TRUE(read.flat_fields[0]->gain_measured);
  EXPECT_FALSE(read.flat_fields[1]->gain_measured);
  EXPECT_EQ(read.flat_fields[1]->gain(3, 4), 1.0F);
  EXPECT_EQ(read.spillover->spillover(0, 1), 0.1 / 3);
  EXPECT_EQ(read.spillover->standard_error(1, 0), 0.002);
  ASSERT_TRUE(read.thresholds);
  EXPECT_EQ(read.thresholds->gates_digest, sha256_of("gates"));
  EXPECT_EQ(read.thresholds->blank.limit_of_blank, 2U);
  EXPECT_EQ(read.thresholds->blank.per_million_bound, 15.5);
  EXPECT_EQ(read.thresholds->blank.method, "poisson");
  EXPECT_EQ(read_text_file(scratch.path() / "set" / "dark.html"), "<html/>");
}

TEST(CalibrationWriter, NamesTheFilesOfManySlides) {
  const ScratchFolder scratch;
  CalibrationDraft draft = full_draft();
  draft.set.inputs.assign(20000, {"blank B1", "field_0001.ome.tif", sha256_of("1")});
  EXPECT_EQ(write_calibration_set(draft, panel_of_two(), scratch.path() / "set").inputs.size(), 20000U);
}

TEST(CalibrationWriter, ShowsBytesOfAFileNameThatAreNoUtf8AsSuch) {
  const ScratchFolder scratch;
  CalibrationDraft draft = full_draft();
  draft.set.inputs[0].file = "f\xff.tif";
  EXPECT_EQ(write_calibration_set(draft, panel_of_two(), scratch.path() / "set").inputs[0].file,
            "f\xEF\xBF\xBD.tif");
}

TEST(CalibrationWriter, GivesTheSameBytesTwice) {
  const ScratchFolder scratch;
  EXPECT_EQ(write_calibration_set(full_draft(), panel_of_two(), scratch.path() / "a").digest,
            write_calibration_set(full_draft(), panel_of_two(), scratch.path() / "b").digest);
}

TEST(CalibrationWriter, NeverChangesASetThatIsThere) {
  const ScratchFolder scratch;
  const fs::path folder = scratch.path() / "set";
  const std::string digest = write_calibration_set(full_draft(), panel_of_two(), folder).digest;
  EXPECT_THROW(write_calibration_set(full_draft(), panel_of_two(), folder), Error);
  EXPECT_EQ(read_calibration_set(folder, panel_of_two()).digest, digest);
  EXPECT_EQ(entries_in(scratch.path()), 1U);
}

TEST(CalibrationWriter, TakesAnEmptyFolderWithASlash) {
  const ScratchFolder scratch;
  fs::create_directory(scratch.path() / "set");
  EXPECT_FALSE(write_calibration_set(full_draft(), panel_of_two(), scratch.path() / "set/").digest.empty());
}

TEST(CalibrationWriter, LeavesNothingWhenTheSetWouldBeRefused) {
  const ScratchFolder scratch;
  CalibrationDraft draft = full_draft();
  draft.set.flat_fields[0]->gain = 2.0F;  // its mean must be 1
  EXPECT_THROW(write_calibration_set(draft, panel_of_two(), scratch.path() / "set"), Error);
  EXPECT_EQ(entries_in(scratch.path()), 0U);
}

}  // namespace
}  // namespace cyto
