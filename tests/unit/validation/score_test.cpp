#include "cytrial/validation/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cytrial/core/error.h"

namespace cyto::validation {
namespace {

using testing::HasSubstr;

EventTable events(std::vector<ScoredEvent> rows) {
  return {std::move(rows), true};
}

TruthTable objects(std::vector<TruthObject> rows) {
  return {std::move(rows), true};
}

std::uint64_t at(const ConfusionMatrix& confusion, Phenotype truth, Phenotype called) {
  return confusion[static_cast<std::size_t>(truth)][static_cast<std::size_t>(called)];
}

TEST(ScoreEvents, CountsMatchedMissedAndFalseCells) {
  const Score score = score_events(
      events({{0, 0, Phenotype::Leukocyte}, {50, 0, Phenotype::Leukocyte}}),
      objects({{1, 0, Phenotype::Leukocyte}, {0, 90, Phenotype::Leukocyte}, {0, 180, Phenotype::Leukocyte}}),
      3.0);
  EXPECT_EQ(score.cells.matched, 1U);
  EXPECT_EQ(score.cells.false_positives(), 1U);
  EXPECT_EQ(score.cells.false_negatives(), 2U);
  EXPECT_DOUBLE_EQ(score.cells.precision().value(), 0.5);
  EXPECT_DOUBLE_EQ(score.cells.recall().value(), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(score.cells.f1().value(), 0.4);
  EXPECT_DOUBLE_EQ(score.cells.count_error().value(), -1.0 / 3.0);
}

TEST(ScoreEvents, ADuplicatedEventIsAFalsePositive) {
  const Score score = score_events(events({{0, 0, Phenotype::Leukocyte}, {0, 0, Phenotype::Leukocyte}}),
                                   objects({{0, 0, Phenotype::Leukocyte}}), 3.0);
  EXPECT_EQ(score.cells.matched, 1U);
  EXPECT_EQ(score.cells.false_positives(), 1U);
}

TEST(ScoreEvents, OneEventCannotMatchTwoObjects) {
  const Score score =
      score_events(events({{1, 0, Phenotype::Leukocyte}}),
                   objects({{0, 0, Phenotype::Leukocyte}, {2, 0, Phenotype::Leukocyte}}), 3.0);
  EXPECT_EQ(score.cells.matched, 1U);
  EXPECT_EQ(score.cells.false_negatives(), 1U);
}

TEST(ScoreEvents, NearerPairsComeFirst) {
  // The event at 0.9 lies nearest to the object at 1.0, although the object at 0 stands first in the table.
  const Score score = score_events(events({{0.9, 0, Phenotype::Ctc}}),
                                   objects({{0, 0, Phenotype::Leukocyte}, {1, 0, Phenotype::Ctc}}), 3.0);
  EXPECT_EQ(at(score.classification->confusion, Phenotype::Ctc, Phenotype::Ctc), 1U);
  EXPECT_EQ(score.classification->confusion[static_cast<std::size_t>(Phenotype::Leukocyte)][kNone], 1U);
}

TEST(ScoreEvents, EqualDistancesGoToTheFirstTruthRow) {
  const std::vector<ScoredEvent> found{{1, 0, Phenotype::Ctc}};
  const Score first =
      score_events(events(found), objects({{0, 0, Phenotype::Leukocyte}, {2, 0, Phenotype::Ctc}}), 3.0);
  EXPECT_EQ(at(first.classification->confusion, Phenotype::Leukocyte, Phenotype::Ctc), 1U);
  const Score swapped =
      score_events(events(found), objects({{2, 0, Phenotype::Ctc}, {0, 0, Phenotype::Leukocyte}}), 3.0);
  EXPECT_EQ(at(swapped.classification->confusion, Phenotype::Ctc, Phenotype::Ctc), 1U);
}

TEST(ScoreEvents, TheLimitItselfStillMatchesAndBeyondItNothingDoes) {
  const auto matched = [](double distance) {
    return score_events(events({{distance, 0, Phenotype::Leukocyte}}),
                        objects({{0, 0, Phenotype::Leukocyte}}), 3.0)
        .cells.matched;
  };
  EXPECT_EQ(matched(3.0), 1U);
  EXPECT_EQ(matched(std::nextafter(3.0, 4.0)), 0U);
}

TEST(ScoreEvents, MatchesAcrossTheBordersOfTheSearchSquares) {
  for (const double offset : {-3.0, -2.999, -0.001, 0.0, 2.999, 3.0, 3.001, 5.999}) {
    const Score score = score_events(events({{offset + 2.0, offset - 2.0, Phenotype::Leukocyte}}),
                                     objects({{offset, offset, Phenotype::Leukocyte}}), 3.0);
    EXPECT_EQ(score.cells.matched, 1U) << offset;
  }
}

TEST(ScoreEvents, FindsTheSameAsTryingEveryPair) {
  // A deterministic scatter dense enough for many rivals per object.
  std::vector<ScoredEvent> found;
  std::vector<TruthObject> truth;
  for (int i = 0; i < 300; ++i) {
    found.push_back(
        {std::fmod(i * 7.31, 60.0) - 30.0, std::fmod(i * 3.77, 50.0) - 25.0, Phenotype::Leukocyte});
    truth.push_back(
        {std::fmod(i * 5.13, 60.0) - 30.0, std::fmod(i * 9.71, 50.0) - 25.0, Phenotype::Leukocyte});
  }
  std::vector<bool> truth_free(truth.size(), true);
  std::vector<bool> found_free(found.size(), true);
  std::uint64_t expected = 0;
  while (true) {
    double best = 3.0;
    std::size_t best_truth = truth.size();
    std::size_t best_found = 0;
    for (std::size_t t = 0; t < truth.size(); ++t) {
      for (std::size_t f = 0; f < found.size(); ++f) {
        const double distance = std::sqrt(std::pow(truth[t].x_um - found[f].x_um, 2) +
                                          std::pow(truth[t].y_um - found[f].y_um, 2));
        if (truth_free[t] && found_free[f] &&
            (distance < best || (distance == best && best_truth == truth.size()))) {
          best = distance;
          best_truth = t;
          best_found = f;
        }
      }
    }
    if (best_truth == truth.size()) {
      break;
    }
    truth_free[best_truth] = found_free[best_found] = false;
    ++expected;
  }
  EXPECT_EQ(score_events(events(found), objects(truth), 3.0).cells.matched, expected);
  EXPECT_LT(expected, truth.size());
}

TEST(ScoreEvents, FragmentsAndDebrisAreNoClaimToACell) {
  const Score score = score_events(
      events({{0, 0, Phenotype::Leukocyte}, {20, 0, Phenotype::Debris}, {40, 0, Phenotype::Fragment}}),
      objects({{0, 0, Phenotype::Leukocyte, true},
               {20, 0, Phenotype::Debris, false},
               {40, 0, Phenotype::Fragment, false}}),
      3.0);
  EXPECT_EQ(score.cells.found, 1U);
  EXPECT_EQ(score.cells.truth, 1U);
  EXPECT_DOUBLE_EQ(score.cells.f1().value(), 1.0);
  EXPECT_EQ(score.nucleated.found, 2U);
  EXPECT_EQ(score.nucleated.matched, 1U);
  EXPECT_EQ(at(score.classification->confusion, Phenotype::Debris, Phenotype::Debris), 1U);
  EXPECT_EQ(at(score.classification->confusion, Phenotype::Fragment, Phenotype::Fragment), 1U);
}

TEST(ScoreEvents, ACellCalledDebrisIsMissed) {
  const Score score =
      score_events(events({{0, 0, Phenotype::Debris}}), objects({{0, 0, Phenotype::Ctc}}), 3.0);
  EXPECT_EQ(score.cells.matched, 0U);
  EXPECT_EQ(score.nucleated.matched, 1U);
  EXPECT_EQ(score.classification->ctcs_found, 1U);
  EXPECT_EQ(score.classification->ctcs_called, 0U);
}

TEST(ScoreEvents, CountsFalseCtcsFromOtherCellsAndFromNothing) {
  const Score score =
      score_events(events({{0, 0, Phenotype::Ctc}, {20, 0, Phenotype::Ctc}, {40, 0, Phenotype::Ctc}}),
                   objects({{0, 0, Phenotype::Ctc},
                            {20, 0, Phenotype::Leukocyte},
                            {80, 0, Phenotype::Leukocyte},
                            {100, 0, Phenotype::Leukocyte}}),
                   3.0);
  EXPECT_EQ(score.classification->false_ctcs, 2U);
  EXPECT_DOUBLE_EQ(score.false_ctcs_per_million().value(), 500000.0);
  EXPECT_DOUBLE_EQ(score.classification->sensitivity().value(), 1.0);
}

TEST(ScoreEvents, SortsCtcsIntoRangesOfCytokeratin) {
  const Score score =
      score_events(events({{0, 0, Phenotype::Leukocyte}, {20, 0, Phenotype::Ctc}, {40, 0, Phenotype::Ctc}}),
                   objects({{0, 0, Phenotype::Ctc, true, 1.5},
                            {20, 0, Phenotype::Ctc, true, 3.0},
                            {40, 0, Phenotype::Ctc, true, 400.0},
                            {60, 0, Phenotype::Ctc, true, 4.9}}),
                   3.0);
  std::uint64_t sum = 0;
  for (const CtcBin& bin : score.classification->ctc_bins) {
    sum += bin.truth;
    if (bin.low_lsd == 1.0) {
      EXPECT_EQ(bin.truth, 1U);
      EXPECT_EQ(bin.found, 1U);
      EXPECT_EQ(bin.called_ctc, 0U);
    }
    if (bin.low_lsd == 3.0) {
      EXPECT_EQ(bin.truth, 2U);
      EXPECT_EQ(bin.called_ctc, 1U);
    }
  }
  EXPECT_EQ(sum, 4U);
}

TEST(ScoreEvents, TellsTheCentroidError) {
  std::vector<ScoredEvent> found;
  std::vector<TruthObject> truth;
  for (int i = 0; i < 20; ++i) {
    truth.push_back({i * 30.0, 0, Phenotype::Leukocyte});
    found.push_back({i * 30.0 + 0.1 * (i + 1), 0, Phenotype::Leukocyte});
  }
  const Score score = score_events(events(found), objects(truth), 3.0);
  EXPECT_NEAR(score.centroid->mean_um, 1.05, 1e-9);
  EXPECT_NEAR(score.centroid->median_um, 1.0, 1e-9);
  EXPECT_NEAR(score.centroid->p95_um, 1.9, 1e-9);
}

TEST(ScoreEvents, HasNoRatiosOfNothing) {
  const Score empty = score_events(events({}), objects({}), 3.0);
  EXPECT_FALSE(empty.cells.precision());
  EXPECT_FALSE(empty.cells.recall());
  EXPECT_FALSE(empty.cells.f1());
  EXPECT_FALSE(empty.centroid);
  EXPECT_FALSE(empty.false_ctcs_per_million());
  EXPECT_THAT(score_json(empty), HasSubstr("\"f1\": null"));
  const Score missed = score_events(events({}), objects({{0, 0, Phenotype::Ctc}}), 3.0);
  EXPECT_DOUBLE_EQ(missed.cells.recall().value(), 0.0);
  EXPECT_DOUBLE_EQ(missed.cells.f1().value(), 0.0);
  EXPECT_DOUBLE_EQ(missed.classification->sensitivity().value(), 0.0);
}

TEST(ScoreEvents, LeavesClassificationOutWithoutPhenotypes) {
  const Score score =
      score_events({{{0, 0, Phenotype::Unclassified}}, false}, objects({{0, 0, Phenotype::Leukocyte}}), 3.0);
  EXPECT_EQ(score.cells.matched, 1U);
  EXPECT_FALSE(score.classification);
  EXPECT_THAT(score_json(score), HasSubstr("\"classification\": null"));
  EXPECT_THAT(score_text(score), HasSubstr("not scored"));
}

TEST(ScoreEvents, RefusesADistanceOutOfRange) {
  for (const double distance : {0.0, -1.0, 1e6, std::nan("")}) {
    EXPECT_THROW((void)score_events(events({}), objects({}), distance), Error) << distance;
  }
}

TEST(ScoreOutput, GivesTheFiguresAsJsonAndText) {
  const Score score =
      score_events(events({{0, 0, Phenotype::Ctc}}), objects({{0.5, 0, Phenotype::Ctc}}), 3.0);
  const std::string json = score_json(score);
  EXPECT_THAT(json, HasSubstr("\"max_distance_um\": 3"));
  EXPECT_THAT(json, HasSubstr("\"f1\": 1"));
  EXPECT_THAT(json, HasSubstr("\"median\": 0.5"));
  EXPECT_THAT(json, HasSubstr("\"false_ctcs\": 0"));
  EXPECT_THAT(score_text(score), HasSubstr("sensitivity 1.0000"));
}

}  // namespace
}  // namespace cyto::validation
