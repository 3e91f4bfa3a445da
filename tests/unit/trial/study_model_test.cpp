// The parts of a study beyond visits and markers: arms, cycles, sites, subjects, catalogue, restaging.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "cytrial/core/error.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kRich = R"({
  "format": 1, "name": "rich",
  "protocol": {
    "day_zero": "first infusion", "unscheduled": "EXTRA",
    "arms": [{"code": "A", "title": "Arm A", "therapy": "infusion"}, {"code": "B"}],
    "cycles": {"length_days": 21, "most": 17},
    "visits": [
      {"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0, "cycle": 1,
       "procedures": ["ctc", "tumor_marker", "imaging"]},
      {"code": "C2D1", "day": 21, "window_before_days": 3, "window_after_days": 3, "arms": ["A"]},
      {"code": "B2", "day": 21, "window_before_days": 3, "window_after_days": 3, "arms": ["B"]}
    ]
  },
  "subjects": [
    {"id": "S1", "day_zero": "2026-01-12", "enrolled": "2026-01-05", "arm": "A", "site": "X",
     "subtype": {"hr": "positive", "her2": "low"}, "prior_lines": 2,
     "early_end": {"date": "2026-03-01", "reason": "withdrew consent"}},
    {"id": "S2", "day_zero": "2026-01-12", "arm": "B"}
  ],
  "analytes": ["CA153", {"code": "OWN", "name": "Own", "unit": "g/L"}],
  "sites": [{"code": "X", "time_zone": "Europe/Copenhagen"}, {"code": "Y"}],
  "as_of": "2026-06-30",
  "mixed_configurations": "one slide was stained with another panel",
  "ctc": {"cutoff": 5, "per_ml": 7.5, "max_tube_age_hours": 72},
  "panel": "p.json", "samples": "samples.csv", "markers": "markers.csv",
  "assessments": "assessments.csv", "treatments": "treatments.csv"})";

TEST(StudyModel, EveryPartIsRead) {
  const Study study = test::StudyFolder(kRich).study();
  ASSERT_EQ(study.protocol.arms.size(), 2U);
  EXPECT_EQ(study.find_arm("A")->therapy, "infusion");
  EXPECT_EQ(study.protocol.cycles->first_day(3), 42);
  EXPECT_EQ(study.protocol.unscheduled, "EXTRA");
  EXPECT_EQ(study.find_visit("C1D1")->cycle, 1);
  EXPECT_TRUE(study.find_visit("C1D1")->plans("imaging"));
  EXPECT_FALSE(study.find_visit("C2D1")->is_for("B"));
  const Subject& subject = *study.find_subject("S1");
  EXPECT_EQ(day_text(*subject.enrolled), "2026-01-05");
  EXPECT_EQ(std::pair(subject.hr, subject.her2), std::pair(Receptor::Positive, Receptor::Low));
  EXPECT_EQ(subject.prior_lines, 2);
  EXPECT_EQ(subject.early_end->reason, "withdrew consent");
  EXPECT_EQ(study.time_zone_of("S1"), "Europe/Copenhagen");
  EXPECT_EQ(study.time_zone_of("S2"), "");
  EXPECT_EQ(study.ctc.max_tube_age_hours, 72.0);
  EXPECT_EQ(study.analytes.size(), 2U);
  EXPECT_EQ(study.analyte_catalogue, default_analytes().digest);
}

