#include "merge_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <set>
#include <vector>

#include "label_runs.h"
#include "merge_model.h"
#include "saddle_graph.h"

namespace cyto {
namespace {

/// Two basins, 1 and 2, and the piece merged from them; the first feature of each is its log-odds.
MergeTree tree_of(double first, double second, double whole) {
  MergeTree tree;
  tree.basins = 2;
  tree.pieces.resize(4);
  tree.pieces[1].features[0] = first;
  tree.pieces[2].features[0] = second;
  tree.pieces[3].features[0] = whole;
  tree.pieces[3].first = 1;
  tree.pieces[3].second = 2;
  return tree;
}

std::vector<std::int32_t> chosen(const MergeTree& tree, double merge_score = 0.0) {
  std::vector<double> odds;
  for (const Piece& piece : tree.pieces) {
    odds.push_back(piece.features[0]);
  }
  return choose_pieces(tree, merge_score, odds);
}

const std::vector<std::int32_t> kTogether{0, 1, 1};
const std::vector<std::int32_t> kApart{0, 1, 2};

TEST(ChoosePieces, TakesTheWholeWhenItsPartsAreNoNuclei) {
  EXPECT_EQ(chosen(tree_of(-1.0, -2.0, 2.0)), kTogether);
  EXPECT_EQ(chosen(tree_of(1.0, -2.0, 3.0)), kTogether);
}

TEST(ChoosePieces, TakesThePartsWhenBothAreNuclei) {
  EXPECT_EQ(chosen(tree_of(2.0, 2.0, -1.0)), kApart);
  EXPECT_EQ(chosen(tree_of(3.0, 3.0, 3.0)), kApart);
}

TEST(ChoosePieces, TakesACertainWholeBeforeTwoDoubtfulParts) {
  // The two chances of 0.87 are worth more than the one of 0.99, but not likelier to hold together.
  EXPECT_EQ(chosen(tree_of(1.9, 1.9, 5.0)), kTogether);
  EXPECT_EQ(chosen(tree_of(2.4, 2.4, 3.2)), kApart);
  EXPECT_EQ(chosen(tree_of(4.0, 4.0, 6.4)), kApart);
}

/// The piece put together from two, as wide as `diameter_um`, filling `fill` of its ellipse and sharing
/// `shared` of its outline.
MergeTree tree_of_body(double first, double second, double whole, double diameter_um, double fill,
                       double shared) {
  MergeTree tree = tree_of(first, second, whole);
  tree.pieces[3].features[3] = std::log(diameter_um / 9.0);
  tree.pieces[3].features[5] = fill;
  tree.pieces[3].features[9] = shared;
  return tree;
}

TEST(ChoosePieces, TakesALargeSmoothBodyThatStandsAloneForOneNucleus) {
  EXPECT_EQ(chosen(tree_of_body(1.9, 1.7, 1.2, 16.0, 0.99, 0.0)), kTogether);
  EXPECT_EQ(chosen(tree_of_body(1.9, 0.3, -0.5, 16.0, 0.99, 0.0)), kTogether);
}

TEST(ChoosePieces, DividesALargeBodyThatIsClearlyTwoOrNoSmoothOneOrOneOfACrowd) {
  EXPECT_EQ(chosen(tree_of_body(4.0, 4.0, 1.2, 16.0, 0.99, 0.0)), kApart);
  EXPECT_EQ(chosen(tree_of_body(1.9, 1.7, 1.2, 13.0, 0.99, 0.0)), kApart);
  EXPECT_EQ(chosen(tree_of_body(1.9, 1.7, 1.2, 16.0, 0.95, 0.0)), kApart);
  EXPECT_EQ(chosen(tree_of_body(1.9, 1.7, 1.2, 16.0, 0.99, 0.1)), kApart);
}

TEST(ChoosePieces, LeavesHazeOffANucleus) {
  EXPECT_EQ(chosen(tree_of(3.0, -4.0, 2.0)), kApart);
}

TEST(ChoosePieces, FollowsTheBestGuessWhereNothingIsWorthTaking) {
  EXPECT_EQ(chosen(tree_of(-2.0, -2.0, -1.0)), kTogether);
  EXPECT_EQ(chosen(tree_of(-1.0, -2.0, -3.0)), kApart);
}

TEST(ChoosePieces, AHigherMergeScoreSplitsLess) {
  const MergeTree doubtful = tree_of(1.8, 1.8, 2.0);
  EXPECT_EQ(chosen(doubtful), kApart);
  EXPECT_EQ(chosen(doubtful, 1.1), kTogether);
}

TEST(ChoosePieces, ComparesAWholeWithTheBestDivisionOfItsParts) {
  MergeTree tree = tree_of(2.0, 2.0, -1.0);
  tree.basins = 3;
  // Basin 3 comes before merged pieces: 1, 2, 3, then 4 = 1 + 2, then 5 = 4 + 3.
  tree.pieces = {Piece{}, tree.pieces[1], tree.pieces[2], tree.pieces[1], tree.pieces[3], tree.pieces[3]};
  tree.pieces[5].first = 4;
  tree.pieces[5].second = 3;
  EXPECT_EQ(chosen(tree), (std::vector<std::int32_t>{0, 1, 2, 3}));
  tree.pieces[5].features[0] = 4.4;
  EXPECT_EQ(chosen(tree), (std::vector<std::int32_t>{0, 1, 2, 3}));
  tree.pieces[5].features[0] = 4.6;
  EXPECT_EQ(chosen(tree), (std::vector<std::int32_t>{0, 1, 1, 1}));
  tree.pieces[1].features[0] = tree.pieces[2].features[0] = -1.0;
  EXPECT_EQ(chosen(tree), (std::vector<std::int32_t>{0, 1, 1, 1}));
}

/// A patchwork of labels with random signal.
struct Patchwork {
  cv::Mat1i labels = cv::Mat1i::zeros(24, 24);
  NucleusField field;

