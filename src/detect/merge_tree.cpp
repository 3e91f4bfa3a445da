#include "merge_tree.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "layered_network.h"
#include "piece_weights.h"

namespace cyto {
namespace {

// Pairs below these log-odds are never put together: a wrong guess of the first network can be mended by the
// second that far, and no chain of merges runs through a crowd.
constexpr double kLeastScore = -3.0;
// Log-odds that a piece must have to be worth taking: a chance of 0.69. Of a list of which a share F is right
// one more piece with a chance above F / 2 makes the balance of missed and false ones better; more is asked
// for, because two doubtful halves are two false ones where the whole is one.
constexpr double kWorthTaking = 0.8;
// Log-odds in favour of the whole where parts and whole are equally likely.
constexpr double kWholeFavoured = 1.5;
// A body that stands alone, fills its ellipse and is wider than two touching nuclei of leukocytes together is
// one large nucleus, unless much speaks for two: the networks have seen few so large.
constexpr double kLoneBodyFavoured = 3.0;
constexpr double kLoneBodyUm = 13.5;
constexpr double kLoneBodyFill = 0.97;
constexpr double kLoneBodyShared = 0.02;  // of its outline with other pieces
constexpr std::size_t kLogDiameter = 3;   // places in ObjectFeatures
constexpr std::size_t kEllipseFill = 5;
constexpr std::size_t kSharedOutline = 9;
constexpr double kNoScore = -5.0;  // where features are cut

double chance(double log_odds) {
  return 1.0 / (1.0 + std::exp(-log_odds));
}

/// What a part of the tree promises at best.
struct Promise {
  double gain = 0.0;  ///< of the pieces worth taking
  double best = 0.0;  ///< highest chance among its pieces
  double odds = 0.0;  ///< sum of the log-odds of the pieces likelier nuclei than not: that all of them are
};

bool better(const Promise& a, const Promise& b) {
  return a.gain != b.gain ? a.gain > b.gain : a.best > b.best;
}

bool is_lone_body(const PieceFeatures& features) {
  return features[kLogDiameter] > std::log(kLoneBodyUm / 9.0) && features[kEllipseFill] >= kLoneBodyFill &&
         features[kSharedOutline] <= kLoneBodyShared;
}

/// Parts and whole cannot both be nuclei. Two doubtful parts promise more than one certain whole, for a
/// chance ends at 1; the whole is taken all the same where it is likelier than that all parts are nuclei.
bool whole_is_likelier(const Promise& a, const Promise& b, const PieceFeatures& features, double odds,
                       double gain) {
  const double apart = a.odds + b.odds;
  return (gain > 0.0 && a.gain > 0.0 && b.gain > 0.0 && odds + kWholeFavoured > apart) ||
         (is_lone_body(features) && odds + kLoneBodyFavoured > apart);
}

/// Per piece whether a larger one was made of it.
std::vector<bool> parts_of(const MergeTree& tree) {
  std::vector<bool> is_part(tree.pieces.size(), false);
  for (const Piece& piece : tree.pieces) {
    if (piece.first >= 0) {
      is_part[static_cast<std::size_t>(piece.first)] = true;
      is_part[static_cast<std::size_t>(piece.second)] = true;
    }
  }
  return is_part;
}

}  // namespace

MergeTree grow_merge_tree(RegionGraph& graph, double pixel_um, const MergeScores& scores_of) {
  MergeTree tree;
  tree.basins = graph.size();
  const std::size_t basins = static_cast<std::size_t>(graph.size()) + 1;
  tree.pieces.reserve(2 * basins);
  tree.pieces.resize(basins);
  std::vector<std::int32_t> piece_of(tree.pieces.size());
  std::iota(piece_of.begin(), piece_of.end(), 0);
  const auto describe = [&](Piece& piece, std::int32_t label, double made_at, double weakest, double next,
                            double balance) {
    const ObjectFeatures object = region_features(graph, label, pixel_um);
    std::copy(object.begin(), object.end(), piece.features.begin());
    piece.features[kObjectFeatures] = graph.form(label).axis_ratio - 1.0;
    piece.features[kObjectFeatures + 1] = piece.first < 0 ? 1.0 : 0.0;
    piece.features[kObjectFeatures + 2] = made_at;
    piece.features[kObjectFeatures + 3] = weakest;
    piece.features[kObjectFeatures + 4] = std::max(kNoScore, next);
    piece.features[kObjectFeatures + 5] = balance;
  };
  MergeObserver observer;
  observer.begun = [&](std::int32_t label, double next) {
    if (graph.region(label).area > 0) {
      describe(tree.pieces[static_cast<std::size_t>(label)], label, 5.0, 5.0, next, 0.0);
    }
  };
  observer.merged = [&](std::int32_t kept, std::int32_t gone, double score, double next) {
    Piece piece;
    piece.first = piece_of[static_cast<std::size_t>(kept)];
    piece.second = piece_of[static_cast<std::size_t>(gone)];
    const PieceFeatures& a = tree.pieces[static_cast<std::size_t>(piece.first)].features;
    const PieceFeatures& b = tree.pieces[static_cast<std::size_t>(piece.second)].features;
    const double weakest = std::min({score, a[kObjectFeatures + 3], b[kObjectFeatures + 3]});
    describe(piece, kept, score, weakest, next, std::abs(a[3] - b[3]));
    piece_of[static_cast<std::size_t>(kept)] = static_cast<std::int32_t>(tree.pieces.size());
    tree.pieces.push_back(piece);
  };
  (void)merge_regions(graph, kLeastScore, scores_of, observer);
  return tree;
}

std::vector<double> piece_odds(const MergeTree& tree) {
  static constexpr LayeredNetwork kLayers(kPieceNetwork);
  const std::vector<bool> is_part = parts_of(tree);
  std::vector<const PieceFeatures*> asked;
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i < tree.pieces.size(); ++i) {
    if (tree.pieces[i].first >= 0 || is_part[i]) {
      asked.push_back(&tree.pieces[i].features);
      places.push_back(i);
    }
  }
  std::vector<double> answers(asked.size());
  kLayers.log_odds(asked, answers.data());
  std::vector<double> odds(tree.pieces.size(), 0.0);
  for (std::size_t i = 0; i < places.size(); ++i) {
    odds[places[i]] = answers[i];
  }
  return odds;
}

