// Claims, for random input: what must not matter (which group is named first, the unit of volume and of time,
// the order of subjects) changes nothing, and what must be monotone is.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "cytrial/statistics/count_change.h"
#include "cytrial/statistics/cutoff.h"
#include "cytrial/statistics/direction_agreement.h"
#include "cytrial/statistics/hodges_lehmann.h"
#include "cytrial/statistics/multiple_looks.h"
#include "cytrial/statistics/rank_correlation.h"
#include "cytrial/statistics/recovery.h"
#include "cytrial/statistics/survival.h"

namespace cyto::statistics {
namespace {

/// Numbers that are the same on every system.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  double unit() { return static_cast<double>(random_()) / 4294967296.0; }
  std::int64_t cells() {
    const double log_size = unit() * 9.0;
    return static_cast<std::int64_t>(std::exp(log_size)) - 1;
  }
  double volume() { return 1.0 + 9.0 * unit(); }
  std::size_t below(std::size_t end) { return random_() % end; }
  std::mt19937& engine() { return random_; }

 private:
  std::mt19937 random_;
};

constexpr int kRounds = 400;

TEST(StatisticsProperty, SwappingTwoCountsKeepsPToTheBitAndTurnsTheRatio) {
  Draw draw(1);
  for (int round = 0; round < kRounds; ++round) {
    const VolumeCount a(draw.cells(), draw.volume());
    const VolumeCount b(draw.cells(), draw.volume());
    const CountChange forth = compare_counts(a, b);
    const CountChange back = compare_counts(b, a);
    EXPECT_EQ(forth.p_exact, back.p_exact);
    EXPECT_EQ(forth.p_mid, back.p_mid);
    const auto turned = [](ChangeDirection direction) {
      return direction == ChangeDirection::Rise   ? ChangeDirection::Fall
             : direction == ChangeDirection::Fall ? ChangeDirection::Rise
                                                  : direction;
    };
    EXPECT_EQ(forth.direction, turned(back.direction));
    if (forth.ratio_limits.high && back.ratio_limits.high) {
      EXPECT_NEAR(forth.ratio_limits.low * *back.ratio_limits.high, 1.0, 1e-12);
    }
  }
}

TEST(StatisticsProperty, TheUnitOfVolumeChangesNoP) {
  Draw draw(2);
  for (int round = 0; round < kRounds; ++round) {
    const std::int64_t first = draw.cells();
    const std::int64_t second = draw.cells();
    const double v1 = draw.volume();
    const double v2 = draw.volume();
    // A power of two keeps every bit.
    const CountChange ml = compare_counts(VolumeCount(first, v1), VolumeCount(second, v2));
    const CountChange other = compare_counts(VolumeCount(first, 8.0 * v1), VolumeCount(second, 8.0 * v2));
    EXPECT_EQ(ml.p_exact, other.p_exact);
    EXPECT_EQ(ml.p_mid, other.p_mid);
  }
}

TEST(StatisticsProperty, PIsSignificantJustWhereTheExactRatioLimitsExcludeOne) {
  Draw draw(3);
  for (int round = 0; round < kRounds; ++round) {
    const CountChange change =
        compare_counts(VolumeCount(draw.cells(), draw.volume()), VolumeCount(draw.cells(), draw.volume()));
    const bool excluded =
        change.ratio_limits.low > 1.0 || (change.ratio_limits.high && *change.ratio_limits.high < 1.0);
    EXPECT_EQ(change.direction != ChangeDirection::NotDistinguished, excluded) << change.p_exact;
    EXPECT_LE(change.p_mid, change.p_exact);
  }
}

TEST(StatisticsProperty, DetectableChangesAreTheFirstSignificantOnes) {
  Draw draw(4);
  for (int round = 0; round < kRounds; ++round) {
    const VolumeCount baseline(draw.cells(), draw.volume());
    const double volume = draw.volume();
    const DetectableChange change = smallest_detectable_change(baseline, volume);
    const auto direction = [&](std::int64_t cells) {
      return compare_counts(baseline, VolumeCount(cells, volume)).direction;
    };
    EXPECT_EQ(direction(change.rise_to), ChangeDirection::Rise);
    EXPECT_NE(direction(change.rise_to - 1), ChangeDirection::Rise);
    if (change.fall_to) {
      EXPECT_EQ(direction(*change.fall_to), ChangeDirection::Fall);
      EXPECT_NE(direction(*change.fall_to + 1), ChangeDirection::Fall);
    } else {
      EXPECT_NE(direction(0), ChangeDirection::Fall);
    }
  }
}

TEST(StatisticsProperty, MoreCellsAreMoreProbablyAtTheCutoffAndMoreBloodLess) {
  Draw draw(5);
  for (int round = 0; round < kRounds; ++round) {
    const auto cells = static_cast<std::int64_t>(draw.below(60));
    const double volume = draw.volume();
    const double here = probability_at_or_above(VolumeCount(cells, volume), {});
    if (here > 1.0 - 1e-12) {
      continue;  // no bits are left for more
    }
    EXPECT_LT(here, probability_at_or_above(VolumeCount(cells + 1, volume), {}));
    EXPECT_GT(here, probability_at_or_above(VolumeCount(cells, volume + 0.5), {}));
    EXPECT_GE(here, 0.0);
    EXPECT_LE(here, 1.0);
  }
}

TEST(StatisticsProperty, RecoveryLimitsHoldTheEstimateAndRiseWithTheCount) {
  Draw draw(6);
  for (int round = 0; round < 40; ++round) {
    const auto spiked = static_cast<std::int64_t>(5 + draw.below(300));
    const auto found = static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(spiked + 1)));
    const Recovery recovery = Recovery::from_spikes(std::max<std::int64_t>(found, 1), spiked);
    const auto cells = static_cast<std::int64_t>(draw.below(200));
    const RecoveryCorrectedCount here(VolumeCount(cells, 7.5), recovery, 7.5);
    const RecoveryCorrectedCount more(VolumeCount(cells + 1, 7.5), recovery, 7.5);
    EXPECT_LE(here.low(), here.estimate());
    EXPECT_GE(here.high(), here.estimate());
    EXPECT_LT(here.low(), more.low());
    EXPECT_LT(here.high(), more.high());
    EXPECT_GE(here.estimate().shown(), static_cast<double>(cells));
  }
}

