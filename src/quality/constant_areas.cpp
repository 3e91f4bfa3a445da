#include "constant_areas.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "block_areas.h"
#include "constant_pixels.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr const char* kScanAgain = "the scanner or the export lost it: export or scan the slide again";

/// What the whole slide shows of one channel.
struct ChannelNature {
  bool measured = false;  ///< at least one block is not constant
  bool noisy = false;     ///< constant pixels are no property of the specimen
  float greatest = 0.0F;  ///< outside constant blocks: the camera's limit when constant blocks reach it
};

struct Segments {
  std::uint64_t all = 0;
  std::uint64_t constant = 0;
  [[nodiscard]] bool fewer_constant_than(double share) const {
    return static_cast<double>(constant) < share * static_cast<double>(all);
  }
};

ChannelNature nature_of(const QualityGrid& grid, std::size_t channel) {
  ChannelNature nature;
  Segments any;
  Segments inner;
  for (std::size_t cell = 0; cell < grid.shared.size(); ++cell) {
    const ChannelCell& found = grid.at(cell, channel);
    any.all += found.segments;
    any.constant += found.constant_segments;
    inner.all += found.inner_segments;
    inner.constant += found.constant_inner_segments;
    nature.greatest = std::max(nature.greatest, found.greatest);
    nature.measured = nature.measured || found.constant_blocks == 0;
  }
  nature.measured = nature.measured || any.all > 0;
  // Along the ragged border of a picture blocks are constant in part; where too few blocks lie apart from
  // constant ones, the stricter limit over all of them decides.
  nature.noisy =
      any.fewer_constant_than(quality_limits::kNoisyConstantSegmentsAnywhere) ||
      (4 * inner.all > any.all && inner.fewer_constant_than(quality_limits::kNoisyConstantSegments));
  return nature;
}

/// Blocks along a side of the scan. A rest too narrow to tell anything is no block: behind it a margin would
/// not reach the edge.
std::int64_t blocks_along(std::int64_t length_px) {
  return std::max<std::int64_t>(1, (length_px + kQualityBlockPx - kLeastBlockPx) / kQualityBlockPx);
}

class ConstantAreas {
 public:
  ConstantAreas(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                QualityVerdict& verdict)
      : grid_(grid), slide_(slide), panel_(panel), verdict_(verdict) {
    for (std::size_t channel = 0; channel < grid.channel_count; ++channel) {
      natures_.push_back(nature_of(grid, channel));
    }
  }

  void judge() {
    if (refuse_blank_channels()) {
      return;
    }
    find_unscanned();
    find_areas();
    judge_unscanned();
    judge_lines();
  }

  [[nodiscard]] std::vector<bool> noisy_channels() const {
    std::vector<bool> noisy;
    std::transform(natures_.begin(), natures_.end(), std::back_inserter(noisy),
                   [](const ChannelNature& nature) { return nature.noisy; });
    return noisy;
  }

 private:
  [[nodiscard]] SlideRect whole() const { return {0, 0, grid_.width_px, grid_.height_px}; }

  /// Areas of one kind: lost in one channel, or in all.
  struct Found {
    BlockAreas areas;
    std::vector<BlockArea> named;
    std::int64_t more = 0;
    SlideRect more_within;  ///< first of the areas not named, in blocks
  };

  /// @return true when a channel was never measured: nothing more can be said.
  bool refuse_blank_channels() {
    const auto measured = [](const ChannelNature& nature) { return nature.measured; };
    if (std::none_of(natures_.begin(), natures_.end(), measured)) {
      add_fault(0, whole(), "every channel has one constant value over the whole scan", true);
      return true;
    }
    bool refused = false;
    for (std::size_t channel = 0; channel < natures_.size(); ++channel) {
      if (!natures_[channel].measured) {
        add_fault(channel, whole(), "has one constant value over the whole scan, the other channels have not",
                  false);
        refused = true;
      }
    }
    return refused;
  }

  void add_fault(std::size_t channel, const SlideRect& rect, const std::string& problem, bool all_channels) {
    const PanelChannel& about = panel_.channels[channel];
    verdict_.faults.push_back({file_at(slide_, about, rect), all_channels ? "" : about.name, rect,
                               all_channels ? problem : "channel " + about.name + " " + problem, kScanAgain});
  }

