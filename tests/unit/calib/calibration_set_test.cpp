#include "cytrial/calib/calibration_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cytrial/calib/panel_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/tiff_writer.h"
#include "scratch_folder.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;

constexpr int kWidth = 40;
constexpr int kHeight = 24;

Panel panel_of_two() {
  Panel panel;
  panel.name = "two";
  panel.channels.push_back({"DAPI", ChannelRole::Nuclear, {"Hoechst"}, {}, {}});
  panel.channels.push_back({"CK", ChannelRole::Cytokeratin, {}, {}, {}});
  return panel;
}

/// A sound set that a test can damage in one place.
class CalibrationSetTest : public ::testing::Test {
 protected:
  CalibrationSetTest() {
    write_plane("dark_dapi.tif", cv::Mat1f(kHeight, kWidth, 100.0F));
    write_plane("gain_dapi.tif", slope());
    write_plane("dark_ck.tif", cv::Mat1f(kHeight, kWidth, 101.0F));
    write_plane("gain_ck.tif", cv::Mat1f(kHeight, kWidth, 1.0F));
  }

  /// From 0.5 at the left to 1.5 at the right: mean 1.
  static cv::Mat1f slope() {
    cv::Mat1f gain(kHeight, kWidth);
    for (int x = 0; x < kWidth; ++x) {
      gain.col(x) = 0.5F + (static_cast<float>(x) + 0.5F) / kWidth;
    }
    return gain;
  }

  void write_plane(const std::string& name, const cv::Mat1f& plane) const {
    TiffPlaneOptions options;
    options.width_px = plane.cols;
    options.height_px = plane.rows;
    options.bits = 32;
    options.floating = true;
    options.tile_px = 64;
    const auto writer = create_tiled_tiff(folder_.path() / name, options, 1);
    writer->write_band({plane});
    writer->finish();
  }

  [[nodiscard]] std::string file_entry(const std::string& name) const {
    return R"({"file": ")" + name + R"(", "sha256": ")" + sha256_of_file(folder_.path() / name) + R"("})";
  }
  [[nodiscard]] std::string channel_entry(const std::string& name, const std::string& file) const {
    return R"({"name": ")" + name + R"(", "flat_field": {"dark": )" + file_entry("dark_" + file + ".tif") +
           R"(, "gain": )" + file_entry("gain_" + file + ".tif") + "}}";
  }
  [[nodiscard]] std::string both_channels() const {
    return channel_entry("DAPI", "dapi") + ", " + channel_entry("CK", "ck");
  }
  static std::string spillover(const std::string& matrix) {
    return R"(, "spillover": {"channels": ["DAPI", "CK"], "matrix": )" + matrix + "}";
  }
  static std::string set_of(const std::string& channels, const std::string& more = {},
                            const std::string& date = "2026-01-15") {
    return R"({"name": "s", "instrument": "scope 1", "date": ")" + date + R"(", "channels": [)" + channels +
           "]" + more + "}";
  }

  [[nodiscard]] CalibrationSet read(const std::string& text) const {
    (void)folder_.write("set.json", text);
    return read_calibration_set(folder_.path(), panel_of_two());
  }
  [[nodiscard]] std::string refusal_of(const std::string& text) const {
    try {
      (void)read(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadConfig) << error.what();
      return error.what();
    }
    return "no error";
  }

  ScratchFolder folder_;
};

TEST_F(CalibrationSetTest, ReadsASoundSet) {
  const CalibrationSet set = read(set_of(both_channels(), spillover("[[1, 0.25], [0.1, 1]]")));
  EXPECT_EQ(set.name, "s");
  EXPECT_EQ(set.instrument, "scope 1");
  EXPECT_EQ(set.date, "2026-01-15");
  ASSERT_EQ(set.flat_fields.size(), 2U);
  ASSERT_TRUE(set.flat_fields[0] && set.flat_fields[1]);
  EXPECT_EQ(cv::norm(set.flat_fields[0]->gain, slope(), cv::NORM_INF), 0);
  EXPECT_EQ(set.flat_fields[0]->dark(3, 5), 100.0F);
  EXPECT_EQ(set.flat_fields[1]->dark(3, 5), 101.0F);
  ASSERT_TRUE(set.spillover);
  EXPECT_EQ(set.spillover->spillover(0, 1), 0.25);
  EXPECT_EQ(set.spillover->spillover(1, 0), 0.1);
  // The inverse of [[1, a], [b, 1]] is [[1, -a], [-b, 1]] / (1 - a b).
  EXPECT_NEAR(set.spillover->compensation(0, 1), -0.25 / 0.975, 1e-12);
  EXPECT_NEAR(set.spillover->compensation(1, 0), -0.1 / 0.975, 1e-12);
}