TEST(StatisticsProperty, HolmNeverLowersAPAndKeepsTheirOrder) {
  Draw draw(7);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> p(1 + draw.below(12));
    std::generate(p.begin(), p.end(), [&] { return draw.unit(); });
    const std::vector<double> adjusted = holm_adjusted(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_GE(adjusted[i], p[i]);
      EXPECT_LE(adjusted[i], 1.0);
      for (std::size_t j = 0; j < p.size(); ++j) {
        EXPECT_TRUE(p[i] > p[j] || adjusted[i] <= adjusted[j]);
      }
    }
  }
}

std::vector<FollowUp> random_group(Draw& draw, std::size_t most) {
  std::vector<FollowUp> group(1 + draw.below(most));
  for (FollowUp& subject : group) {
    subject = {static_cast<double>(draw.below(40)), draw.unit() < 0.7};
  }
  return group;
}

TEST(StatisticsProperty, SurvivalFallsOnlyAtEventsAndItsLimitsHoldIt) {
  Draw draw(8);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<FollowUp> group = random_group(draw, 40);
    const SurvivalCurve curve = kaplan_meier(group);
    std::shuffle(group.begin(), group.end(), draw.engine());
    const SurvivalCurve shuffled = kaplan_meier(group);
    double before = 1.0;
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
      const SurvivalStep& step = curve.steps[i];
      EXPECT_EQ(step.events > 0, step.survival < before);
      EXPECT_EQ(step.survival, shuffled.steps[i].survival);
      EXPECT_EQ(step.at_risk, curve.subjects - seen);
      if (step.limits) {
        EXPECT_LE(step.limits->low, step.survival);
        EXPECT_GE(step.limits->high, step.survival);
      }
      before = step.survival;
      seen += step.events + step.censored;
    }
    EXPECT_EQ(seen, curve.subjects);
    if (curve.median && curve.median_low && curve.median_high) {
      EXPECT_LE(*curve.median_low, *curve.median);
      EXPECT_GE(*curve.median_high, *curve.median);
    }
  }
}