  [[nodiscard]] std::uint64_t saturated_blocks(const ChannelCell& cell, std::size_t channel) const {
    return cell.constant_blocks != 0 && cell.least_constant == natures_[channel].greatest
               ? cell.constant_blocks
               : 0;
  }

  /// Blocks of a cell that no channel shows anything of.
  [[nodiscard]] std::uint64_t blank_blocks(std::size_t cell) const {
    std::uint64_t blank = ~0ULL;
    bool any_noisy = false;
    for (std::size_t channel = 0; channel < natures_.size(); ++channel) {
      const ChannelCell& found = grid_.at(cell, channel);
      blank &= found.constant_blocks & ~saturated_blocks(found, channel);
      any_noisy = any_noisy || natures_[channel].noisy;
    }
    return any_noisy ? blank : 0;
  }

  [[nodiscard]] std::uint64_t lost_blocks(std::size_t cell, std::size_t channel) const {
    const ChannelCell& found = grid_.at(cell, channel);
    return natures_[channel].noisy ? found.constant_blocks & ~saturated_blocks(found, channel) : 0;
  }

  /// Blank blocks, and those beside them that a channel shows nothing of: channels that were aligned with one
  /// another do not end at the same pixel.
  void find_unscanned() {
    for (std::int64_t row = 0; row < grid_.rows; ++row) {
      for (std::int64_t column = 0; column < grid_.columns; ++column) {
        const std::size_t cell = grid_.cell(row, column);
        std::uint64_t lost = 0;
        for (std::size_t channel = 0; channel < natures_.size(); ++channel) {
          lost |= lost_blocks(cell, channel);
        }
        const std::uint64_t blank = blank_blocks(cell);
        const bool rim = (lost & ~blank) != 0;
        unscanned_.push_back(rim ? blank | (lost & beside_blank(row, column)) : blank);
      }
    }
  }

  [[nodiscard]] std::uint64_t beside_blank(std::int64_t row, std::int64_t column) const {
    std::uint64_t found = 0;
    for (int down = -1; down <= 1; ++down) {
      for (int right = -1; right <= 1; ++right) {
        const std::int64_t y = row + down;
        const std::int64_t x = column + right;
        if (y >= 0 && y < grid_.rows && x >= 0 && x < grid_.columns) {
          found |= blocks_beside(blank_blocks(grid_.cell(y, x)), down, right);
        }
      }
    }
    return found;
  }

  void find_areas() {
    const std::int64_t across = blocks_along(grid_.width_px);
    const std::int64_t down = blocks_along(grid_.height_px);
    // One per channel, and one more for what is lost in all of them.
    std::vector<Found> found(natures_.size() + 1, Found{BlockAreas(across, down), {}, 0, {}});
    std::vector<std::uint8_t> marked(static_cast<std::size_t>(across));
    for (std::int64_t row = 0; row < down; ++row) {
      for (std::size_t kind = 0; kind < found.size(); ++kind) {
        mark_row(row, kind, marked);
        take(kind, found[kind], found[kind].areas.add_row(marked));
      }
    }
    for (std::size_t kind = 0; kind < found.size(); ++kind) {
      take(kind, found[kind], found[kind].areas.finish());
      report(kind, found[kind]);
    }
    const double thin = static_cast<double>(thin_margin_pixels()) /
                        (static_cast<double>(grid_.width_px) * static_cast<double>(grid_.height_px));
    verdict_.coverage.analysed_share = std::max(
        0.0, 1.0 - thin - static_cast<double>(unscanned_blocks_) / static_cast<double>(across * down));
  }

