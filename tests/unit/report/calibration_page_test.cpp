#include "cytrial/report/calibration_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/error.h"
#include "plane_plot.h"
#include "unit/report/hostile_texts.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"

namespace cyto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CalibrationPage full_page(const std::string& text) {
  PageSection section;
  section.heading = text;
  section.paragraphs = {text};
  section.pictures = {{made_up::one_pixel_png(), text, 64}};
  section.scatters = {{text, text, text, {{0.0, -1.0}, {10.0, 1.0}, {20.0, 3.0}}, 0.2, -1.0, text}};
  section.histograms = {{text, text, 0.0, 4.0, {1.0, 0.0, 100.0, 3.0}, true, {{2.0, text}, {3.5, text}}}};
  section.tables = {{text, {text, text}, {{text, text}}}};
  return {text, text, text, {text}, {section}};
}

std::vector<std::string> labels(const std::vector<AxisTick>& ticks) {
  std::vector<std::string> texts;
  for (const AxisTick& tick : ticks) {
    texts.push_back(tick.label);
  }
  return texts;
}

TEST(CalibrationPage, IsSelfContainedAndUsableWithoutEyes) {
  const std::string page = calibration_page_html(full_page("Dark level"));
  expect_self_contained(page);
  expect_accessible(page);
}

TEST(CalibrationPage, ShowsTextAsItIs) {
  const std::string page = calibration_page_html(full_page("<script>alert('x')</script> & \"CK\""));
  expect_self_contained(page);
  EXPECT_THAT(text_of(parsed(page)), HasSubstr("<script>alert('x')</script> & \"CK\""));
}

TEST(CalibrationPage, DrawsEveryPointAndEveryFullBar) {
  const auto document = parsed(calibration_page_html(full_page("x")));
  EXPECT_EQ(document.select_nodes("//circle").size(), 3U);
  EXPECT_EQ(document.select_nodes("//g[@fill='#56a0cc']/rect").size(), 3U);
}

TEST(CalibrationPage, DrawsAtMostSomeThousandPoints) {
  CalibrationPage page = full_page("x");
  page.sections[0].scatters[0].points.assign(100000, {1.0, 2.0});
  const auto document = parsed(calibration_page_html(page));
  EXPECT_LE(document.select_nodes("//circle").size(), 1500U);
  EXPECT_THAT(text_of(document), HasSubstr("100000 points"));
}

TEST(CalibrationPage, TellsWhenNothingStoodOut) {
  CalibrationPage page = full_page("x");
  page.findings.clear();
  EXPECT_THAT(calibration_page_html(page), HasSubstr("Nothing stood out."));
}

TEST(CalibrationPage, RefusesAPictureThatIsNone) {
  CalibrationPage page = full_page("x");
  page.sections[0].pictures[0].png = "no picture";
  EXPECT_THROW((void)calibration_page_html(page), Error);
}

TEST(RoundTicks, LieOnRoundNumbersInsideTheRange) {
  EXPECT_THAT(labels(round_ticks(-0.7, 10.2, 5)), ElementsAre("0", "5", "10"));
  EXPECT_THAT(labels(round_ticks(-1.0, 1.0, 4)), ElementsAre("-1.0", "-0.5", "0.0", "0.5", "1.0"));
  EXPECT_THAT(labels(round_ticks(105.04, 105.06, 2)), ElementsAre("105.04", "105.05", "105.06"));
}

}  // namespace
}  // namespace cyto