TEST(StudyModel, WhatDoesNotFitIsRefusedByItsPlace) {
  const std::vector<std::pair<std::pair<const char*, const char*>, const char*>> kMistakes{
      {{R"("arm": "B"})", R"("arm": "C"})"}, "/subjects/1/arm"},
      {{R"(, "arm": "B"})", R"(})"}, "/subjects/1"},
      {{R"("site": "X")", R"("site": "Z")"}, "/subjects/0/site"},
      {{R"("her2": "low")", R"("her2": "2+")"}, "/subjects/0/subtype/her2"},
      {{R"("hr": "positive")", R"("hr": "low")"}, "/subjects/0/subtype/hr"},
      {{R"("prior_lines": 2)", R"("prior_lines": 2.5)"}, "/subjects/0/prior_lines"},
      {{R"("date": "2026-03-01")", R"("date": "2025-03-01")"}, "/subjects/0/early_end/date"},
      {{R"("enrolled": "2026-01-05")", R"("enrolled": "2026-02-30")"}, "/subjects/0/enrolled"},
      {{R"("cycle": 1)", R"("cycle": 18)"}, "/protocol/visits/0/cycle"},
      {{R"("cycles": {"length_days": 21, "most": 17},)", ""}, "/protocol/visits/0/cycle"},
      {{R"("arms": ["A"])", R"("arms": ["A", "A"])"}, "/protocol/visits/1/arms/1"},
      {{R"("arms": ["A"])", R"("arms": ["Z"])"}, "/protocol/visits/1/arms/0"},
      {{R"("arms": ["A"])", R"("arms": [])"}, "/protocol/visits/2"},
      {{R"("imaging")", R"("biopsy")"}, "/protocol/visits/0/procedures/2"},
      {{R"("unscheduled": "EXTRA")", R"("unscheduled": "B2")"}, "/protocol/visits/2"},
      {{R"({"code": "B"})", R"({"code": "A"})"}, "/protocol/arms/1"},
      {{R"("time_zone": "Europe/Copenhagen")", R"("time_zone": "Europe/Kopenhagen")"}, "/sites/0/time_zone"},
      {{R"({"code": "Y"})", R"({"code": "X"})"}, "/sites/1"},
      {{R"("as_of": "2026-06-30")", R"("as_of": "June")"}, "/as_of"},
      {{R"("as_of": "2026-06-30")", R"("site_time_zone": "UTC", "site_utc_offset": "+01:00")"},
       "/site_utc_offset"},
      {{R"("analytes": ["CA153",)", R"("analytes": ["CA153", "CA153",)"}, "/analytes/1"},
      {{R"("analytes": ["CA153",)", R"("analytes": ["CA-15",)"}, "/analytes/0"},
      {{R"("mixed_configurations": "one slide was stained with another panel")",
        R"("mixed_configurations": "")"},
       "/mixed_configurations"},
      {{R"("panel": "p.json")", R"("panel": "p.json", "identity": {"confirm": true})"}, "/identity"},
  };
  for (const auto& [change, place] : kMistakes) {
    const test::StudyFolder folder(test::with(kRich, change.first, change.second));
    try {
      (void)folder.study();
      ADD_FAILURE() << "was read: " << change.second;
    } catch (const Error& problem) {
      EXPECT_EQ(problem.code(), ErrorCode::BadConfig) << change.second;
      EXPECT_THAT(problem.what(), HasSubstr(place)) << change.second;
    }
  }
}

TEST(AnalyteCatalogue, OfTheProgramIsWholeForTumorMarkersAndSafety) {
  const AnalyteCatalogue& catalogue = default_analytes();
  for (const char* code : {"CA153", "CA2729"}) {
    const Analyte* analyte = catalogue.find(code);
    ASSERT_NE(analyte, nullptr) << code;
    EXPECT_EQ(analyte->group, AnalyteGroup::TumorMarker);
    EXPECT_FALSE(analyte->upper_limits.empty());
    EXPECT_FALSE(analyte->analytical.empty());
  }
  EXPECT_EQ(catalogue.find("CA153")->cdisc_testcd, "CA15_3AG");
  EXPECT_EQ(catalogue.find("CA2729")->loinc, "17842-6");
  for (const Analyte& analyte : catalogue.analytes) {
    EXPECT_FALSE(analyte.loinc.empty() || analyte.cdisc_testcd.empty() || analyte.ucum.empty())
        << analyte.code;
    EXPECT_TRUE(analyte.within_subject) << analyte.code;
    for (const UpperLimit& limit : analyte.upper_limits) {
      EXPECT_FALSE(limit.source.empty()) << analyte.code;
    }
  }
  for (const char* code :
       {"WBC",   "NEUT", "LYM", "MONO", "EOS", "BASO", "RBC",  "HGB",    "HCT", "PLAT", "BUN",
        "CREAT", "ALT",  "AST", "ALP",  "GGT", "LDH",  "BILI", "BILDIR", "ALB", "PROT"}) {
    EXPECT_NE(catalogue.find(code), nullptr) << code;
  }
}

TEST(AnalyteCatalogue, AnalyticalVariationIsOfTheAssayElseOfAny) {
  const Analyte& analyte = *default_analytes().find("CA153");
  EXPECT_EQ(analyte.analytical_variation_of("ECLIA")->cv_percent, 5.0);
  EXPECT_EQ(analyte.analytical_variation_of("RIA")->cv_percent, 11.2);
}

TEST(AnalyteCatalogue, AStudyMayBringItsOwn) {
  const test::StudyFolder folder(
      test::with(test::with(kRich, R"("analytes": ["CA153", {"code": "OWN", "name": "Own", "unit": "g/L"}])",
                            R"("analytes": ["CEA"])"),
                 R"("panel": "p.json")", R"("panel": "p.json", "analyte_file": "own.json")"));
  test::write_text(folder / "own.json", R"({"format": 1, "name": "own", "version": "1",
                                            "analytes": [{"code": "CEA", "name": "CEA", "unit": "ng/mL"}]})");
  EXPECT_EQ(folder.study().analytes.at(0).unit, "ng/mL");
}