  Patchwork() {
    cv::RNG random(7);
    for (cv::Mat1f* plane : {&field.smooth, &field.surface, &field.line}) {
      plane->create(labels.size());
      random.fill(*plane, cv::RNG::UNIFORM, 1.0, 50.0);
    }
    for (MeshPlane* plane : {&field.bright, &field.noise}) {
      cv::Mat1f values(labels.size());
      random.fill(values, cv::RNG::UNIFORM, 1.0, 50.0);
      *plane = MeshPlane({1, 0, 0, values}, {0, 0, values.cols, values.rows});
    }
    for (int y = 2; y < 22; ++y) {
      for (int x = 2; x < 22; ++x) {
        labels(y, x) = x + y % 3 < 12 ? (y < 9 ? 1 : 2) : 3;
      }
    }
  }
};

TEST(RegionGraph, MergedRegionsMeasureAsIfTheyHadBeenOne) {
  Patchwork drawn;
  RegionGraph merged(LabelRuns(drawn.labels), drawn.field, {0.0F, 0.0F, 0.0F, 0.0F}, 0.5);
  (void)merged.merge(1, 2);
  for (std::int32_t& label : drawn.labels) {
    label = label == 2 ? 1 : label;
  }
  const RegionGraph whole(LabelRuns(drawn.labels), drawn.field, {0.0F, 0.0F, 0.0F, 0.0F}, 0.5);

  for (const std::int32_t label : {1, 3}) {
    const ObjectFeatures a = region_features(merged, label, 0.5);
    const ObjectFeatures b = region_features(whole, label, 0.5);
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_NEAR(a[i], b[i], 1e-9) << "label " << label << " feature " << i;
    }
  }
  const MergeFeatures a = merged.features(1, merged.borders(1).front());
  const MergeFeatures b = whole.features(1, whole.borders(1).front());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i], b[i], 1e-9) << "feature " << i;
  }
}

TEST(RegionGraph, MeasuresTheSameWhetherItWasAskedBeforeAMergeOrNot) {
  const Patchwork drawn;
  const LabelRuns runs(drawn.labels);
  RegionGraph asked(runs, drawn.field, {0.0F, 0.0F, 0.0F, 0.0F}, 0.5);
  RegionGraph silent(runs, drawn.field, {0.0F, 0.0F, 0.0F, 0.0F}, 0.5);
  // 1 and 2 are asked about once more when 2 has grown.
  for (const std::int32_t other : {3, 2}) {
    for (const std::int32_t label : {1, 2}) {
      for (const Border& border : asked.borders(label)) {
        (void)asked.features(label, border);
      }
    }
    const std::int32_t first = other == 3 ? 2 : 1;
    ASSERT_EQ(asked.merge(first, other), silent.merge(first, other));
    EXPECT_EQ(region_features(asked, first, 0.5), region_features(silent, first, 0.5));
    EXPECT_EQ(asked.form(first).minor_variance, silent.form(first).minor_variance);
  }
}

