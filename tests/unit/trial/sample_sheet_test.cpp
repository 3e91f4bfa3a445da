#include "cytrial/trial/sample_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/error.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::StudyFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kEveryColumn =
    "sample,subject,visit,collected,blood_volume_ml,scan,panel,pixel_size_um,label,gates";

TEST(SampleSheet, ReadsEveryColumn) {
  const StudyFolder folder;
  const SampleSheet sheet = folder.samples(
      "T1,S01,C1D1,2026-01-12T08:10+01:00,7.5,a/dapi.tif; a/ck.tif;a/cd45.tif,p.json,0.5,\"first, "
      "good\",g.json\n",
      kEveryColumn);
  ASSERT_EQ(sheet.rows.size(), 1U);
  EXPECT_TRUE(sheet.refused.empty());
  const SheetSample& sample = sheet.rows[0];
  EXPECT_EQ(sample.row, 2U);
  EXPECT_EQ(sample.sample_id, "T1");
  EXPECT_EQ(sample.subject, "S01");
  EXPECT_EQ(sample.visit, "C1D1");
  EXPECT_EQ(sample.collected->text, "2026-01-12T08:10+01:00");
  EXPECT_EQ(sample.blood_volume_ml, 7.5);
  EXPECT_THAT(sample.scans, ElementsAre(folder / "a/dapi.tif", folder / "a/ck.tif", folder / "a/cd45.tif"));
  EXPECT_EQ(sample.panel, folder / "p.json");
  EXPECT_EQ(sample.gates, folder / "g.json");
  EXPECT_EQ(sample.pixel_size_um, 0.5);
  EXPECT_EQ(sample.label, "first, good");
}

TEST(SampleSheet, VisitTimeAndVolumeMayBeEmpty) {
  const SampleSheet sheet = StudyFolder().samples("T1,S01,,,,a.tif\n");
  ASSERT_EQ(sheet.rows.size(), 1U);
  EXPECT_TRUE(sheet.rows[0].visit.empty());
  EXPECT_FALSE(sheet.rows[0].collected);
  EXPECT_FALSE(sheet.rows[0].blood_volume_ml);
  EXPECT_FALSE(sheet.rows[0].panel);
  EXPECT_FALSE(sheet.rows[0].gates);
}

TEST(SampleSheet, UnknownSubjectIsStillASampleToAnalyse) {
  EXPECT_EQ(StudyFolder().samples("T1,NOBODY,C1D1,,7.5,a.tif\n").rows.size(), 1U);
}

TEST(SampleSheet, AllRowsOfARepeatedSampleAreRefused) {
  const SampleSheet sheet = StudyFolder().samples(
      "T1,S01,C1D1,,7.5,a.tif\nT2,S01,C2D1,,7.5,b.tif\nT1,S02,C1D1,,7.5,c.tif\nT1,S02,C2D1,,x,d.tif\n");
  ASSERT_EQ(sheet.rows.size(), 1U);
  EXPECT_EQ(sheet.rows[0].sample_id, "T2");
  ASSERT_EQ(sheet.refused.size(), 3U);
  EXPECT_EQ(sheet.refused[0].row, 2U);
  EXPECT_EQ(sheet.refused[1].row, 4U);
  for (const RefusedRow& row : sheet.refused) {
    EXPECT_THAT(row.text, HasSubstr("rows 2, 4, 5"));
  }
  EXPECT_EQ(sheet.refused[0].code, "duplicate_sample_id");
  EXPECT_EQ(sheet.refused[2].code, "bad_volume");
}

struct BadRow {
  const char* name;
  const char* row;
  const char* code;
};

class BadSampleRow : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadSampleRow, IsRefusedWithItsCodeAndStopsNoOther) {
  const SampleSheet sheet = StudyFolder().samples(
      std::string("OK1,S01,C1D1,,7.5,a.tif,,,,\n") + GetParam().row + "\nOK2,S01,C2D1,,7.5,b.tif,,,,\n",
      kEveryColumn);
  ASSERT_EQ(sheet.refused.size(), 1U);
  EXPECT_EQ(sheet.refused[0].code, GetParam().code) << sheet.refused[0].text;
  EXPECT_EQ(sheet.refused[0].row, 3U);
  ASSERT_EQ(sheet.rows.size(), 2U);
  EXPECT_EQ(sheet.rows[1].row, 4U);
}

