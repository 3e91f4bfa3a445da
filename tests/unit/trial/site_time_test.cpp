// Local times by the clocks of a declared time zone, and contradictions between the times of one sample.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "trial_fixture.h"

namespace cyto {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

struct Case {
  const char* zone;
  const char* text;
  const char* code;
  std::int64_t utc_seconds;
};

// UTC seconds from GNU date: TZ=<zone> date -d '<text>' +%s
const std::array kTimes{
    Case{"Europe/Copenhagen", "2026-01-12T08:10", "", 1768201800},
    Case{"Europe/Copenhagen", "2026-07-12T08:10", "", 1783836600},
    Case{"Europe/Copenhagen", "2026-03-29T01:59", "", 1774745940},
    Case{"Europe/Copenhagen", "2026-03-29T02:00", "nonexistent_local_time", 0},
    Case{"Europe/Copenhagen", "2026-03-29T02:30", "nonexistent_local_time", 0},
    Case{"Europe/Copenhagen", "2026-03-29T02:59:59", "nonexistent_local_time", 0},
    Case{"Europe/Copenhagen", "2026-03-29T03:00", "", 1774746000},
    Case{"Europe/Copenhagen", "2026-10-25T01:59", "", 1792886340},
    Case{"Europe/Copenhagen", "2026-10-25T02:00", "ambiguous_local_time", 0},
    Case{"Europe/Copenhagen", "2026-10-25T02:59:59", "ambiguous_local_time", 0},
    Case{"Europe/Copenhagen", "2026-10-25T03:00", "", 1792893600},
    Case{"America/New_York", "2026-03-08T02:30", "nonexistent_local_time", 0},
    Case{"America/New_York", "2026-11-01T01:30", "ambiguous_local_time", 0},
    Case{"America/New_York", "2026-11-01T00:59", "", 1793509140},
    Case{"America/New_York", "2026-11-01T02:00", "", 1793516400},
    Case{"Asia/Kathmandu", "2026-01-12T12:55", "", 1768201800},
    Case{"Asia/Tokyo", "2026-03-29T02:30", "", 1774719000},
    Case{"Australia/Lord_Howe", "2026-04-05T01:45", "ambiguous_local_time", 0},
    Case{"Australia/Lord_Howe", "2026-10-04T02:15", "nonexistent_local_time", 0},
    Case{"America/St_Johns", "2026-01-12T04:40", "", 1768205400},
    Case{"UTC", "2026-10-25T02:30", "", 1792895400},
};

TEST(SiteTime, LocalTimesAreReadByTheClocksOfTheZone) {
  for (const Case& expected : kTimes) {
    const auto zone = TimeZone::find(expected.zone);
    ASSERT_TRUE(zone) << expected.zone;
    const CollectionTimeReading reading = read_collection_time(expected.text, SiteTime{std::nullopt, zone});
    const std::string what = std::string(expected.zone) + " " + expected.text;
    EXPECT_EQ(reading.code, expected.code) << what;
    ASSERT_EQ(reading.time.has_value(), *expected.code == '\0') << what;
    if (reading.time) {
      EXPECT_EQ(reading.time->utc_seconds(), expected.utc_seconds) << what;
      EXPECT_EQ(reading.time->offset_source, OffsetSource::Site) << what;
    }
  }
}

TEST(SiteTime, AWrittenOffsetWinsAndIsComparedWithTheClocks) {
  const SiteTime site{std::nullopt, TimeZone::find("Europe/Copenhagen")};
  const auto offset_fits = [&](const char* text) {
    return read_collection_time(text, site).time->offset_of_site;
  };
  EXPECT_TRUE(offset_fits("2026-01-12T08:10+01:00"));
  EXPECT_FALSE(offset_fits("2026-01-12T08:10+02:00"));
  EXPECT_TRUE(offset_fits("2026-07-12T08:10+02:00"));
  EXPECT_FALSE(offset_fits("2026-07-12T08:10Z"));
  // Both instants of the hour that was twice, told apart by their offsets.
  EXPECT_TRUE(offset_fits("2026-10-25T02:30+02:00"));
  EXPECT_TRUE(offset_fits("2026-10-25T02:30+01:00"));
}

TEST(SiteTime, NamesOutsideTheDatabaseAreNoZones) {
  for (const char* name : {"", "Europe/Kopenhagen", "CEST", "../../etc/passwd", "/etc/localtime", "+01:00"}) {
    EXPECT_FALSE(TimeZone::find(name)) << name;
  }
}

std::string study_with(const std::string& keys) {
  return test::with(test::kStudyJson, R"("panel": "panel.json")", keys + R"(, "panel": "panel.json")");
}

TEST(SiteTime, TheSubjectsSiteWinsOverTheStudy) {
  std::string json = study_with(
      R"("site_time_zone": "Europe/Copenhagen", "sites": [{"code": "NYC", "time_zone": "America/New_York"}])");
  json = test::with(json, R"({"id": "S02", "day_zero": "2026-01-19"})",
                    R"({"id": "S02", "day_zero": "2026-01-19", "site": "NYC"})");
  const test::StudyFolder folder(json);
  const SampleSheet sheet =
      folder.samples("T1,S01,C1D1,2026-01-12T08:10,7.5,a.tif\nT2,S02,C1D1,2026-01-19T08:10,7.5,b.tif\n");
  ASSERT_EQ(sheet.rows.size(), 2U);
  EXPECT_EQ(sheet.rows[0].collected->utc_offset_minutes, 60);
  EXPECT_EQ(sheet.rows[1].collected->utc_offset_minutes, -300);
}

/// Flags of the one sample of a subject that was enrolled on 2026-01-10.
std::vector<std::string> flags_of(const std::string& collected, const std::string& processed,
                                  const std::string& scanned) {
  const test::StudyFolder folder(test::with(test::kStudyJson, R"("day_zero": "2026-01-12"})",
                                            R"("day_zero": "2026-01-12", "enrolled": "2026-01-10"})"));
  const SampleSheet sheet =
      folder.samples("T1,S01,C1D1," + collected + ",7.5,a.tif," + processed + "," + scanned + "\n",
                     "sample,subject,visit,collected,blood_volume_ml,scan,processed,scanned");
  const TimepointTable table = join_timepoints(folder.study(), sheet, {}, {test::counted("T1", 3)});
  return test::flag_codes(test::at(table, "S01", "C1D1"));
}

TEST(SampleTimes, InOrderAndInTimeTellNothing) {
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "2026-01-13T08:00Z", "2026-01-14T08:00Z"),
              ElementsAre("interval_spans_cutoff"));
  // 96 hours to the minute.
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "2026-01-16T08:00Z", ""), Not(Contains("tube_too_old")));
}