std::vector<std::int32_t> choose_pieces(const MergeTree& tree, double merge_score,
                                        const std::vector<double>& odds) {
  std::vector<Promise> promise(tree.pieces.size());
  std::vector<std::int32_t> home(tree.pieces.size(), 0);  // piece that a piece lies in, itself when whole
  std::vector<bool> whole(tree.pieces.size(), true);
  const std::vector<bool> is_part = parts_of(tree);
  const double least = chance(kWorthTaking + merge_score);
  for (std::size_t i = 1; i < tree.pieces.size(); ++i) {
    const Piece& piece = tree.pieces[i];
    if (piece.first < 0 && !is_part[i]) {
      continue;  // a basin alone is what it is
    }
    const double own = chance(odds[i]);
    const Promise taken{std::max(0.0, own - least), own, std::max(0.0, odds[i])};
    promise[i] = taken;
    if (piece.first >= 0) {
      const Promise& a = promise[static_cast<std::size_t>(piece.first)];
      const Promise& b = promise[static_cast<std::size_t>(piece.second)];
      const Promise apart{a.gain + b.gain, std::max(a.best, b.best), a.odds + b.odds};
      whole[i] = !better(apart, taken) || whole_is_likelier(a, b, piece.features, odds[i], taken.gain);
      promise[i] = whole[i] ? taken : apart;
    }
  }
  for (std::size_t i = tree.pieces.size(); i-- > 1;) {
    const Piece& piece = tree.pieces[i];
    if (home[i] == 0 && whole[i]) {
      home[i] = static_cast<std::int32_t>(i);
    }
    if (piece.first >= 0) {
      home[static_cast<std::size_t>(piece.first)] = home[i];
      home[static_cast<std::size_t>(piece.second)] = home[i];
    }
  }
  std::vector<std::int32_t> lowest(tree.pieces.size(), 0);
  std::vector<std::int32_t> chosen(static_cast<std::size_t>(tree.basins) + 1, 0);
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    std::int32_t& first = lowest[static_cast<std::size_t>(home[i])];
    first = first == 0 ? static_cast<std::int32_t>(i) : first;
    chosen[i] = first;
  }
  return chosen;
}

}  // namespace cyto
