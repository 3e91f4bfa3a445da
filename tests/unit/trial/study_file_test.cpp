#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/digest.h"
#include "cytrial/core/error.h"
#include "cytrial/trial/study.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using test::kStudyJson;
using test::StudyFolder;
using test::with;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The message of the BadConfig error that a study file causes.
std::string refusal(const std::string& json) {
  const StudyFolder folder(json);
  try {
    (void)folder.study();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(), HasSubstr("study.json"));
    return error.what();
  }
  ADD_FAILURE() << "was read";
  return {};
}

TEST(StudyFile, ReadsAllOfAStudy) {
  const StudyFolder folder;
  const Study study = folder.study();
  EXPECT_EQ(study.name, "trial_a");
  EXPECT_EQ(study.title, "Trial A");
  EXPECT_EQ(study.protocol.day_zero, "first infusion");
  ASSERT_EQ(study.protocol.visits.size(), 3U);
  EXPECT_EQ(study.protocol.visits[1].code, "C2D1");
  EXPECT_EQ(study.protocol.visits[1].first_day(), 18);
  EXPECT_EQ(study.protocol.visits[1].last_day(), 24);
  ASSERT_EQ(study.subjects.size(), 2U);
  EXPECT_EQ(day_text(study.subjects[1].day_zero), "2026-01-19");
  ASSERT_EQ(study.analytes.size(), 2U);
  EXPECT_EQ(study.ctc.cutoff, 5.0);
  EXPECT_EQ(study.ctc.per_ml, 7.5);
  EXPECT_EQ(study.panel, folder / "panel.json");
  EXPECT_EQ(study.samples, folder / "samples.csv");
  EXPECT_EQ(study.markers, folder / "markers.csv");
  EXPECT_FALSE(study.gates);
  EXPECT_FALSE(study.calibration);
  EXPECT_FALSE(study.site_utc_offset_minutes);
  EXPECT_EQ(study.digest, sha256_of(kStudyJson));
}

TEST(StudyFile, SortsVisitsByDay) {
  const StudyFolder folder(with(kStudyJson, R"("code": "C1D1", "day": 0)", R"("code": "EOT", "day": 100)"));
  const Study study = folder.study();
  EXPECT_EQ(study.protocol.visits[0].code, "C2D1");
  EXPECT_EQ(study.protocol.visits[2].code, "EOT");
}

TEST(StudyFile, FindsAnAnalyteByCodeNameOrAliasAndByNothingElse) {
  const Study study = StudyFolder().study();
  for (const char* name : {"CA153", "CA 15-3", "CA15-3"}) {
    ASSERT_NE(study.find_analyte(name), nullptr) << name;
    EXPECT_EQ(study.find_analyte(name)->code, "CA153");
  }
  for (const char* name : {"ca153", "CA15", "CA 15-3 ", "", "CA 27-29"}) {
    EXPECT_EQ(study.find_analyte(name), nullptr) << name;
  }
}

TEST(StudyFile, OwnUnitIsAlwaysAcceptedAndOthersOnlyWhenDeclared) {
  const Study study = StudyFolder().study();
  const Analyte& ca153 = *study.find_analyte("CA153");
  ASSERT_NE(ca153.accepted("U/mL"), nullptr);
  EXPECT_EQ(ca153.accepted("U/mL")->factor, 1.0);
  EXPECT_EQ(ca153.accepted("U/L")->factor, 0.001);
  EXPECT_EQ(ca153.accepted("KU/L"), nullptr);
  EXPECT_EQ(study.find_analyte("CA2729")->accepted("kU/L"), nullptr);
}

TEST(StudyFile, RootMovesEveryPath) {
  const StudyFolder folder(with(kStudyJson, R"("format": 1,)", R"("format": 1, "root": "..",)"));
  const Study study = folder.study();
  EXPECT_EQ(study.root, (folder / "..").lexically_normal());
  EXPECT_EQ(study.panel, study.root / "panel.json");
}

TEST(StudyFile, AllowsOverlappingWindowsOnlyWhenDeclared) {
  const std::string overlapping =
      with(kStudyJson, R"("day": 21, "window_before_days": 3)", R"("day": 21, "window_before_days": 21)");
  EXPECT_THAT(refusal(overlapping), HasSubstr("/protocol/visits/1"));
  const StudyFolder declared(with(overlapping, R"("day_zero": "first infusion",)",
                                  R"("day_zero": "first infusion", "overlapping_windows": "report",)"));
  EXPECT_TRUE(declared.study().protocol.windows_may_overlap);
}

TEST(StudyFile, TouchingWindowsDoNotOverlap) {
  const StudyFolder folder(
      with(kStudyJson, R"("day": 21, "window_before_days": 3)", R"("day": 21, "window_before_days": 20)"));
  EXPECT_EQ(folder.study().protocol.visits[1].first_day(), 1);
}

