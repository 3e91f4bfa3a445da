#pragma once

#include <array>
#include <cstdint>
#include <functional>
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
[[nodiscard]] MergeTree grow_merge_tree(RegionGraph& graph, double pixel_um, const MergeScore& score_of);

/// Log-odds that the outline of a piece is that of a nucleus.
[[nodiscard]] double piece_score(const PieceFeatures& features);

/// Divides the tree into the pieces that together promise most nuclei.
/// @param odds_of log-odds of a piece; @param merge_score added to the odds that a piece must have to count:
/// more takes fewer and larger pieces.
/// @return per basin (index 0 unused) the lowest basin of its piece.
[[nodiscard]] std::vector<std::int32_t> choose_pieces(
    const MergeTree& tree, double merge_score, const std::function<double(const PieceFeatures&)>& odds_of);

}  // namespace cyto
