#include "coverage.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "block_areas.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr std::uint8_t kMarked = 1;
constexpr std::uint8_t kMarkedWithNucleus = 2;

class CoverageJudge {
 public:
  CoverageJudge(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                QualityVerdict& verdict)
      : grid_(grid),
        slide_(slide),
        panel_(panel),
        verdict_(verdict),
        analysed_px_(std::max(1.0, static_cast<double>(grid.width_px) * static_cast<double>(grid.height_px) *
                                       verdict.coverage.analysed_share)),
        blocks_with_nucleus_(share_of_blocks_with_nucleus()) {}

  void judge() {
    judge_focus();
    judge_obstruction();
    judge_saturation();
    judge_usable();
  }

 private:
  [[nodiscard]] SlideRect whole() const { return {0, 0, grid_.width_px, grid_.height_px}; }

  void add_fault(const SlideRect& rect, const std::string& channel, const std::string& problem,
                 const std::string& remedy) {
    const std::string file = slide_.files.empty() ? std::string() : slide_.files.front();
    verdict_.faults.push_back({file, channel, rect, problem, remedy});
  }

  /// Nuclei of the cell and its neighbours: single cells hold too few to judge by.
  [[nodiscard]] bool out_of_focus(std::int64_t row, std::int64_t column) const {
    std::int64_t nuclei = 0;
    std::int64_t blurred = 0;
    for (std::int64_t y = std::max<std::int64_t>(0, row - 1); y <= std::min(grid_.rows - 1, row + 1); ++y) {
      for (std::int64_t x = std::max<std::int64_t>(0, column - 1);
           x <= std::min(grid_.columns - 1, column + 1); ++x) {
        const CellEvents& cell = grid_.events[grid_.cell(y, x)];
        nuclei += cell.nuclei;
        blurred += cell.blurred;
      }
    }
    return nuclei >= quality_limits::kNucleiToJudgeFocus &&
           static_cast<double>(blurred) > quality_limits::kBlurredNeighbours * static_cast<double>(nuclei);
  }

  void judge_focus() {
    std::int64_t blurred_px = 0;
    SlideRect first;
    for (std::int64_t row = 0; row < grid_.rows; ++row) {
      for (std::int64_t column = 0; column < grid_.columns; ++column) {
        if (out_of_focus(row, column)) {
          const SlideRect rect = grid_.rect_of(row, column);
          first = blurred_px == 0 ? rect : first;
          blurred_px += rect.area();
        }
      }
    }
    const double share = std::min(1.0, static_cast<double>(blurred_px) / analysed_px_);
    verdict_.coverage.in_focus_area_share = 1.0 - share;
    if (share > quality_limits::kFlaggedBlurredArea) {
      verdict_.flags.push_back({"out_of_focus_area", percent_text(share) +
                                                         " of the analysed area is out of focus, the "
                                                         "first at " +
                                                         place_text(first)});
    }
  }

  [[nodiscard]] double share_of_blocks_with_nucleus() const {
    std::int64_t blocks = 0;
    for (const CellEvents& cell : grid_.events) {
      blocks += std::popcount(cell.nucleus_blocks);
    }
    return static_cast<double>(blocks) * kQualityBlockPx * kQualityBlockPx / analysed_px_;
  }

  void judge_obstruction() {
    std::int64_t obstructed = 0;
    std::int64_t dark = 0;
    BlockArea largest;
    std::size_t largest_in = 0;
    for (std::size_t channel = 0; channel < grid_.channel_count; ++channel) {
      std::vector<BlockArea> found = bright_artefacts_of(channel);
      const std::vector<BlockArea> shadows = dark_artefacts_of(channel);
      dark = std::max(dark, blocks_of(shadows));
      found.insert(found.end(), shadows.begin(), shadows.end());
      for (const BlockArea& area : found) {
        if (area.count > largest.count) {
          largest = area;
          largest_in = channel;
        }
      }
      // What is bright in several channels is mostly the same thing.
      obstructed = std::max(obstructed, blocks_of(found));
    }
    const double share = share_of_blocks(obstructed);
    verdict_.coverage.unobstructed_share = 1.0 - share;
    if (obstructed > 0) {
      verdict_.flags.push_back({"large_artefact", "bubbles, fibres or glare over " + percent_text(share) +
                                                      " of the analysed area, the "
                                                      "largest in channel " +
                                                      panel_.channels[largest_in].name + ", " +
                                                      place_text(pixels_of(largest.blocks, whole()))});
    }
    refuse_dark(dark, largest, largest_in);
  }