TEST(StudyFile, SiteOffsetAndCutoffAreTaken) {
  const StudyFolder folder(
      with(kStudyJson, R"("format": 1,)",
           R"("format": 1, "site_utc_offset": "-03:30", "ctc": {"cutoff": 3, "per_ml": 4},)"));
  EXPECT_EQ(folder.study().site_utc_offset_minutes, -210);
  EXPECT_EQ(folder.study().ctc.cutoff, 3.0);
  EXPECT_EQ(folder.study().ctc.per_ml, 4.0);
}

Study study_with_recovery(const std::string& recovery) {
  return StudyFolder(
             with(kStudyJson, R"("format": 1,)",
                  R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": )" + recovery + "},"))
      .study();
}

TEST(StudyFile, RecoveryIsTakenFromSpikesOrFromMeanAndSpread) {
  const Study spiked = study_with_recovery(R"({"found": 85, "spiked": 100, "source": "spiking"})");
  EXPECT_DOUBLE_EQ(spiked.ctc.recovery.value().share.mean(), 85.5 / 101.0);
  EXPECT_EQ(spiked.ctc.recovery->source, "spiking");
  const Study published = study_with_recovery(R"({"mean": 0.8, "sd": 0.05, "source": "a paper"})");
  EXPECT_NEAR(published.ctc.recovery.value().share.mean(), 0.8, 1e-12);
  EXPECT_NEAR(published.ctc.recovery->share.sd(), 0.05, 1e-12);
  EXPECT_FALSE(StudyFolder().study().ctc.recovery);
}

TEST(StudyFile, StudyWithoutMarkersIsComplete) {
  std::string json = with(kStudyJson, ",\n  \"markers\": \"markers.csv\"", "");
  EXPECT_TRUE(StudyFolder(json).study().markers.empty());
}

struct Fault {
  const char* name;
  const char* from;
  const char* to;
  const char* message;  ///< a part of it, the JSON pointer or the reason
};

class FaultyStudyFile : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyStudyFile, IsRefusedWithItsPlaceAndReason) {
  const Fault& fault = GetParam();
  EXPECT_THAT(refusal(with(kStudyJson, fault.from, fault.to)), HasSubstr(fault.message));
}

