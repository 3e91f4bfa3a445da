#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/validation/score.h"
#include "support/temporary_folder.h"

namespace cyto::validation {
namespace {

using testing::HasSubstr;

constexpr PixelSize kHalf{0.5, 0.25};

class Tables : public testing::Test {
 protected:
  EventTable events(const std::string& text) {
    write_file_atomically(folder_ / "e.csv", text);
    return read_event_table(folder_ / "e.csv", kHalf);
  }
  TruthTable truth(const std::string& text) {
    write_file_atomically(folder_ / "t.csv", text);
    return read_truth_table(folder_ / "t.csv", kHalf);
  }
  std::string refusal(const std::string& text) {
    try {
      (void)truth(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadData);
      return error.what();
    }
    return "not refused";
  }

  test::TemporaryFolder folder_;
};

TEST_F(Tables, TurnPixelsIntoMicrometresWithBothPixelSizes) {
  const EventTable table = events(
      "sample_id,event_id,x_px,y_px,x_um,y_um,phenotype\ns,1,10,20,99,99,ctc\ns,2,30,40,99,99,fragment\n");
  ASSERT_EQ(table.events.size(), 2U);
  EXPECT_EQ(table.events[0].x_um, 5.0);
  EXPECT_EQ(table.events[0].y_um, 5.0);
  EXPECT_EQ(table.events[0].phenotype, Phenotype::Ctc);
  EXPECT_EQ(table.events[1].phenotype, Phenotype::Fragment);
  EXPECT_TRUE(table.has_phenotypes);
}

// A table of a whole result folder would be held against the cells of one scan.
TEST_F(Tables, RefuseTheEventsOfTwoSamples) {
  write_file_atomically(folder_ / "e.csv", "sample_id,x_px,y_px\ns,1,1\nt,1,1\n");
  try {
    (void)read_event_table(folder_ / "e.csv", kHalf);
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_THAT(std::string(error.what()), testing::HasSubstr("is of sample \"t\""));
  }
}

TEST_F(Tables, TakeMicrometresWhereThereAreNoPixels) {
  EXPECT_EQ(events("x_um,y_um\n3,4\n").events.at(0).y_um, 4.0);
}

TEST_F(Tables, UnclassifiedEventsAreDetectionOnly) {
  EXPECT_FALSE(events("x_px,y_px,phenotype\n1,2,unclassified\n").has_phenotypes);
}

TEST_F(Tables, TruthOfPlacesAloneIsAllCells) {
  const TruthTable table = truth("x,y\r\n2,4\r\n6,8\r\n");
  ASSERT_EQ(table.objects.size(), 2U);
  EXPECT_EQ(table.objects[1].x_um, 3.0);
  EXPECT_EQ(table.objects[1].y_um, 2.0);
  EXPECT_TRUE(table.objects[0].is_cell);
  EXPECT_FALSE(table.has_phenotypes);
}

TEST_F(Tables, TruthTakesPhenotypeFromTheTypeAndCellhoodFromThePhenotype) {
  const TruthTable table = truth("x,y,type\n1,1,leukocyte_monocyte\n1,1,debris_dapi\n1,1,ctc\n");
  EXPECT_EQ(table.objects[0].phenotype, Phenotype::Leukocyte);
  EXPECT_TRUE(table.objects[0].is_cell);
  EXPECT_FALSE(table.objects[1].is_cell);
  EXPECT_EQ(table.objects[2].phenotype, Phenotype::Ctc);
}

TEST_F(Tables, TruthLevelsMayBeEmpty) {
  const TruthTable table = truth("x_px,y_px,phenotype,is_cell,ck_level_lsd\n1,1,ctc,1,-0.5\n1,1,debris,0,\n");
  EXPECT_EQ(table.objects[0].ck_level_lsd, -0.5);
  EXPECT_FALSE(table.objects[1].ck_level_lsd);
}

TEST_F(Tables, ReadQuotedCellsByteOrderMarkAndAMissingLastNewline) {
  const TruthTable table = truth("\xEF\xBB\xBFnote,x,y\n\"a, \"\"b\"\"\nc\",1,2\n,\"3\",4");
  ASSERT_EQ(table.objects.size(), 2U);
  EXPECT_EQ(table.objects[1].x_um, 1.5);
}

TEST_F(Tables, RefuseDamagedFilesNamingTheLine) {
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal("a,b\n1,2\n"), HasSubstr("no columns for the place"));
  EXPECT_THAT(refusal("x,y,x\n1,2,3\n"), HasSubstr("occurs twice"));
  EXPECT_THAT(refusal("x,y\n1,2\n3\n"), HasSubstr("line 3: has 1 cells"));
  EXPECT_THAT(refusal("x,y\n1,2\n3,4,5\n"), HasSubstr("line 3: has 3 cells"));
  EXPECT_THAT(refusal("x,y\n1,2\n\n3,4\n"), HasSubstr("line 3"));
  EXPECT_THAT(refusal("x,y\n1,two\n"), HasSubstr("line 2: column \"y\" holds \"two\""));
  EXPECT_THAT(refusal("x,y\n1,nan\n"), HasSubstr("not a number"));
  EXPECT_THAT(refusal("x,y\n1,\n"), HasSubstr("not a number"));
  EXPECT_THAT(refusal("x,y\n1,1e999\n"), HasSubstr("not a number"));
  EXPECT_THAT(refusal("x,y,phenotype\n1,2,wbc\n"), HasSubstr("no phenotype"));
  EXPECT_THAT(refusal("x,y,is_cell\n1,2,yes\n"), HasSubstr("must be 0 or 1"));
  EXPECT_THAT(refusal("x,y\n1,\"2\n"), HasSubstr("never ends"));
  EXPECT_THAT(refusal("x,y\n1,\"2\"3\n"), HasSubstr("behind a quoted cell"));
  EXPECT_THAT(refusal("x,y\n1,2\"3\n"), HasSubstr("quote inside"));
  EXPECT_THAT(refusal("x,y\r1,2\r"), HasSubstr("carriage return"));
  EXPECT_THAT(refusal(std::string("x,y\n1,\0002\n", 9)), HasSubstr("zero byte"));
  EXPECT_THAT(refusal("x,y\n1," + std::string(2U << 20U, '1') + "\n"), HasSubstr("longer than"));
}

TEST_F(Tables, RefuseAMissingFileAndAFolder) {
  EXPECT_THROW((void)read_event_table(folder_ / "none.csv", kHalf), Error);
  EXPECT_THROW((void)read_event_table(folder_.path(), kHalf), Error);
}

}  // namespace
}  // namespace cyto::validation