TEST(SampleTimes, EachContradictionHasItsOwnFlag) {
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "", "2026-01-12T07:59Z"), Contains("collected_after_scan"));
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "2026-01-12T07:00Z", ""), Contains("collected_after_processing"));
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "2026-01-13T08:00Z", "2026-01-12T20:00Z"),
              Contains("processed_after_scan"));
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "2026-01-16T08:01Z", "2026-01-17T08:00Z"),
              Contains("tube_too_old"));
  EXPECT_THAT(flags_of("2026-01-12T08:00Z", "", "2026-01-16T08:01Z"), Contains("tube_too_old"));
  EXPECT_THAT(flags_of("2026-01-08T08:00Z", "", "2026-01-09T08:00Z"), Contains("scan_before_enrolment"));
  EXPECT_THAT(flags_of("2026-01-09T08:00Z", "", "2026-01-10T08:00Z"), Not(Contains("scan_before_enrolment")));
}

TEST(SampleTimes, InstantsAreComparedNotClocks) {
  // 09:00 in Copenhagen is before 08:30 UTC.
  EXPECT_THAT(flags_of("2026-01-12T09:00+01:00", "", "2026-01-12T08:30Z"),
              Not(Contains("collected_after_scan")));
}

}  // namespace
}  // namespace cyto