INSTANTIATE_TEST_SUITE_P(
    SampleSheet, BadSampleRow,
    ::testing::Values(BadRow{"NoSample", ",S01,C3D1,,7.5,a.tif,,,,", "no_sample"},
                      BadRow{"BadSample", "T 1,S01,C3D1,,7.5,a.tif,,,,", "bad_sample"},
                      BadRow{"FormulaSample", "=1+1,S01,C3D1,,7.5,a.tif,,,,", "bad_sample"},
                      BadRow{"PathSample", "../T1,S01,C3D1,,7.5,a.tif,,,,", "bad_sample"},
                      BadRow{"NoSubject", "T1,,C3D1,,7.5,a.tif,,,,", "no_subject"},
                      BadRow{"BadSubject", "T1,Jane Doe,C3D1,,7.5,a.tif,,,,", "bad_subject"},
                      BadRow{"BadVisit", "T1,S01,cycle 3,,7.5,a.tif,,,,", "bad_visit"},
                      BadRow{"NaiveTime", "T1,S01,,2026-01-12T08:10,7.5,a.tif,,,,", "no_offset"},
                      BadRow{"AmericanTime", "T1,S01,,01/12/2026 08:10,7.5,a.tif,,,,", "ambiguous_time"},
                      BadRow{"DayAlone", "T1,S01,,2026-01-12,7.5,a.tif,,,,", "no_time"},
                      BadRow{"TextTime", "T1,S01,,monday,7.5,a.tif,,,,", "bad_time"},
                      BadRow{"CommaVolume", "T1,S01,C3D1,,\"7,5\",a.tif,,,,", "bad_volume"},
                      BadRow{"UnitInVolume", "T1,S01,C3D1,,7.5 mL,a.tif,,,,", "bad_volume"},
                      BadRow{"ZeroVolume", "T1,S01,C3D1,,0,a.tif,,,,", "bad_volume"},
                      BadRow{"NegativeVolume", "T1,S01,C3D1,,-7.5,a.tif,,,,", "bad_volume"},
                      BadRow{"HugeVolume", "T1,S01,C3D1,,7500,a.tif,,,,", "bad_volume"},
                      BadRow{"NanVolume", "T1,S01,C3D1,,nan,a.tif,,,,", "bad_volume"},
                      BadRow{"NoScan", "T1,S01,C3D1,,7.5,,,,,", "no_scan"},
                      BadRow{"AbsoluteScan", "T1,S01,C3D1,,7.5,/etc/passwd,,,,", "bad_path"},
                      BadRow{"ScanAboveRoot", "T1,S01,C3D1,,7.5,../a.tif,,,,", "bad_path"},
                      BadRow{"SecondScanAboveRoot", "T1,S01,C3D1,,7.5,a.tif;../b.tif,,,,", "bad_path"},
                      BadRow{"EmptyScanInList", "T1,S01,C3D1,,7.5,a.tif;;b.tif,,,,", "bad_path"},
                      BadRow{"TrailingSemicolon", "T1,S01,C3D1,,7.5,a.tif;,,,,", "bad_path"},
                      BadRow{"PanelAboveRoot", "T1,S01,C3D1,,7.5,a.tif,../p.json,,,", "bad_path"},
                      BadRow{"GatesAboveRoot", "T1,S01,C3D1,,7.5,a.tif,,,,../g.json", "bad_path"},
                      BadRow{"BadPixelSize", "T1,S01,C3D1,,7.5,a.tif,,500,,", "bad_pixel_size"},
                      BadRow{"CellTooMany", "T1,S01,C3D1,,7,5,a.tif,,,,", "cell_count"},
                      BadRow{"CellTooFew", "T1,S01,C3D1,,7.5,a.tif", "cell_count"}),
    [](const ::testing::TestParamInfo<BadRow>& tested) { return tested.param.name; });

TEST(SampleSheet, OneReportNamesEveryFaultOfARow) {
  const SampleSheet sheet = StudyFolder().samples("T1,S01,C1D1,monday,lots,/a.tif\n");
  ASSERT_EQ(sheet.refused.size(), 1U);
  EXPECT_EQ(sheet.refused[0].code, "bad_time");
  EXPECT_THAT(sheet.refused[0].text, HasSubstr("blood_volume_ml is \"lots\""));
  EXPECT_THAT(sheet.refused[0].text, HasSubstr("no relative path"));
  EXPECT_EQ(sheet.refused[0].sample, "T1");
  EXPECT_EQ(sheet.refused[0].subject, "S01");
  EXPECT_EQ(sheet.refused[0].visit, "C1D1");
}

TEST(SampleSheet, SiteOffsetOfTheStudyIsUsed) {
  const StudyFolder folder(
      test::with(test::kStudyJson, "\"format\": 1,", "\"format\": 1, \"site_utc_offset\": \"+01:00\","));
  const SampleSheet sheet = folder.samples("T1,S01,,2026-01-12T08:10,7.5,a.tif\n");
  ASSERT_EQ(sheet.rows.size(), 1U);
  EXPECT_EQ(sheet.rows[0].collected->offset_source, OffsetSource::Site);
}

TEST(SampleSheet, MissingColumnIsAnErrorOfTheSheet) {
  try {
    (void)StudyFolder().samples("T1,S01\n", "sample,subject");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_THAT(error.what(), HasSubstr("missing columns: visit, collected, blood_volume_ml, scan"));
  }
}

}  // namespace
}  // namespace cyto
