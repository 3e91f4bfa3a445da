#include "cytrial/validation/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "support/temporary_folder.h"

namespace cyto::validation {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = "name,result,role,expected,batch,material,truth\n";

class Plan : public testing::Test {
 protected:
  ValidationPlan sheet(const std::string& rows) {
    write_file_atomically(folder_ / "samples.csv", kHead + rows);
    return read_plan(folder_ / "samples.csv");
  }
  ValidationPlan with_readers(const std::string& rows) {
    write_file_atomically(folder_ / "samples.csv", std::string(kHead) + "a,r,blank,,,blood,\n");
    write_file_atomically(folder_ / "readers.csv", "name,event_id,reader,call\n" + rows);
    write_file_atomically(folder_ / "plan.json",
                          R"({"format":1,"name":"n","samples":"samples.csv","readers":"readers.csv"})");
    return read_plan(folder_ / "plan.json");
  }
  template <typename Read>
  static std::string refusal(const Read& read) {
    try {
      read();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadData);
      return error.what();
    }
    return "not refused";
  }
  std::string sheet_refusal(const std::string& rows) {
    return refusal([&] { (void)sheet(rows); });
  }
  std::string reader_refusal(const std::string& rows) {
    return refusal([&] { (void)with_readers(rows); });
  }

  test::TemporaryFolder folder_;
};

TEST_F(Plan, ReadsEveryColumnOfASheetAndTakesPathsFromItsFolder) {
  const ValidationPlan plan = sheet("L10-1,runs/a,ladder,10,lot 1,MCF-7 in donor blood,t.csv\n");
  ASSERT_EQ(plan.samples.size(), 1U);
  const PlanSample& sample = plan.samples.front();
  EXPECT_EQ(plan.name, "samples");
  EXPECT_EQ(sample.row, 2U);
  EXPECT_EQ(sample.name, "L10-1");
  EXPECT_EQ(sample.result, folder_ / "runs/a");
  EXPECT_EQ(sample.role, PlanRole::Ladder);
  EXPECT_EQ(sample.expected, 10.0);
  EXPECT_EQ(sample.batch, "lot 1");
  EXPECT_EQ(sample.material, "MCF-7 in donor blood");
  EXPECT_EQ(sample.truth, folder_ / "t.csv");
}

TEST_F(Plan, ReadsTheDecisionsOfReadersThatAJsonPlanNames) {
  const ValidationPlan plan =
      with_readers("a,1,R1,ctc\na,2,R1,not_ctc\na,3,R1,uncertain\na,4,R1,leukocyte\n");
  ASSERT_EQ(plan.calls.size(), 4U);
  EXPECT_EQ(plan.calls[0].is_ctc, true);
  EXPECT_EQ(plan.calls[1].is_ctc, false);
  EXPECT_EQ(plan.calls[2].is_ctc, std::nullopt);
  EXPECT_EQ(plan.calls[3].is_ctc, false);
  EXPECT_EQ(plan.name, "n");
}

TEST_F(Plan, RefusesRowsThatSayTooLittleOrContradictThemselves) {
  EXPECT_THAT(sheet_refusal("a,r,ladder,,,blood,\n"),
              HasSubstr("row 2: a ladder sample has neither expected nor"));
  EXPECT_THAT(sheet_refusal("a,r,low,,,blood,\n"), HasSubstr("a low sample has neither"));
  EXPECT_THAT(sheet_refusal("a,r,blank,3,,blood,\n"), HasSubstr("a blank sample expects cells"));
  EXPECT_THAT(sheet_refusal("a,r,cells,,,blood,\n"), HasSubstr("a cells sample has no truth"));
  EXPECT_THAT(sheet_refusal("a,r,spike,3,,blood,\n"), HasSubstr("role \"spike\" is not known"));
  EXPECT_THAT(sheet_refusal("a,r,low,-1,,blood,\n"), HasSubstr("is no number of cells"));
  EXPECT_THAT(sheet_refusal("a,r,low,nan,,blood,\n"), HasSubstr("is no number of cells"));
  EXPECT_THAT(sheet_refusal("a,r,blank,,,,\n"), HasSubstr("has no material"));
  EXPECT_THAT(sheet_refusal("a b,r,blank,,,blood,\n"), HasSubstr("is no identifier"));
  EXPECT_THAT(sheet_refusal("a,r,blank,,,blood,\na,s,blank,,,blood,\n"),
              HasSubstr("row 3: the name \"a\" occurs"));
  EXPECT_THAT(sheet_refusal("a,r,blank\n"), HasSubstr("cells, the header has"));
  EXPECT_THAT(sheet_refusal(""), HasSubstr("holds no sample"));
}

TEST_F(Plan, RefusesDecisionsThatCannotBeTrusted) {
  EXPECT_THAT(reader_refusal("b,1,R1,ctc\n"), HasSubstr("the plan has no sample \"b\""));
  EXPECT_THAT(reader_refusal("a,0,R1,ctc\n"), HasSubstr("event_id is no event number"));
  EXPECT_THAT(reader_refusal("a,1,R1,maybe\n"), HasSubstr("call \"maybe\" is not known"));
  EXPECT_THAT(reader_refusal("a,1,program,ctc\n"), HasSubstr("no reader may be called"));
  EXPECT_THAT(reader_refusal("a,1,R1,ctc\na,1,R1,not_ctc\n"), HasSubstr("decided on this event twice"));
}

TEST_F(Plan, RefusesAnUnknownKeySoThatATypingErrorIsSeen) {
  write_file_atomically(folder_ / "samples.csv", std::string(kHead) + "a,r,blank,,,blood,\n");
  write_file_atomically(folder_ / "plan.json",
                        R"({"format":1,"name":"n","samples":"samples.csv","reader":"r"})");
  try {
    (void)read_plan(folder_ / "plan.json");
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadConfig);
    EXPECT_THAT(error.what(), HasSubstr("reader"));
  }
}

}  // namespace
}  // namespace cyto::validation
