#include "cytrial/synth/simulated_calibration.h"

#include <gtest/gtest.h>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/read_plane.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/synth/simulate_scan.h"
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

TEST(SimulatedCalibration, HoldsThePatternThatDarkExposuresShow) {
  const test::TemporaryFolder folder;
  ScanOptions options = instrument();
  options.dark_pattern_adu = 40.0;
  options.specimen = Specimen::Dark;
  options.width_px = options.height_px = options.field_px;
  options.compression = TiffCompression::None;
  write_simulated_calibration(options, folder / "set");
  SilentLogger log;
  simulate_scan(options, {folder / "scan.tif", folder / "truth.csv", {}, {}}, log);
  cv::Mat1f seen;
  read_plane(folder / "scan.tif", 1).convertTo(seen, CV_32F);
  const cv::Mat1f away = seen - cv::Mat1f(read_plane(folder / "set" / "dark_ck.tif"));
  EXPECT_NEAR(cv::mean(away)[0], 0.0, 0.1);
  cv::Scalar mean;
  cv::Scalar sd;
  cv::meanStdDev(away, mean, sd);
  EXPECT_NEAR(sd[0], 3.2, 0.1);  // read noise alone
  // No cell, no background: a closed shutter.
  EXPECT_EQ(read_text_file(folder / "truth.csv").find("leukocyte_"), std::string::npos);
}

TEST(SimulatedCalibration, TellsInstrumentAndDayInTheScan) {
  const test::TemporaryFolder folder;
  ScanOptions options = instrument();
  options.width_px = options.height_px = 300;
  options.instrument = "scope <1>";
  options.acquired_on = "2026-01-31";
  SilentLogger log;
  simulate_scan(options, {folder / "scan.tif", folder / "truth.csv", {}, {}}, log);
  const ScanOrigin origin = describe_slide({folder / "scan.tif"}).origin;
  EXPECT_EQ(origin.instrument, "scope <1>");
  EXPECT_EQ(origin.acquired_on, "2026-01-31");
  options.instrument = "a \"b\"";
  EXPECT_THROW(options.validate(), Error);
}

TEST(SimulatedCalibration, LeavesOneDyeAndAutofluorescence) {
  const test::TemporaryFolder folder;
  ScanOptions options = instrument();
  options.width_px = options.height_px = 600;
  options.only_dye = 2;
  options.ctc_count = 3;
  SilentLogger log;
  simulate_scan(options, {folder / "scan.tif", folder / "truth.csv", {}, {}}, log);
  const std::string truth = read_text_file(folder / "truth.csv");
  EXPECT_NE(truth.find(",leukocyte,"), std::string::npos);
  double brightest_dapi = 0.0;
  cv::Mat dapi = read_plane(folder / "scan.tif", 0);
  cv::minMaxLoc(dapi, nullptr, &brightest_dapi);
  EXPECT_LT(brightest_dapi, 700.0);  // background and noise; nuclei would reach 2000
  double brightest_cd45 = 0.0;
  cv::minMaxLoc(read_plane(folder / "scan.tif", 2), nullptr, &brightest_cd45);
  EXPECT_GT(brightest_cd45, 1000.0);
}

TEST(SimulatedCalibration, DoesNotKnowTheFaultsThatCameLater) {
  const test::TemporaryFolder folder;
  ScanOptions options = instrument();
  write_simulated_calibration(options, folder / "a");
  options.edge_dimming = 0.1;
  options.spillover_shift = 0.02;
  options.light_factor = 0.5;
  options.hot_columns = 2;
  options.bubbles = 1;
  options.bare_share = 0.5;
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