TEST(AnalyteCatalogue, AFactHasASourceOrIsUnverifiedAndNeverBoth) {
  const auto read = [](const std::string& rest) {
    const test::StudyFolder folder;
    test::write_text(folder / "own.json", R"({"format": 1, "name": "own", "version": "1", "analytes": [
      {"code": "CEA", "name": "CEA", "unit": "ng/mL", "loinc": "2039-6", )" +
                                              rest + "}]}");
    return read_analyte_file(folder / "own.json");
  };
  EXPECT_EQ(read(R"("sources": {"loinc": "a catalogue"}, "unverified": ["ucum"])").analytes.size(), 1U);
  EXPECT_THROW((void)read(R"("sources": {"loinc": "a catalogue"}, "unverified": ["loinc"])"), Error);
  EXPECT_THROW((void)read(R"("sources": {"loinc": ""})"), Error);
  EXPECT_THROW((void)read(R"("sources": {"colour": "a catalogue"})"), Error);
}

AssessmentTable assessments(const test::StudyFolder& folder, const std::string& rows) {
  test::write_text(
      folder / "assessments.csv",
      "subject,visit,date,modality,response,intrahepatic_progression,extrahepatic_progression\n" + rows);
  return read_assessment_table(folder / "assessments.csv");
}

TEST(Assessments, GiveTimesToProgressionOfEachSite) {
  const test::StudyFolder folder(kRich);
  const AssessmentTable table = assessments(folder,
                                            "S1,,2026-03-23,MRI,SD,no,no\n"  // day 70
                                            "S1,,2026-02-02,MRI,PR,no,no\n"  // day 21, out of order
                                            "S1,,2026-05-04,CT,PD,,yes\n"    // day 112
                                            "S2,,2026-02-02,CT,NE,,\n"
                                            "S2,,2025-12-01,CT,SD,no,no\n"    // before day 0
                                            "S2,,2026-03-02,MRI,SD,yes,no\n"  // day 49
                                            "S2,,2026-06-01,MRI,PD,yes,no\n");
  ASSERT_TRUE(table.refused.empty());
  const Study study = folder.study();
  const auto told = [&](ProgressionSite site) {
    std::vector<std::string> texts;
    for (const ProgressionTime& time : progression_times(study, table, site)) {
      texts.push_back(time.subject + " " + std::to_string(time.days) +
                      (time.progressed ? " progressed" : " censored"));
    }
    return texts;
  };
  EXPECT_THAT(told(ProgressionSite::Intrahepatic), ElementsAre("S1 70 censored", "S2 49 progressed"));
  EXPECT_THAT(told(ProgressionSite::Extrahepatic), ElementsAre("S1 112 progressed", "S2 140 censored"));
  EXPECT_THAT(told(ProgressionSite::Any), ElementsAre("S1 112 progressed", "S2 49 progressed"));
  const std::vector<BestResponse> best = best_responses(study, table);
  EXPECT_EQ(best[0].response, Response::Partial);
  EXPECT_EQ(best[1].response, Response::Stable);
}

TEST(Assessments, RowsThatCannotBeReadAreRefusedByCode) {
  const test::StudyFolder folder(kRich);
  const AssessmentTable table = assessments(folder,
                                            "S1,,03/04/"
                                            "2026,MRI,SD,no,no\nS1,,,MRI,SD,no,no\nS1,,2026-02-02,MRI,better,"
                                            "no,no\nS1,,2026-02-02,MRI,SD,maybe,no\n"
                                            ",,2026-02-02,MRI,SD,no,no\n");
  std::vector<std::string> codes;
  for (const RefusedRow& row : table.refused) {
    codes.push_back(row.code);
  }
  EXPECT_THAT(codes, ElementsAre("bad_date", "no_date", "bad_response", "bad_intrahepatic_progression",
                                 "no_subject"));
}

TEST(Treatments, AreReadAndARepeatedCycleIsRefusedTwice) {
  const test::StudyFolder folder(kRich);
  test::write_text(
      folder / "treatments.csv",
      "subject,cycle,date,therapy,dose_percent\nS1,1,2026-01-12,infusion,100\nS1,2,2026-02-02,infusion,\n"
      "S1,2,2026-02-03,infusion,75\nS2,1.5,2026-01-12,infusion,100\nS2,1,2026-01-12,infusion,500\n");
  const TreatmentTable table = read_treatment_table(folder / "treatments.csv");
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].dose_percent, 100.0);
  std::vector<std::string> codes;
  for (const RefusedRow& row : table.refused) {
    codes.push_back(row.code);
  }
  EXPECT_THAT(codes, ElementsAre("duplicate_cycle", "duplicate_cycle", "bad_cycle", "bad_dose"));
}

}  // namespace
}  // namespace cyto