TEST_F(CalibrationSetTest, ReadsTheSimulatorsSet) {
  const std::string folder = std::string(CYTRIAL_SOURCE_DIR) + "/calibration";
  const CalibrationSet set = read_calibration_set(folder + "/simulator/2026-01-15",
                                                  read_panel_file(folder + "/panels/dapi_ck_cd45.json"));
  ASSERT_TRUE(set.spillover);
  EXPECT_EQ(set.spillover->spillover(1, 2), 0.03);
  EXPECT_EQ(set.spillover->spillover(2, 1), 0.02);
}

TEST_F(CalibrationSetTest, PutsTheSetsOrderIntoThePanels) {
  const CalibrationSet set =
      read(set_of(channel_entry("ck", "ck") + R"(, {"name": "hoechst"})",
                  R"(, "spillover": {"channels": ["CK", "Hoechst"], "matrix": [[1, 0.1], [0.25, 1]]})"));
  EXPECT_FALSE(set.flat_fields[0].has_value());
  EXPECT_EQ(set.flat_fields[1]->dark(0, 0), 101.0F);
  EXPECT_EQ(set.spillover->channels, (std::vector<std::string>{"DAPI", "CK"}));
  EXPECT_EQ(set.spillover->spillover(0, 1), 0.25);
  EXPECT_EQ(set.spillover->spillover(1, 0), 0.1);
}

TEST_F(CalibrationSetTest, DigestsEveryByte) {
  const std::string text = set_of(both_channels());
  const std::string digest = read(text).digest;
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(read(text).digest, digest);
  EXPECT_NE(read(text + "\n").digest, digest);
  write_plane("dark_ck.tif", cv::Mat1f(kHeight, kWidth, 102.0F));
  EXPECT_NE(read(set_of(both_channels())).digest, digest);
}

TEST_F(CalibrationSetTest, RefusesAFileThatChanged) {
  const std::string text = set_of(both_channels());
  write_plane("gain_dapi.tif", cv::Mat1f(kHeight, kWidth, 1.0F));
  EXPECT_THAT(refusal_of(text), HasSubstr("gain_dapi.tif: its SHA-256 is "));
}

TEST_F(CalibrationSetTest, RefusesAMissingFile) {
  const std::string text = set_of(both_channels());
  std::filesystem::remove(folder_.path() / "dark_ck.tif");
  try {
    (void)read(text);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
    EXPECT_THAT(error.subject(), HasSubstr("dark_ck.tif"));
  }
}

TEST_F(CalibrationSetTest, RefusesAFileOutsideItsFolder) {
  for (const char* name : {"../gain_dapi.tif", "/etc/passwd", "a/b.tif", ".."}) {
    EXPECT_THAT(refusal_of(set_of(std::string(R"({"name": "DAPI", "flat_field": {"dark": {"file": ")") +
                                  name + R"(", "sha256": ""}}}, {"name": "CK"})")),
                HasSubstr("at /channels/0/flat_field/dark/file: must be a plain file name"));
  }
}

TEST_F(CalibrationSetTest, RefusesAGainThatCannotDivide) {
  cv::Mat1f gain = slope();
  gain(7, 9) = 0;
  write_plane("gain_dapi.tif", gain);
  EXPECT_THAT(refusal_of(set_of(both_channels())), HasSubstr("gain_dapi.tif: pixel at column 9, row 7 is 0"));
}

TEST_F(CalibrationSetTest, RefusesANegativeDark) {
  cv::Mat1f dark(kHeight, kWidth, 100.0F);
  dark(0, 3) = -1;
  write_plane("dark_ck.tif", dark);
  EXPECT_THAT(refusal_of(set_of(both_channels())), HasSubstr("dark_ck.tif: pixel at column 3, row 0 is -1"));
}

TEST_F(CalibrationSetTest, RefusesAGainOfAnotherScale) {
  for (const float mean : {0.98F, 1.02F}) {
    write_plane("gain_ck.tif", cv::Mat1f(kHeight, kWidth, mean));
    EXPECT_THAT(refusal_of(set_of(both_channels())), HasSubstr("gain_ck.tif: its mean is "));
  }
  write_plane("gain_ck.tif", cv::Mat1f(kHeight, kWidth, 1.009F));
  EXPECT_EQ(refusal_of(set_of(both_channels())), "no error");
}