  void mark_row(std::int64_t block_row, std::size_t kind, std::vector<std::uint8_t>& marked) const {
    std::fill(marked.begin(), marked.end(), std::uint8_t{0});
    const auto shift = static_cast<unsigned>(block_row % kBlocksAcrossCell * kBlocksAcrossCell);
    for (std::int64_t column = 0; column < grid_.columns; ++column) {
      const std::size_t cell = grid_.cell(block_row / kBlocksAcrossCell, column);
      const std::uint64_t unscanned = unscanned_[cell];
      const std::uint64_t mask =
          (kind == natures_.size() ? unscanned : lost_blocks(cell, kind) & ~unscanned) >> shift;
      const std::int64_t first = column * kBlocksAcrossCell;
      const std::int64_t end = std::min(first + kBlocksAcrossCell, static_cast<std::int64_t>(marked.size()));
      for (std::int64_t block = first; block < end; ++block) {
        marked[static_cast<std::size_t>(block)] = (mask >> static_cast<unsigned>(block - first)) & 1U;
      }
    }
  }

  void take(std::size_t kind, Found& found, const std::vector<BlockArea>& ended) {
    for (const BlockArea& area : ended) {
      if (kind == natures_.size() && area.touches_edge) {
        unscanned_blocks_ += area.count;
      } else if (found.named.size() < quality_limits::kNamedAreas) {
        found.named.push_back(area);
      } else if (found.more++ == 0) {
        found.more_within = area.blocks;
      }
    }
  }

  void report(std::size_t kind, const Found& found) {
    const bool all = kind == natures_.size();
    const std::size_t channel = all ? 0 : kind;
    for (const BlockArea& area : found.named) {
      const SlideRect rect = pixels_of(area.blocks, whole());
      add_fault(channel, rect,
                all ? "every channel is constant in a hole of the scan, " + place_text(rect)
                    : "is constant where other channels are not, " + place_text(rect),
                all);
    }
    if (found.more > 0) {
      const SlideRect rect = pixels_of(found.more_within, whole());
      add_fault(
          channel, rect,
          "is constant in " + std::to_string(found.more) + " more such areas, the next " + place_text(rect),
          all);
    }
  }

  void judge_unscanned() {
    if (verdict_.coverage.analysed_share >= 1.0) {
      return;
    }
    const std::string missing = percent_text(1.0 - verdict_.coverage.analysed_share);
    if (verdict_.coverage.analysed_share < quality_limits::kLeastScannedShare) {
      add_fault(0, {0, 0, grid_.width_px, grid_.height_px},
                missing + " of the scan's rectangle hold no picture: every channel is constant there", true);
      return;
    }
    verdict_.flags.push_back(
        {"unscanned_area", missing + " of the scan's rectangle, at its border, hold no picture;"
                                     " cells there are not counted"});
  }

  void judge_lines() {
    for (std::size_t channel = 0; channel < natures_.size(); ++channel) {
      std::int64_t pixels = 0;
      std::int64_t aligned = 0;
      SlideRect first;
      for (std::int64_t row = 0; row < grid_.rows; ++row) {
        for (std::int64_t column = 0; column < grid_.columns; ++column) {
          const std::int64_t lines = line_pixels(row, column, channel);
          first = lines > 0 && pixels == 0 ? grid_.rect_of(row, column) : first;
          pixels += lines;
          aligned += aligned_pixels(row, column, channel);
        }
      }
      if (pixels > 0 && natures_[channel].noisy) {
        report_lines(channel, static_cast<double>(pixels), static_cast<double>(pixels - aligned), first);
      }
    }
  }

