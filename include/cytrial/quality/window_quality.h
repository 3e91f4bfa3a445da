#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/geometry.h"
#include "cytrial/imageio/tile.h"

namespace cyto {

/// Edge of a cell of the quality grid [px]. The grid begins at the slide's origin and divides what every
/// analysis window examines without remainder, so that no finding can depend on tiles or threads.
inline constexpr std::int64_t kQualityCellPx = 256;
/// Pixels around what is examined that its outermost lines are held against.
inline constexpr std::int64_t kQualityReachPx = 1;
/// Edge of a block, the finest place a finding can have [px]: about one cell's diameter.
inline constexpr std::int64_t kQualityBlockPx = 32;
inline constexpr std::int64_t kBlocksAcrossCell = kQualityCellPx / kQualityBlockPx;

/// One bit per row or column of a grid cell.
using CellLines = std::bitset<static_cast<std::size_t>(kQualityCellPx)>;

/// What the raw pixels of one channel look like in one grid cell. A *segment* is one row of one block.
struct ChannelCell {
  std::uint64_t bright_blocks = 0;            ///< mean far above what is usual in the square
  std::uint64_t dark_blocks = 0;              ///< mean far below what is usual in the square
  std::uint64_t constant_blocks = 0;          ///< bit 8 * row + column: all pixels of the block are equal
  float least_constant = 0.0F;                ///< smallest and greatest value of the constant blocks [ADU]
  float greatest_constant = 0.0F;             ///< 0 when there is none
  float greatest = 0.0F;                      ///< greatest value outside the constant blocks [ADU]
  std::uint32_t saturated_px = 0;             ///< at or above the camera's limit
  std::uint16_t segments = 0;                 ///< of blocks that are not constant
  std::uint16_t constant_segments = 0;        ///< ... of them with all pixels equal, constant rows left out
  std::uint16_t inner_segments = 0;           ///< of blocks that do not even touch a constant one
  std::uint16_t constant_inner_segments = 0;  ///< ... of them with all pixels equal, constant rows left out
  std::uint16_t constant_rows = 0;            ///< constant over the cell's width in this channel, not in all
  std::uint16_t constant_columns = 0;         ///< constant over the cell's height in this channel, not in all
  std::uint16_t standing_rows = 0;            ///< brighter or darker than both neighbours nearly all along
  std::uint16_t standing_columns = 0;         ///< the same
  float block_steps = 0.0F;                   ///< excess of great steps in one column of eight, 0..1
  float equal_pixels = 0.0F;                  ///< share of neighbours above 0 that are equal
};

/// What all channels of one grid cell have in common.
struct SharedLines {
  std::uint16_t rows = 0;     ///< constant over the cell's width in every channel
  std::uint16_t columns = 0;  ///< constant over the cell's height in every channel
  // ... of them, without a gap from one of the cell's sides on:
  std::uint16_t top_rows = 0;
  std::uint16_t bottom_rows = 0;
  std::uint16_t left_columns = 0;
  std::uint16_t right_columns = 0;
};

/// Rows and columns of one channel of one grid cell that are brighter, or darker, than both their neighbours
/// nearly all along.
struct StandingLines {
  CellLines rows;
  CellLines columns;
};

/// Panel channels that objects are made of, the nuclear and the cytokeratin one: positions in panel.channels,
/// ascending.
[[nodiscard]] std::vector<std::size_t> object_channels(const Panel& panel);

/// A place whose pixels were marked by their content.
struct ContentMark {
  std::uint64_t hash = 0;  ///< of 32 raw pixels of one row, from this place on
  std::int32_t x = 0;      ///< on the slide [px]
  std::int32_t y = 0;
  std::uint32_t channel = 0;
};

/// How many leading bits of a hash must be 0 for a mark: one in 2^bits pixels is marked. Depends on the slide
/// alone, and keeps the marks of a channel below some hundred thousand.
[[nodiscard]] int content_mark_bits(std::int64_t slide_width_px, std::int64_t slide_height_px) noexcept;

/// The cells of one analysis window, or of a part of it, row-major.
struct WindowQuality {
  SlideRect core;
  std::vector<ChannelCell> channels;  ///< of a cell one after the other, cell after cell
  std::vector<SharedLines> shared;    ///< one per cell
  std::vector<StandingLines> lines;   ///< of a cell's object_channels() one after the other, cell after cell
  std::vector<ContentMark> marks;     ///< of all channels
};

/// Looks at the raw pixels of `core`, an analysis window's core inside raw.rect whose corner lies on the
/// quality grid. Blocks cut by the slide's edge to less than 8 pixels count as neither constant nor not.
/// @param mark_bits from content_mark_bits(). Thread-safe, pure. @throws Error Internal when the window does
/// not lie on the grid.
[[nodiscard]] WindowQuality examine_window(const RawTile& raw, const SlideRect& core, const Panel& panel,
                                           int mark_bits);

}  // namespace cyto
