#include "cytrial/calib/calibration_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CalibrationSet set_of_scope_1() {
  CalibrationSet set;
  set.name = "s";
  set.instrument = "Scope 1";
  set.date = "2026-01-15";
  set.valid_days = 30;
  set.panel_name = "two";
  set.panel_digest = "aa";
  return set;
}

SlideDescription scan_of(const std::string& instrument, const std::string& day) {
  SlideDescription scan;
  scan.files = {"scan.tif"};
  scan.origin = {instrument, day};
  scan.fields = {{"scan.tif", {0, 0, 40, 24}, {0, 0, 40, 24}}};
  return scan;
}

std::vector<std::string> codes(const CalibrationSet& set, const SlideDescription& scan,
                               const ScanOrigin& stated = {}) {
  Panel panel;
  panel.digest = "aa";
  std::vector<std::string> found;
  for (const QualityFlag& flag : check_calibration(set, panel, scan, stated)) {
    found.push_back(flag.code);
  }
  return found;
}

TEST(CalibrationFit, SaysNothingOfAScanThatFits) {
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("scope  1 ", "2026-02-14")), IsEmpty());
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("Scope 1", "2026-01-15")), IsEmpty());
}

TEST(CalibrationFit, FlagsASetThatIsTooOldByTheScansOwnDay) {
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("Scope 1", "2026-02-15")), ElementsAre("calibration_expired"));
}

TEST(CalibrationFit, FlagsASetThatWasMeasuredAfterTheScan) {
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("Scope 1", "2026-01-14")),
              ElementsAre("calibration_after_scan"));
}

TEST(CalibrationFit, RefusesAnotherInstrumentAndNamesBoth) {
  try {
    (void)codes(set_of_scope_1(), scan_of("Scope 2", "2026-01-20"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(
        std::string(error.what()),
        HasSubstr("scan.tif: was taken with \"Scope 2\", the calibration set \"s\" is of \"Scope 1\""));
    EXPECT_THAT(error.remedy(), HasSubstr("--instrument"));
  }
}

TEST(CalibrationFit, BelievesTheUserBeforeTheScan) {
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("Scope 2", "2026-09-01"), {"scope 1", "2026-01-20"}),
              IsEmpty());
  EXPECT_THROW((void)codes(set_of_scope_1(), scan_of("Scope 1", ""), {"scope 2", ""}), Error);
}

TEST(CalibrationFit, FlagsWhatCouldNotBeChecked) {
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("", "")), ElementsAre("calibration_unchecked"));
  EXPECT_THAT(codes(set_of_scope_1(), scan_of("", "2026-09-01")),
              ElementsAre("calibration_expired", "calibration_unchecked"));
}

TEST(CalibrationFit, FlagsAnotherFileOfThePanel) {
  CalibrationSet set = set_of_scope_1();
  set.panel_digest = "bb";
  EXPECT_THAT(codes(set, scan_of("Scope 1", "2026-01-20")), ElementsAre("calibration_other_panel"));
}

TEST(CalibrationFit, RefusesFieldsOfAnotherSize) {
  CalibrationSet set = set_of_scope_1();
  set.flat_fields = {std::nullopt, FlatField{cv::Mat1f(24, 41, 0.0F), cv::Mat1f(24, 41, 1.0F), true}};
  EXPECT_THROW((void)codes(set, scan_of("Scope 1", "2026-01-20")), Error);
  set.flat_fields = {std::nullopt, FlatField{cv::Mat1f(24, 40, 0.0F), cv::Mat1f(24, 40, 1.0F), true}};
  EXPECT_THAT(codes(set, scan_of("Scope 1", "2026-01-20")), IsEmpty());
}

TEST(CalibrationFit, FlagsACountThatBlankSlidesReachToo) {
  CalibrationSet set = set_of_scope_1();
  EXPECT_FALSE(check_against_blanks(set, 1, "gates", "cytrial 1").has_value());
  set.thresholds = BlankThresholds{"gates", "cytrial 1", {}};
  set.thresholds->blank.limit_of_blank = 2;
  EXPECT_FALSE(check_against_blanks(set, 0, "gates", "cytrial 1").has_value());
  EXPECT_EQ(check_against_blanks(set, 2, "gates", "cytrial 1")->code, "limit_of_blank");
  EXPECT_FALSE(check_against_blanks(set, 3, "gates", "cytrial 1").has_value());
  EXPECT_EQ(check_against_blanks(set, 3, "other", "cytrial 1")->code, "other_thresholds");
  EXPECT_EQ(check_against_blanks(set, 3, "gates", "cytrial 2")->code, "other_thresholds");
}

}  // namespace
}  // namespace cyto