TEST(MergeRegions, MergesPartsThatDoNotTouchAsEachAlone) {
  cv::RNG random(12);
  NucleusField field = Patchwork().field;
  random.fill(field.smooth, cv::RNG::UNIFORM, 1.0, 50.0);
  // Four islands of nine regions, numbered across all of them.
  const auto labels_of = [&](int island) {
    cv::Mat1i labels = cv::Mat1i::zeros(field.smooth.size());
    for (int y = 1; y < 23; ++y) {
      for (int x = 1; x < 23; ++x) {
        const bool seen = island < 0 || island == y / 12 * 2 + x / 12;
        labels(y, x) = seen && y % 12 > 1 && x % 12 > 1 ? (y / 4) * 6 + x / 4 + 1 : 0;
      }
    }
    return labels;
  };
  const auto merged = [&](const cv::Mat1i& labels) {
    RegionGraph graph(LabelRuns(labels), field, std::vector<float>(37, 0.0F), 0.5);
    return merge_regions(graph, 0.9, [](const RegionGraph& of, auto pairs, double* scores) {
      for (const auto& [a, border] : pairs) {
        *scores++ = static_cast<double>(border->saddle) /
                    static_cast<double>(std::min(of.region(a).peak, of.region(border->other).peak));
      }
    });
  };

  const std::vector<std::int32_t> together = merged(labels_of(-1));
  EXPECT_LT(std::set<std::int32_t>(together.begin(), together.end()).size(), together.size());
  for (int island = 0; island < 4; ++island) {
    const cv::Mat1i labels = labels_of(island);
    const std::vector<std::int32_t> alone = merged(labels);
    for (const std::int32_t label : labels) {
      EXPECT_EQ(together[static_cast<std::size_t>(label)], alone[static_cast<std::size_t>(label)]);
    }
  }
}

TEST(JoinBasins, JoinsWhatTheFullGraphWouldJoin) {
  cv::RNG random(11);
  NucleusField field = Patchwork().field;
  cv::Mat1i labels = cv::Mat1i::zeros(field.smooth.size());
  for (int y = 1; y < 23; ++y) {
    for (int x = 1; x < 23; ++x) {
      labels(y, x) = (y / 4) * 6 + x / 4 + 1;
    }
  }
  const LabelRuns runs(labels);
  for (const double least_share : {0.1, 0.6, 0.9, 0.97}) {
    random.fill(field.smooth, cv::RNG::UNIFORM, 1.0, 50.0);
    RegionGraph graph(runs, field, std::vector<float>(static_cast<std::size_t>(runs.most()) + 1, 0.0F), 0.5);
    const std::vector<std::int32_t> full =
        merge_regions(graph, least_share, [](const RegionGraph& of, auto pairs, double* scores) {
          for (const auto& [a, border] : pairs) {
            *scores++ = static_cast<double>(border->saddle) /
                        static_cast<double>(std::min(of.region(a).peak, of.region(border->other).peak));
          }
        });
    std::vector<float> peaks(static_cast<std::size_t>(runs.most()) + 1, 0.0F);
    for (int y = 0; y < labels.rows; ++y) {
      for (int x = 0; x < labels.cols; ++x) {
        float& peak = peaks[static_cast<std::size_t>(labels(y, x))];
        peak = std::max(peak, field.smooth(y, x));
      }
    }
    EXPECT_EQ(join_basins(runs, peaks, field.smooth, least_share), full) << least_share;
  }
}

TEST(GrowMergeTree, KeepsTheHistoryOfMerging) {
  const Patchwork drawn;
  RegionGraph graph(LabelRuns(drawn.labels), drawn.field, {0.0F, 0.0F, 0.0F, 0.0F}, 0.5);
  // Basins 1 and 2 first, then all; nothing else.
  const MergeTree tree = grow_merge_tree(graph, 0.5, [](const RegionGraph&, auto pairs, double* scores) {
    for (const auto& [a, border] : pairs) {
      *scores++ = a + border->other == 3   ? 2.0
                  : a + border->other == 4 ? 1.0
                                           : -std::numeric_limits<double>::infinity();
    }
  });

  ASSERT_EQ(tree.basins, 3);
  ASSERT_EQ(tree.pieces.size(), 6U);
  EXPECT_EQ(tree.pieces[4].first, 1);
  EXPECT_EQ(tree.pieces[4].second, 2);
  EXPECT_EQ(tree.pieces[5].first, 4);
  EXPECT_EQ(tree.pieces[5].second, 3);
}

}  // namespace
}  // namespace cyto
