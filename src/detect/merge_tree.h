#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "merge_model.h"
#include "object_model.h"

namespace cyto {

/// Features of one piece: those of an object, then how it was put together and what it borders on; see
/// merge_tree.cpp.
inline constexpr std::size_t kPieceFeatures = kObjectFeatures + 6;
using PieceFeatures = std::array<double, kPieceFeatures>;

/// A basin or several merged ones: something that may be one nucleus.
struct Piece {
  std::int32_t first = -1;  ///< pieces it was merged from, indices into the tree; -1 for a basin
  std::int32_t second = -1;
  PieceFeatures features{};
};

/// All pieces met while the best pairs are merged. 0 is unused, then come the basins by label, then merged
/// pieces in the order of merging: parts stand before the whole.
struct MergeTree {
  std::vector<Piece> pieces;
  std::int32_t basins = 0;
};

/// Merges far beyond what one nucleus may be and keeps the history.
[[nodiscard]] MergeTree grow_merge_tree(RegionGraph& graph, double pixel_um, const MergeScores& scores_of);

/// Per piece the log-odds that its outline is that of a nucleus; 0 for a basin that is no part of another
/// piece, about which nothing needs to be asked.
[[nodiscard]] std::vector<double> piece_odds(const MergeTree& tree);

/// Divides the tree into the pieces that together promise most nuclei.
/// @param odds log-odds per piece; @param merge_score added to the odds that a piece must have to count: more
/// takes fewer and larger pieces.
/// @return per basin (index 0 unused) the lowest basin of its piece.
[[nodiscard]] std::vector<std::int32_t> choose_pieces(const MergeTree& tree, double merge_score,
                                                      const std::vector<double>& odds);

}  // namespace cyto