  /// Nuclei are missing there: tumor cells are, too.
  void refuse_dark(std::int64_t blocks, const BlockArea& largest, std::size_t channel) {
    if (share_of_blocks(blocks) > quality_limits::kMostDarkArea && !panel_.nuclear_only()) {
      add_fault(pixels_of(largest.blocks, whole()), panel_.channels[channel].name,
                "areas darker than their surroundings, as bubbles are, make up " +
                    percent_text(share_of_blocks(blocks)) + " of the analysed area, the limit is " +
                    percent_text(quality_limits::kMostDarkArea),
                "remove the bubbles, mount the slide anew and scan again");
    }
  }

  [[nodiscard]] static std::int64_t blocks_of(const std::vector<BlockArea>& areas) {
    return std::accumulate(areas.begin(), areas.end(), std::int64_t{0},
                           [](std::int64_t sum, const BlockArea& area) { return sum + area.count; });
  }
  [[nodiscard]] double share_of_blocks(std::int64_t blocks) const {
    return std::min(1.0, static_cast<double>(blocks) * kQualityBlockPx * kQualityBlockPx / analysed_px_);
  }

  /// Areas too long for a cluster of cells that hold too few nuclei for tissue.
  [[nodiscard]] std::vector<BlockArea> bright_artefacts_of(std::size_t channel) const {
    std::vector<BlockArea> kept;
    const auto bright = [&](std::int64_t row, std::int64_t column) {
      return grid_.at(grid_.cell(row, column), channel).bright_blocks;
    };
    collect(bright, kept, [](const BlockArea& area) {
      return static_cast<double>(area.with_nucleus) <
             quality_limits::kNucleiOfTissue * static_cast<double>(area.count);
    });
    return kept;
  }

  /// Cells shine: whatever is darker than its surroundings lies above them. A bubble is dark along its rim
  /// alone, so that what the rim surrounds counts with it when nuclei are missing there.
  [[nodiscard]] std::vector<BlockArea> dark_artefacts_of(std::size_t channel) const {
    std::vector<BlockArea> kept;
    const auto dark = [&](std::int64_t row, std::int64_t column) {
      return dark_blocks(row, column, channel);
    };
    collect(dark, kept, [](const BlockArea&) { return true; });
    for (BlockArea& area : kept) {
      const std::int64_t surrounded = area.blocks.area();
      if (is_bare(static_cast<double>(surrounded), static_cast<double>(nucleus_blocks_in(area.blocks)))) {
        area.count = std::max(area.count, surrounded);
      }
    }
    return kept;
  }

  [[nodiscard]] bool is_bare(double blocks, double with_nucleus) const {
    const double expected = blocks_with_nucleus_ * blocks;
    return expected >= quality_limits::kNucleiToMissInDark &&
           with_nucleus < quality_limits::kLeftInDark * expected;
  }

  [[nodiscard]] std::int64_t nucleus_blocks_in(const SlideRect& blocks) const {
    std::int64_t found = 0;
    for (std::int64_t row = blocks.y; row < blocks.bottom(); ++row) {
      for (std::int64_t column = blocks.x; column < blocks.right(); ++column) {
        const std::uint64_t mask =
            grid_.events[grid_.cell(row / kBlocksAcrossCell, column / kBlocksAcrossCell)].nucleus_blocks;
        const auto bit =
            static_cast<unsigned>(row % kBlocksAcrossCell * kBlocksAcrossCell + column % kBlocksAcrossCell);
        found += static_cast<std::int64_t>((mask >> bit) & 1U);
      }
    }
    return found;
  }

  /// Blocks cut by a margin are dark by what was not scanned.
  [[nodiscard]] std::uint64_t dark_blocks(std::int64_t row, std::int64_t column, std::size_t channel) const {
    const std::size_t cell = grid_.cell(row, column);
    const ChannelCell& found = grid_.at(cell, channel);
    if (found.dark_blocks == 0 || grid_.shared[cell].rows + grid_.shared[cell].columns > 0 ||
        found.constant_rows + found.constant_columns > 0) {
      return 0;
    }
    std::uint64_t constant = 0;
    for (int down = -1; down <= 1; ++down) {
      for (int right = -1; right <= 1; ++right) {
        const std::int64_t y = row + down;
        const std::int64_t x = column + right;
        if (y >= 0 && y < grid_.rows && x >= 0 && x < grid_.columns) {
          constant |= blocks_beside(grid_.at(grid_.cell(y, x), channel).constant_blocks, down, right);
        }
      }
    }
    return found.dark_blocks & ~constant;
  }