TEST_F(CalibrationSetTest, RefusesFieldsOfDifferentSizes) {
  write_plane("gain_ck.tif", cv::Mat1f(kHeight, kWidth + 1, 1.0F));
  EXPECT_THAT(refusal_of(set_of(both_channels())),
              HasSubstr("gain_ck.tif: its size differs from that of dark_ck.tif"));
  write_plane("dark_ck.tif", cv::Mat1f(kHeight, kWidth + 1, 1.0F));
  EXPECT_THAT(refusal_of(set_of(both_channels())),
              HasSubstr("at /channels: the flat fields have different sizes"));
}

TEST_F(CalibrationSetTest, RefusesTheSetOfAnotherPanel) {
  EXPECT_THAT(refusal_of(set_of(R"({"name": "DAPI"}, {"name": "CD45"})")),
              HasSubstr("at /channels/1/name: is no channel of the panel \"two\""));
  EXPECT_THAT(refusal_of(set_of(R"({"name": "DAPI"})")),
              HasSubstr("at /channels: the channel \"CK\" of the panel \"two\" is not in it"));
  EXPECT_THAT(refusal_of(set_of(R"({"name": "DAPI"}, {"name": "Hoechst"}, {"name": "CK"})")),
              HasSubstr("at /channels/1/name: names a channel that is named before"));
}

TEST_F(CalibrationSetTest, RefusesMatricesThatAreNoSpillover) {
  const auto refusal = [&](const std::string& matrix) {
    return refusal_of(set_of(R"({"name": "DAPI"}, {"name": "CK"})", spillover(matrix)));
  };
  EXPECT_THAT(refusal("[[1, 0.1]]"), HasSubstr("at /spillover/matrix: must have one row per channel"));
  EXPECT_THAT(refusal("[[1, 0.1], [1]]"),
              HasSubstr("at /spillover/matrix/1: must have one number per channel"));
  EXPECT_THAT(refusal("[[1, 0.1], [0, 0.9]]"), HasSubstr("at /spillover/matrix/1/1: the diagonal must be 1"));
  EXPECT_THAT(refusal("[[1, -0.1], [0, 1]]"), HasSubstr("at /spillover/matrix/0/1: -0.1 is out of range"));
  EXPECT_THAT(refusal("[[1, 1.1], [0, 1]]"), HasSubstr("at /spillover/matrix/0/1: 1.1 is out of range"));
  EXPECT_THAT(refusal("[[1, 1], [1, 1]]"), HasSubstr("at /spillover/matrix: cannot be inverted soundly"));
  EXPECT_THAT(refusal("[[1, 0.99], [0.99, 1]]"), HasSubstr("cannot be inverted soundly"));
  EXPECT_EQ(refusal("[[1, 0.9], [0.9, 1]]"), "no error");
}

TEST_F(CalibrationSetTest, RefusesDatesThatAreNone) {
  for (const char* date :
       {"15.01.2026", "2026-13-01", "2026-02-30", "2026-1-5", "26-01-15", "2026-01-15T00"}) {
    EXPECT_THAT(refusal_of(set_of(R"({"name": "DAPI"}, {"name": "CK"})", "", date)),
                HasSubstr("at /date: is not a date"));
  }
}

TEST_F(CalibrationSetTest, RefusesUnknownKeysEverywhere) {
  EXPECT_THAT(refusal_of(set_of(both_channels(), R"(, "gains": [])")), HasSubstr("at /gains: unknown key"));
  EXPECT_THAT(refusal_of(set_of(R"({"name": "DAPI", "dark": 1}, {"name": "CK"})")),
              HasSubstr("at /channels/0/dark: unknown key"));
  EXPECT_THAT(refusal_of(set_of(
                  R"({"name": "DAPI"}, {"name": "CK"})",
                  R"(, "spillover": {"channels": ["DAPI", "CK"], "matrix": [[1, 0], [0, 1]], "x": 1})")),
              HasSubstr("at /spillover/x: unknown key"));
}

TEST_F(CalibrationSetTest, RefusesADamagedTiffByName) {
  std::ofstream(folder_.path() / "gain_ck.tif") << "not a TIFF";
  const std::string text = set_of(both_channels());
  try {
    (void)read(text);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_THAT(std::string(error.what()), HasSubstr("gain_ck.tif"));
  }
}

}  // namespace
}  // namespace cyto