TEST(StatisticsProperty, LogRankDependsOnTheOrderOfTimesAlone) {
  Draw draw(9);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<FollowUp> first = random_group(draw, 20);
    std::vector<FollowUp> second = random_group(draw, 20);
    const auto test = log_rank(first, second);
    const auto swapped = log_rank(second, first);
    for (std::vector<FollowUp>* group : {&first, &second}) {
      for (FollowUp& subject : *group) {
        subject.time = subject.time * subject.time + 3.0;
      }
    }
    const auto stretched = log_rank(first, second);
    ASSERT_EQ(test.has_value(), swapped.has_value());
    ASSERT_EQ(test.has_value(), stretched.has_value());
    if (test) {
      EXPECT_NEAR(test->chi_squared, swapped->chi_squared, 1e-9 * (1.0 + test->chi_squared));
      EXPECT_EQ(test->chi_squared, stretched->chi_squared);
    }
  }
}

TEST(StatisticsProperty, RankCorrelationIsSymmetricAndTurnsWithTheOrder) {
  Draw draw(10);
  for (int round = 0; round < 100; ++round) {
    std::vector<PairedValue> values;
    std::vector<PairedValue> swapped;
    std::vector<PairedValue> turned;
    const std::size_t size = 3 + draw.below(30);
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t subject = draw.below(6);
      const CensoredValue x(static_cast<double>(draw.below(9)));
      const CensoredValue y(static_cast<double>(draw.below(30)) + 1.0);
      values.push_back({subject, x, y});
      swapped.push_back({subject, y, x});
      turned.push_back({subject, x, CensoredValue(1.0 / y.value())});
    }
    for (const Comparison comparison : {Comparison::All, Comparison::WithinSubjects}) {
      const RankCorrelation here = rank_correlation(values, comparison);
      EXPECT_EQ(here.tau, rank_correlation(swapped, comparison).tau);
      if (here.tau) {
        EXPECT_NEAR(*here.tau, -rank_correlation(turned, comparison).tau.value(), 1e-15);
        EXPECT_LE(std::abs(*here.tau), 1.0 + 1e-15);
      }
      EXPECT_TRUE(!here.limits || (here.limits->low <= *here.tau && here.limits->high >= *here.tau));
    }
  }
}

TEST(StatisticsProperty, SwappingGroupsTurnsTheShiftAndMovingOneMovesIt) {
  Draw draw(11);
  for (int round = 0; round < 100; ++round) {
    std::vector<double> first(2 + draw.below(20));
    std::vector<double> second(2 + draw.below(20));
    std::generate(first.begin(), first.end(), [&] { return static_cast<double>(draw.below(50)); });
    std::generate(second.begin(), second.end(), [&] { return static_cast<double>(draw.below(50)); });
    const Shift shift = hodges_lehmann_shift(first, second);
    const Shift swapped = hodges_lehmann_shift(second, first);
    EXPECT_EQ(shift.estimate, -swapped.estimate);
    ASSERT_EQ(shift.limits.has_value(), swapped.limits.has_value());
    std::for_each(second.begin(), second.end(), [](double& value) { value += 16.0; });
    EXPECT_EQ(hodges_lehmann_shift(first, second).estimate, shift.estimate + 16.0);
    if (shift.limits) {
      EXPECT_EQ(shift.limits->low, -swapped.limits->high);
      EXPECT_LE(shift.limits->low, shift.estimate);
      EXPECT_GE(shift.limits->high, shift.estimate);
    }
  }
}

TEST(StatisticsProperty, AgreementIsSymmetricAndCountsEveryPairOnce) {
  Draw draw(12);
  constexpr Direction kAll[] = {Direction::Down, Direction::Same, Direction::Up, Direction::Open};
  for (int round = 0; round < kRounds; ++round) {
    std::vector<DirectionPair> pairs;
    std::vector<DirectionPair> swapped;
    const std::size_t size = draw.below(40);
    for (std::size_t i = 0; i < size; ++i) {
      const DirectionPair pair{draw.below(8), kAll[draw.below(4)], kAll[draw.below(4)]};
      pairs.push_back(pair);
      swapped.push_back({pair.subject, pair.second, pair.first});
    }
    const DirectionAgreement here = direction_agreement(pairs);
    const DirectionAgreement there = direction_agreement(swapped);
    EXPECT_EQ(here.agreed.hits, there.agreed.hits);
    EXPECT_EQ(here.agreed.trials, here.both_up + here.both_down + here.opposed);
    EXPECT_EQ(here.agreed.trials + here.not_moved + here.open, static_cast<std::int64_t>(pairs.size()));
  }
}

}  // namespace
}  // namespace cyto::statistics