  [[nodiscard]] bool borders_blank(std::int64_t row, std::int64_t column) const {
    for (std::int64_t y = std::max<std::int64_t>(0, row - 1); y <= std::min(grid_.rows - 1, row + 1); ++y) {
      for (std::int64_t x = std::max<std::int64_t>(0, column - 1);
           x <= std::min(grid_.columns - 1, column + 1); ++x) {
        if (unscanned_[grid_.cell(y, x)] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// Lines constant in every channel that are a margin's. A margin ends between blocks: lines beside it are
  /// its own. One narrower than a block shows nothing but lines, at the scan's edge.
  struct MarginLines {
    int rows = 0;
    int columns = 0;
    bool thin = false;  ///< without a blank block: not counted among those
  };
  [[nodiscard]] MarginLines margin_lines(std::int64_t row, std::int64_t column) const {
    const SharedLines& shared = grid_.shared[grid_.cell(row, column)];
    if (shared.rows == 0 && shared.columns == 0) {
      return {};
    }
    if (borders_blank(row, column)) {
      return {shared.rows, shared.columns, false};
    }
    const SlideRect rect = grid_.rect_of(row, column);
    const int top = rect.y == 0 ? shared.top_rows : 0;
    const int bottom = grid_.height_px - rect.bottom() < kLeastBlockPx ? shared.bottom_rows : 0;
    const int left = rect.x == 0 ? shared.left_columns : 0;
    const int right = grid_.width_px - rect.right() < kLeastBlockPx ? shared.right_columns : 0;
    return {std::min<int>(shared.rows, top + bottom), std::min<int>(shared.columns, left + right), true};
  }

  [[nodiscard]] std::int64_t thin_margin_pixels() const {
    if (std::none_of(natures_.begin(), natures_.end(), [](const ChannelNature& n) { return n.noisy; })) {
      return 0;
    }
    std::int64_t pixels = 0;
    for (std::int64_t row = 0; row < grid_.rows; ++row) {
      for (std::int64_t column = 0; column < grid_.columns; ++column) {
        const MarginLines margin = margin_lines(row, column);
        const SlideRect rect = grid_.rect_of(row, column);
        pixels += margin.thin ? rect.area() - (rect.width - margin.columns) * (rect.height - margin.rows) : 0;
      }
    }
    return pixels;
  }

  [[nodiscard]] std::int64_t line_pixels(std::int64_t row, std::int64_t column, std::size_t channel) const {
    const std::size_t cell = grid_.cell(row, column);
    const ChannelCell& found = grid_.at(cell, channel);
    const SharedLines& shared = grid_.shared[cell];
    const MarginLines margin = margin_lines(row, column);
    const SlideRect rect = grid_.rect_of(row, column);
    return rect.width * (found.constant_rows + shared.rows - margin.rows) +
           rect.height * (found.constant_columns + shared.columns - margin.columns);
  }

  /// Of line_pixels(): what aligning the channels may leave at the scan's edge and beside a margin.
  [[nodiscard]] std::int64_t aligned_pixels(std::int64_t row, std::int64_t column,
                                            std::size_t channel) const {
    const ChannelCell& found = grid_.at(grid_.cell(row, column), channel);
    if (found.constant_rows == 0 && found.constant_columns == 0) {
      return 0;
    }
    const SlideRect rect = grid_.rect_of(row, column);
    const bool outer = row == 0 || column == 0 || row == grid_.rows - 1 || column == grid_.columns - 1;
    if (!outer && !borders_blank(row, column)) {
      return 0;
    }
    return rect.width * std::min<int>(found.constant_rows, quality_limits::kAlignedLines) +
           rect.height * std::min<int>(found.constant_columns, quality_limits::kAlignedLines);
  }

  /// @param dead pixels that no alignment explains.
  void report_lines(std::size_t channel, double pixels, double dead, const SlideRect& first) {
    const double area = static_cast<double>(grid_.width_px) * static_cast<double>(grid_.height_px);
    const double share = pixels / area;
    const std::string text = "has rows or columns of one constant value, " + percent_text(share) +
                             " of its area, the first within " + place_text(first);
    if (dead / area > quality_limits::kDeadLineShare) {
      add_fault(channel, first, text, false);
    } else {
      verdict_.flags.push_back({"dead_lines", "channel " + panel_.channels[channel].name + " " + text});
    }
  }

  const QualityGrid& grid_;
  const SlideDescription& slide_;
  const Panel& panel_;
  QualityVerdict& verdict_;
  std::vector<ChannelNature> natures_;
  std::vector<std::uint64_t> unscanned_;  ///< blocks of each cell
  std::int64_t unscanned_blocks_ = 0;
};

}  // namespace

std::vector<bool> judge_constant_areas(const QualityGrid& grid, const SlideDescription& slide,
                                       const Panel& panel, QualityVerdict& verdict) {
  ConstantAreas areas(grid, slide, panel, verdict);
  areas.judge();
  return areas.noisy_channels();
}

}  // namespace cyto
