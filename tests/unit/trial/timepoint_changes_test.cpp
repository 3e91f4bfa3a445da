#include "cytrial/trial/timepoint_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trial_fixture.h"

namespace cyto {
namespace {

using statistics::ChangeDirection;
using statistics::CutoffCrossing;
using statistics::MarkerChange;
using test::at;
using test::counted;
using test::StudyFolder;

/// The study of the fixture with known variation of CA 15-3 by ECLIA.
std::string varied_study() {
  return test::with(test::kStudyJson, R"("upper_limits": [{"assay": "ECLIA")",
                    R"("within_subject": {"cv_percent": 6.2, "source": "test"},
     "analytical": [{"cv_percent": 11.2, "assay": "ECLIA", "source": "test"}],
     "upper_limits": [{"assay": "ECLIA")");
}

constexpr const char* kThreeVisits =
    "T1,S01,C1D1,2026-01-12T08:10+01:00,7.5,a.tif\n"
    "T2,S01,C2D1,2026-02-02T08:10+01:00,7.5,b.tif\n"
    "T3,S01,C3D1,2026-02-23T08:10+01:00,5,c.tif\n";

TEST(TimepointChanges, LaterCountsAreHeldAgainstTheBaseline) {
  const StudyFolder folder;
  const TimepointTable table =
      folder.join(kThreeVisits, "", {counted("T1", 20), counted("T2", 5), counted("T3", 0)});
  const Timepoint& baseline = at(table, "S01", "C1D1");
  EXPECT_TRUE(baseline.is_ctc_baseline);
  EXPECT_FALSE(baseline.ctc_change);
  const Timepoint& second = at(table, "S01", "C2D1");
  ASSERT_TRUE(second.ctc_change);
  EXPECT_FALSE(second.is_ctc_baseline);
  EXPECT_EQ(second.ctc_change->from, "C1D1");
  EXPECT_EQ(second.ctc_change->count.direction, ChangeDirection::Fall);
  EXPECT_EQ(second.ctc_change->crossing, CutoffCrossing::StayedAbove);
  EXPECT_EQ(second.ctc_change->detectable.fall_to, 8);
  EXPECT_EQ(second.ctc_change->detectable.rise_to, 36);
  EXPECT_EQ(second.ctc_change->look, 1);
  EXPECT_EQ(second.ctc_change->looks, 2);
  const Timepoint& third = at(table, "S01", "C3D1");
  ASSERT_TRUE(third.ctc_change);
  EXPECT_EQ(third.ctc_change->look, 2);
  EXPECT_EQ(third.ctc_change->crossing, CutoffCrossing::Downward);
  EXPECT_DOUBLE_EQ(third.ctc_change->p_holm, 2.0 * third.ctc_change->count.p_exact);
  EXPECT_DOUBLE_EQ(second.ctc_change->p_holm, second.ctc_change->count.p_exact);
}

TEST(TimepointChanges, FiveToNoneCrossesTheCutoffWithoutASignificantChange) {
  const StudyFolder folder;
  const TimepointTable table = folder.join(kThreeVisits, "", {counted("T1", 5), counted("T2", 0)});
  const CtcChange change = at(table, "S01", "C2D1").ctc_change.value();
  EXPECT_EQ(change.crossing, CutoffCrossing::Downward);
  EXPECT_EQ(change.count.direction, ChangeDirection::NotDistinguished);
  EXPECT_FALSE(change.detectable.fall_to);
}

TEST(TimepointChanges, WithoutACountBeforeTreatmentNothingIsABaseline) {
  const StudyFolder folder;
  const TimepointTable table = folder.join(kThreeVisits, "", {counted("T2", 50), counted("T3", 0)});
  for (const Timepoint& row : table.rows) {
    EXPECT_FALSE(row.is_ctc_baseline);
    EXPECT_FALSE(row.ctc_change);
  }
  EXPECT_GT(at(table, "S01", "C2D1").probability_at_cutoff.value(), 0.99);
}

TEST(TimepointChanges, TheLastCountBeforeTreatmentIsTheBaseline) {
  const StudyFolder folder(test::with(
      test::kStudyJson, R"({"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0})",
      R"({"code": "SCR", "day": -14, "window_before_days": 3, "window_after_days": 3}, {"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0})"));
  const std::string screened = "T0,S01,SCR,2025-12-29T08:10+01:00,7.5,s.tif\n" + std::string(kThreeVisits);
  const TimepointTable both =
      folder.join(screened, "", {counted("T0", 30), counted("T1", 20), counted("T2", 5)});
  EXPECT_FALSE(at(both, "S01", "SCR").ctc_change);
  EXPECT_TRUE(at(both, "S01", "C1D1").is_ctc_baseline);
  EXPECT_EQ(at(both, "S01", "C2D1").ctc_change->from, "C1D1");
  const TimepointTable one = folder.join(screened, "", {counted("T0", 30), counted("T2", 5)});
  EXPECT_TRUE(at(one, "S01", "SCR").is_ctc_baseline);
  EXPECT_EQ(at(one, "S01", "C2D1").ctc_change->from, "SCR");
}

TEST(TimepointChanges, ACountWithoutAVolumeIsHeldAgainstNothing) {
  const StudyFolder folder;
  const TimepointTable table =
      folder.join("T1,S01,C1D1,2026-01-12T08:10+01:00,,a.tif\nT2,S01,C2D1,2026-02-02T08:10+01:00,7.5,b.tif\n",
                  "", {counted("T1", 20), counted("T2", 5)});
  EXPECT_FALSE(at(table, "S01", "C1D1").is_ctc_baseline);
  EXPECT_FALSE(at(table, "S01", "C1D1").probability_at_cutoff);
  EXPECT_FALSE(at(table, "S01", "C2D1").ctc_change);
}

TEST(TimepointChanges, SubjectsDoNotLendEachOtherABaseline) {
  const StudyFolder folder;
  const TimepointTable table = folder.join(
      "T1,S01,C1D1,2026-01-12T08:10+01:00,7.5,a.tif\nT2,S02,C2D1,2026-02-09T08:10+01:00,7.5,b.tif\n", "",
      {counted("T1", 20), counted("T2", 5)});
  EXPECT_FALSE(at(table, "S02", "C2D1").ctc_change);
}

TEST(TimepointChanges, AMarkerIsJudgedByItsReferenceChangeValue) {
  const StudyFolder folder(varied_study());
  const TimepointTable table = folder.join("",
                                           "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                           "S01,C2D1,CA153,2026-02-02T08:10+01:00,54,U/mL,ECLIA\n"
                                           "S01,C3D1,CA153,2026-02-23T08:10+01:00,80,U/mL,ECLIA\n");
  EXPECT_FALSE(at(table, "S01", "C1D1").markers[0].change);
  const MarkerChangeAtTimepoint second = at(table, "S01", "C2D1").markers[0].change.value();
  EXPECT_EQ(second.from, "C1D1");
  EXPECT_NEAR(second.percent.value(), 35.0, 1e-9);
  EXPECT_EQ(second.two_sided, MarkerChange::WithinVariation);
  EXPECT_EQ(second.one_sided, MarkerChange::Rise);  // above 34.6 %, below 42.5 %
  EXPECT_FALSE(second.doubling_days);
  const MarkerChangeAtTimepoint third = at(table, "S01", "C3D1").markers[0].change.value();
  EXPECT_EQ(third.two_sided, MarkerChange::Rise);
  EXPECT_NEAR(third.doubling_days.value(), 42.0, 1e-9);
}

TEST(TimepointChanges, ACensoredMarkerIsJudgedWithoutANumberPutInItsPlace) {
  const StudyFolder folder(varied_study());
  const TimepointTable table = folder.join("",
                                           "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                           "S01,C2D1,CA153,2026-02-02T08:10+01:00,<3,U/mL,ECLIA\n"
                                           "S01,C3D1,CA153,2026-02-23T08:10+01:00,<39,U/mL,ECLIA\n");
  const MarkerChangeAtTimepoint fall = at(table, "S01", "C2D1").markers[0].change.value();
  EXPECT_EQ(fall.two_sided, MarkerChange::Fall);
  EXPECT_FALSE(fall.percent);
  EXPECT_FALSE(fall.doubling_days);
  EXPECT_EQ(at(table, "S01", "C3D1").markers[0].change->two_sided, MarkerChange::Undecided);
}

TEST(TimepointChanges, AnotherAssayIsNeverHeldAgainstTheFirst) {
  const StudyFolder folder(varied_study());
  const TimepointTable table = folder.join("",
                                           "S01,C1D1,CA153,2026-01-12T08:10+01:00,40,U/mL,ECLIA\n"
                                           "S01,C2D1,CA153,2026-02-02T08:10+01:00,400,U/mL,CMIA\n"
                                           "S01,C3D1,CA153,2026-02-23T08:10+01:00,200,U/mL,CMIA\n");
  EXPECT_FALSE(at(table, "S01", "C2D1").markers[0].change);
  const MarkerChangeAtTimepoint third = at(table, "S01", "C3D1").markers[0].change.value();
  EXPECT_EQ(third.from, "C2D1");
  EXPECT_NEAR(third.percent.value(), -50.0, 1e-12);
  EXPECT_FALSE(third.two_sided);  // the variation of that assay is not known
}

}  // namespace
}  // namespace cyto
