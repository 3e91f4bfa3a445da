#include "cytrial/core/review_note.h"

#include <gtest/gtest.h>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

TEST(ReviewNote, EveryReasonKeepsItsName) {
  for (const ReviewReason reason : kAllReviewReasons) {
    EXPECT_EQ(review_reason_from(name_of(reason)), reason);
  }
  EXPECT_EQ(review_reason_from("boredom"), std::nullopt);
}

TEST(ReviewNote, TextReadsBackAsTheSameNotes) {
  const std::vector<ReviewNote> notes{{ReviewReason::NearGate, "ck_in_cell", -0.31, "leukocyte_sd"},
                                      {ReviewReason::Saturated, {}, {}, {}},
                                      {ReviewReason::InCluster, {}, 3.0, "cells"}};
  const std::string text = text_of(notes);
  EXPECT_EQ(text, "near_gate:ck_in_cell:-0.310:leukocyte_sd|saturated|in_cluster::3.000:cells");
  EXPECT_EQ(review_notes_from(text, "event 1"), notes);
  EXPECT_TRUE(review_notes_from("", "event 1").empty());
}

TEST(ReviewNote, RefusesTextOfAnotherForm) {
  for (const char* text :
       {"|", "boredom", "near_gate:a", "near_gate:a:b:c", "saturated|", "near_gate:a:1:b:c"}) {
    EXPECT_THROW((void)review_notes_from(text, "event 1"), Error) << text;
  }
}

}  // namespace
}  // namespace cyto