  template <typename Blocks, typename IsArtefact>
  void collect(const Blocks& blocks, std::vector<BlockArea>& kept, const IsArtefact& is_artefact) const {
    const std::int64_t across = (grid_.width_px + kQualityBlockPx - 1) / kQualityBlockPx;
    const std::int64_t down = (grid_.height_px + kQualityBlockPx - 1) / kQualityBlockPx;
    const auto take = [&](const std::vector<BlockArea>& ended) {
      std::copy_if(ended.begin(), ended.end(), std::back_inserter(kept),
                   [&](const BlockArea& area) { return is_long(area) && is_artefact(area); });
      // Only sums and the largest are needed: a slide full of glare must not fill the memory.
      if (kept.size() > kMostKept) {
        fold(kept);
      }
    };
    BlockAreas areas(across, down);
    std::vector<std::uint8_t> marked(static_cast<std::size_t>(across));
    for (std::int64_t row = 0; row < down; ++row) {
      mark_row(row, blocks, marked);
      take(areas.add_row(marked));
    }
    take(areas.finish());
  }

  [[nodiscard]] bool is_long(const BlockArea& area) const {
    const PixelSize pixel = slide_.pixel_size.value_or(PixelSize{1.0, 1.0});
    const double length_um = std::max(static_cast<double>(area.blocks.width) * pixel.x_um,
                                      static_cast<double>(area.blocks.height) * pixel.y_um) *
                             kQualityBlockPx;
    return length_um >= quality_limits::kArtefactLengthUm;
  }

  static constexpr std::size_t kMostKept = 4096;

  static void fold(std::vector<BlockArea>& areas) {
    const auto largest = std::max_element(
        areas.begin(), areas.end(), [](const BlockArea& a, const BlockArea& b) { return a.count < b.count; });
    std::iter_swap(areas.begin(), largest);
    for (std::size_t i = 2; i < areas.size(); ++i) {
      areas[1].count += areas[i].count;
    }
    areas.resize(2);
  }

  /// @param blocks of a grid cell, by its row and column.
  template <typename Blocks>
  void mark_row(std::int64_t block_row, const Blocks& blocks, std::vector<std::uint8_t>& marked) const {
    std::fill(marked.begin(), marked.end(), std::uint8_t{0});
    const auto shift = static_cast<unsigned>(block_row % kBlocksAcrossCell * kBlocksAcrossCell);
    for (std::int64_t column = 0; column < grid_.columns; ++column) {
      const std::size_t cell = grid_.cell(block_row / kBlocksAcrossCell, column);
      const std::uint64_t mask = blocks(block_row / kBlocksAcrossCell, column) >> shift;
      const std::uint64_t nucleus = grid_.events[cell].nucleus_blocks >> shift;
      const std::int64_t first = column * kBlocksAcrossCell;
      const std::int64_t end = std::min(first + kBlocksAcrossCell, static_cast<std::int64_t>(marked.size()));
      for (std::int64_t block = first; block < end; ++block) {
        const auto bit = static_cast<unsigned>(block - first);
        if (((mask >> bit) & 1U) != 0) {
          marked[static_cast<std::size_t>(block)] =
              ((nucleus >> bit) & 1U) != 0 ? kMarkedWithNucleus : kMarked;
        }
      }
    }
  }

  void judge_saturation() {
    for (std::size_t channel = 0; channel < grid_.channel_count; ++channel) {
      double saturated = 0.0;
      for (std::size_t cell = 0; cell < grid_.events.size(); ++cell) {
        saturated += grid_.at(cell, channel).saturated_px;
      }
      const double share = saturated / analysed_px_;
      const std::string& name = panel_.channels[channel].name;
      const std::string text = "channel " + name + " is at the camera's limit over " + percent_text(share) +
                               " of the analysed area";
      if (share > quality_limits::kMostSaturatedArea) {
        add_fault(whole(), name, text, "scan again with less exposure or gain");
      } else if (share > quality_limits::kFlaggedSaturatedArea) {
        verdict_.flags.push_back({"saturated_area", text});
      }
    }
  }

  void judge_usable() {
    // Nuclei alone: they are measured as they are, and no tumor cell is called or missed.
    if (panel_.nuclear_only()) {
      return;
    }
    const Coverage& coverage = verdict_.coverage;
    const double usable =
        coverage.analysed_share > 0.0 ? coverage.usable_share() / coverage.analysed_share : 0.0;
    if (verdict_.faults.empty() && usable < quality_limits::kLeastUsableShare) {
      add_fault(whole(), "",
                "only " + percent_text(usable) + " of the analysed area is in focus and unobstructed",
                "clean the slide, set the focus and scan again");
    }
  }

  const QualityGrid& grid_;
  const SlideDescription& slide_;
  const Panel& panel_;
  QualityVerdict& verdict_;
  double analysed_px_;
  double blocks_with_nucleus_;  ///< share of the analysed blocks
};

}  // namespace

void judge_coverage(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                    QualityVerdict& verdict) {
  CoverageJudge(grid, slide, panel, verdict).judge();
}

}  // namespace cyto
