#include "cytrial/learn/training_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "made_up_events.h"
#include "support/temporary_folder.h"

namespace cyto::learn {
namespace {

class TrainingCsv : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& text) {
    write_file_atomically(folder_ / name, text);
    return folder_ / name;
  }
  /// What one table of labelled events is refused with; empty when it is accepted.
  std::string refusal_of(const std::string& text) {
    try {
      (void)read_training_table({file("bad.csv", text)}, test::made_up_features());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadData);
      return error.what();
    }
    return {};
  }

  const std::string head_ = "sample_id,candidate,stain_lsd,marker_lratio,size_um,batch,label,label_source\n";

 private:
  cyto::test::TemporaryFolder folder_;
};

TEST_F(TrainingCsv, TakesLabelledRowsOfAllFiles) {
  const auto a = file("a.csv", head_ + "S2,1,5.5,0.25,,lotB,ctc,simulated\nS2,0,1,2,3,lotB,,simulated\n");
  const auto b = file("b.csv", head_ + "S1,0,-1,1,7,lotA,none,simulated\n");
  const TrainingTable table = read_training_table({a, b}, test::made_up_features());
  EXPECT_EQ(table.batches, (std::vector<std::string>{"lotA", "lotB"}));
  EXPECT_EQ(table.batch, (std::vector<std::uint32_t>{1, 0}));
  EXPECT_EQ(table.is_ctc, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(table.is_candidate, (std::vector<std::uint8_t>{1, 0}));
  ASSERT_EQ(table.values.size(), 6U);
  EXPECT_EQ(table.values[0], 5.5F);
  EXPECT_TRUE(std::isnan(table.values[2])) << "an empty cell is no zero";
  EXPECT_EQ(table.files[0].rows, 2U);
  EXPECT_EQ(table.files[0].labelled, 1U);
  EXPECT_EQ(table.samples, 2U);
}

TEST_F(TrainingCsv, OneRealLabelAmongSimulatedOnesMakesTheSourceMixed) {
  const auto real = file("r.csv", head_ + "S1,1,-1,1,7,lotA,ctc,real\n");
  const auto simulated = file("s.csv", head_ + "S2,1,-1,1,7,lotB,ctc,simulated\n");
  EXPECT_EQ(read_training_table({real}, test::made_up_features()).source, TrainingSource::Real);
  EXPECT_EQ(read_training_table({simulated}, test::made_up_features()).source, TrainingSource::Simulated);
  EXPECT_EQ(read_training_table({real, simulated}, test::made_up_features()).source, TrainingSource::Mixed);
}

TEST_F(TrainingCsv, ASampleInTwoBatchesIsRefused) {
  EXPECT_NE(refusal_of(head_ + "S1,1,1,1,1,lotA,ctc,real\nS1,0,1,1,1,lotB,none,real\n"), "");
}

TEST_F(TrainingCsv, ARowThatDoesNotTellWhetherItWasACandidateIsRefused) {
  EXPECT_NE(refusal_of("sample_id,stain_lsd,marker_lratio,size_um,batch,label,label_source\n"
                       "S1,1,1,1,lotA,ctc,real\n"),
            "");
  EXPECT_NE(refusal_of(head_ + "S1,,1,1,1,lotA,ctc,real\n"), "");
  EXPECT_NE(refusal_of(head_ + "S1,2,1,1,1,lotA,ctc,real\n"), "");
}

TEST_F(TrainingCsv, ALeukocyteOfTheGatesIsANegativeUnderItsOwnName) {
  const auto table = read_training_table({file("a.csv", head_ + "S1,0,-1,1,7,lotA,gates_leukocyte,real\n")},
                                         test::made_up_features());
  EXPECT_EQ(table.ctcs(), 0U);
  EXPECT_EQ(table.labels.at("gates_leukocyte"), 1U);
}

TEST_F(TrainingCsv, AnUnknownLabelIsNoNegative) {
  EXPECT_NE(refusal_of(head_ + "S1,1,1,1,1,lotA,CTC?,real\n"), "");
}

TEST_F(TrainingCsv, ATableWithoutAFeatureIsRefused) {
  EXPECT_NE(
      refusal_of("sample_id,candidate,stain_lsd,size_um,batch,label,label_source\nS1,1,1,1,lotA,ctc,real\n"),
      "");
  // The same number in another unit is another feature.
  EXPECT_NE(refusal_of("sample_id,candidate,stain_lsd,marker,size_um,batch,label,label_source\nS1,1,1,1,1,"
                       "lotA,ctc,real\n"),
            "");
}

TEST_F(TrainingCsv, MissingBatchesSourcesAndNumbersAreRefused) {
  EXPECT_NE(refusal_of(head_ + "S1,1,1,1,1,,ctc,real\n"), "");
  EXPECT_NE(refusal_of(head_ + ",1,1,1,1,lotA,ctc,real\n"), "");
  EXPECT_NE(refusal_of(head_ + "S1,1,1,1,1,lotA,ctc,\n"), "");
  EXPECT_NE(refusal_of(head_ + "S1,1,1,1,nan,lotA,ctc,real\n"), "");
  EXPECT_NE(refusal_of(head_ + "S1,1,1e39,1,1,lotA,ctc,real\n"), "");
}

TEST_F(TrainingCsv, TheSameEventsUnderAnotherNameAreRefused) {
  const std::string text = head_ + "S1,1,-1,1,7,lotA,ctc,real\n";
  const auto a = file("a.csv", text);
  const auto b = file("b.csv", text);
  EXPECT_THROW((void)read_training_table({a, b}, test::made_up_features()), Error);
}

}  // namespace
}  // namespace cyto::learn