INSTANTIATE_TEST_SUITE_P(
    StudyFile, FaultyStudyFile,
    ::testing::Values(
        Fault{"NewerFormat", "\"format\": 1", "\"format\": 2", "format 2 is newer"},
        Fault{"NoFormat", "\"format\": 1,", "", "format"},
        Fault{"UnknownKey", "\"format\": 1,", "\"format\": 1, \"sponsor\": \"x\",", "/sponsor"},
        Fault{"UnknownVisitKey", "\"day\": 21,", "\"day\": 21, \"window\": 3,", "/protocol/visits/1/window"},
        Fault{"UnknownSubjectKey", "{\"id\": \"S02\",", "{\"id\": \"S02\", \"name\": \"x\",",
              "/subjects/1/name"},
        Fault{"DuplicateKey", "\"format\": 1,", "\"format\": 1, \"format\": 1,", "/format"},
        Fault{"VisitTwice", "\"code\": \"C3D1\"", "\"code\": \"C2D1\"", "the visit C2D1 is there twice"},
        Fault{"VisitTwicePlace", "\"code\": \"C3D1\"", "\"code\": \"C2D1\"", "/protocol/visits/2"},
        Fault{"SameDay", "\"day\": 42", "\"day\": 21", "overlaps that of C2D1 (days 18 to 24)"},
        Fault{"NegativeWindow", "\"day\": 21, \"window_before_days\": 3",
              "\"day\": 21, \"window_before_days\": -3", "/protocol/visits/1/window_before_days"},
        Fault{"FractionalDay", "\"day\": 21", "\"day\": 21.5", "/protocol/visits/1/day"},
        Fault{"TextDay", "\"day\": 21", "\"day\": \"21\"", "/protocol/visits/1/day"},
        Fault{"BadVisitCode", "\"code\": \"C2D1\"", "\"code\": \"C2 D1\"", "/protocol/visits/1/code"},
        Fault{"FormulaVisitCode", "\"code\": \"C2D1\"", "\"code\": \"=C2D1\"", "/protocol/visits/1/code"},
        Fault{"NoDayZeroMeaning", "\"day_zero\": \"first infusion\",", "", "day_zero"},
        Fault{"UnknownOverlapRule", "\"day_zero\": \"first infusion\",",
              "\"day_zero\": \"first infusion\", \"overlapping_windows\": \"nearest\",",
              "/protocol/overlapping_windows"},
        Fault{"SubjectTwice", "\"id\": \"S02\"", "\"id\": \"S01\"", "/subjects/1"},
        Fault{"ImpossibleDayZero", "2026-01-19", "2026-02-30", "/subjects/1/day_zero"},
        Fault{"AmericanDayZero", "2026-01-19", "01/19/2026", "/subjects/1/day_zero"},
        Fault{"AnalyteTwice", "\"code\": \"CA2729\"", "\"code\": \"CA153\"", "/analytes/1"},
        Fault{"SharedAlias", "\"name\": \"CA 27.29\"", "\"name\": \"CA15-3\"", "belongs to another analyte"},
        Fault{"SameColumns", "\"code\": \"CA2729\"", "\"code\": \"ca153\"", "would be called ca153"},
        Fault{"TakenColumn", "\"code\": \"CA2729\"", "\"code\": \"day\"", "would be called day"},
        Fault{"NoUnit", "\"aliases\": [\"CA15-3\"], \"unit\": \"U/mL\",", "", "/analytes/0"},
        Fault{"OwnUnitRescaled", "\"kU/L\": 1,", "\"U/mL\": 2,", "/analytes/0/accepted_units/U~1mL"},
        Fault{"ZeroFactor", "\"U/L\": 0.001", "\"U/L\": 0", "/analytes/0/accepted_units/U~1L"},
        Fault{"AssayTwice", "\"assay\": \"CMIA\"", "\"assay\": \"ECLIA\"", "/analytes/0/upper_limits/1"},
        Fault{"NegativeLimit", "\"upper\": 25", "\"upper\": -25", "/analytes/0/upper_limits/0/upper"},
        Fault{"BadSiteOffset", "\"format\": 1,", "\"format\": 1, \"site_utc_offset\": \"CET\",",
              "/site_utc_offset"},
        Fault{"ZeroCutoff", "\"format\": 1,", "\"format\": 1, \"ctc\": {\"cutoff\": 0, \"per_ml\": 7.5},",
              "/ctc/cutoff"},
        Fault{"CutoffWithoutVolume", "\"format\": 1,", "\"format\": 1, \"ctc\": {\"cutoff\": 5},", "/ctc"},
        Fault{"RecoveryWithoutSource", "\"format\": 1,",
              R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": {"found": 8, "spiked": 9}},)",
              "/ctc/recovery"},
        Fault{
            "MoreFoundThanSpiked", "\"format\": 1,",
            R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": {"found": 9, "spiked": 8, "source": "s"}},)",
            "/ctc/recovery"},
        Fault{
            "RecoveryTwice", "\"format\": 1,",
            R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": {"found": 8, "spiked": 9, "sd": 0.1, "source": "s"}},)",
            "is given twice"},
        Fault{
            "SpreadThatNoShareHas", "\"format\": 1,",
            R"("format": 1, "ctc": {"cutoff": 5, "per_ml": 7.5, "recovery": {"mean": 0.9, "sd": 0.9, "source": "s"}},)",
            "/ctc/recovery"},
        Fault{"AbsolutePanel", "\"panel\": \"panel.json\"", "\"panel\": \"/etc/passwd\"", "/panel"},
        Fault{"PanelAboveRoot", "\"panel\": \"panel.json\"", "\"panel\": \"../panel.json\"", "/panel"},
        Fault{"PanelThroughParent", "\"panel\": \"panel.json\"", "\"panel\": \"a/../../panel.json\"",
              "/panel"},
        Fault{"EmptySamples", "\"samples\": \"samples.csv\"", "\"samples\": \"\"", "/samples"},
        Fault{"BackslashMarkers", "\"markers\": \"markers.csv\"", "\"markers\": \"a\\\\b.csv\"", "/markers"},
        Fault{"BadName", "\"name\": \"trial_a\"", "\"name\": \"trial a\"", "/name"},
        Fault{"NotJson", "\"format\": 1,", "\"format\": 1", "not valid JSON"}),
    [](const ::testing::TestParamInfo<Fault>& tested) { return tested.param.name; });

TEST(StudyFile, StudyWithoutVisitsIsRefused) {
  const auto begin = kStudyJson.find("\"visits\": [") + 11;
  const auto end = kStudyJson.find(']', begin);
  std::string json = kStudyJson;
  json.erase(begin, end - begin);
  EXPECT_THAT(refusal(json), HasSubstr("/protocol/visits"));
}

TEST(StudyFile, SubjectThatIsNoIdentifierIsNotRepeatedInTheMessage) {
  const std::string message = refusal(with(kStudyJson, "\"id\": \"S02\"", "\"id\": \"Jane Doe\""));
  EXPECT_THAT(message, HasSubstr("/subjects/1/id"));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("Jane")));
}

TEST(StudyFile, MissingFileIsNoInput) {
  try {
    (void)read_study_file("no-such-folder/study.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NoInput);
  }
}

TEST(PathBelow, AcceptsPlainRelativePathsAlone) {
  EXPECT_EQ(path_below("root", "a/b c.tif"), std::filesystem::path("root/a/b c.tif"));
  EXPECT_EQ(path_below("root", "..hidden"), std::filesystem::path("root/..hidden"));
  for (const char* refused : {"", "/", "/a", "a/", "a//b", ".", "./a", "..", "../a", "a/..", "a/../b", "a\\b",
                              "C:\\a", "a\nb", "a\x7F", "a/./b"}) {
    EXPECT_FALSE(path_below("root", refused)) << refused;
  }
}

}  // namespace
}  // namespace cyto
