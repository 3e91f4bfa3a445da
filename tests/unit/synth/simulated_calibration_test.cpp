#include "cytrial/synth/simulated_calibration.h"

#include <gtest/gtest.h>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/imageio/read_plane.h"
#include "support/temporary_folder.h"

namespace cyto::synth {
namespace {

ScanOptions instrument() {
  ScanOptions options;
  options.field_px = 300;
  options.vignetting = 0.3;
  options.offset_adu = 123.0;
  return options;
}

TEST(SimulatedCalibration, HoldsTheOffsetAndAResponseOfMeanOne) {
  const test::TemporaryFolder folder;
  write_simulated_calibration(instrument(), folder.path());
  for (const char* channel : {"dapi", "ck", "cd45"}) {
    const cv::Mat dark = read_plane(folder / ("dark_" + std::string(channel) + ".tif"));
    const cv::Mat gain = read_plane(folder / ("gain_" + std::string(channel) + ".tif"));
    ASSERT_EQ(gain.type(), CV_32FC1);
    EXPECT_EQ(gain.size(), cv::Size(300, 300));
    EXPECT_EQ(cv::mean(dark)[0], 123.0);
    EXPECT_NEAR(cv::mean(gain)[0], 1.0, 1e-5);
  }
}

TEST(SimulatedCalibration, NamesEveryFileWithItsDigest) {
  const test::TemporaryFolder folder;
  write_simulated_calibration(instrument(), folder.path());
  const std::string set = read_text_file(folder / "set.json");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".tif") {
      ++files;
      EXPECT_NE(set.find(entry.path().filename().string()), std::string::npos);
      EXPECT_NE(set.find(sha256_of_file(entry.path())), std::string::npos);
    }
  }
  EXPECT_EQ(files, 6);
}

TEST(SimulatedCalibration, BelongsToTheInstrumentNotToTheSeed) {
  const test::TemporaryFolder folder;
  ScanOptions options = instrument();
  write_simulated_calibration(options, folder / "a");
  options.seed = 99;
  write_simulated_calibration(options, folder / "b");
  EXPECT_EQ(read_text_file(folder / "a" / "set.json"), read_text_file(folder / "b" / "set.json"));
}

TEST(SimulatedCalibration, WritesTheSpilloverRowByDye) {
  const test::TemporaryFolder folder;
  write_simulated_calibration(instrument(), folder.path());
  // CK into CD45 is 3 %, CD45 into CK 2 %.
  EXPECT_NE(read_text_file(folder / "set.json").find("[0, 1, 0.03]"), std::string::npos);
}

}  // namespace
}  // namespace cyto::synth
