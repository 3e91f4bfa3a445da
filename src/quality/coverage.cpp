#include "coverage.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "block_areas.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr std::uint8_t kBright = 1;
constexpr std::uint8_t kBrightWithNucleus = 2;

class CoverageJudge {
 public:
  CoverageJudge(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                QualityVerdict& verdict)
      : grid_(grid),
        slide_(slide),
        panel_(panel),
        verdict_(verdict),
        analysed_px_(std::max(1.0, static_cast<double>(grid.width_px) * static_cast<double>(grid.height_px) *
                                       verdict.coverage.analysed_share)) {}

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

  void judge_obstruction() {
    std::int64_t obstructed = 0;
    BlockArea largest;
    std::size_t largest_in = 0;
    for (std::size_t channel = 0; channel < grid_.channel_count; ++channel) {
      const std::vector<BlockArea> found = artefacts_of(channel);
      std::int64_t blocks = 0;
      for (const BlockArea& area : found) {
        blocks += area.count;
        if (area.count > largest.count) {
          largest = area;
          largest_in = channel;
        }
      }
      // What is bright in several channels is mostly the same thing.
      obstructed = std::max(obstructed, blocks);
    }
    const double share =
        std::min(1.0, static_cast<double>(obstructed) * kQualityBlockPx * kQualityBlockPx / analysed_px_);
    verdict_.coverage.unobstructed_share = 1.0 - share;
    if (obstructed > 0) {
      verdict_.flags.push_back({"large_artefact", "bubbles, fibres or glare over " + percent_text(share) +
                                                      " of the analysed area, the "
                                                      "largest in channel " +
                                                      panel_.channels[largest_in].name + ", " +
                                                      place_text(pixels_of(largest.blocks, whole()))});
    }
  }

  /// Bright areas too long for a cluster of cells that hold too few nuclei for tissue.
  [[nodiscard]] std::vector<BlockArea> artefacts_of(std::size_t channel) const {
    const std::int64_t across = (grid_.width_px + kQualityBlockPx - 1) / kQualityBlockPx;
    const std::int64_t down = (grid_.height_px + kQualityBlockPx - 1) / kQualityBlockPx;
    const PixelSize pixel = slide_.pixel_size.value_or(PixelSize{1.0, 1.0});
    std::vector<BlockArea> kept;
    const auto take = [&](const std::vector<BlockArea>& ended) {
      std::copy_if(ended.begin(), ended.end(), std::back_inserter(kept), [&](const BlockArea& area) {
        const double length_um = std::max(static_cast<double>(area.blocks.width) * pixel.x_um,
                                          static_cast<double>(area.blocks.height) * pixel.y_um) *
                                 kQualityBlockPx;
        return length_um >= quality_limits::kArtefactLengthUm &&
               static_cast<double>(area.with_nucleus) <
                   quality_limits::kNucleiOfTissue * static_cast<double>(area.count);
      });
      // Only sums and the largest are needed: a slide full of glare must not fill the memory.
      if (kept.size() > kMostKept) {
        fold(kept);
      }
    };
    BlockAreas areas(across, down);
    std::vector<std::uint8_t> marked(static_cast<std::size_t>(across));
    for (std::int64_t row = 0; row < down; ++row) {
      mark_bright(row, channel, marked);
      take(areas.add_row(marked));
    }
    take(areas.finish());
    return kept;
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

  void mark_bright(std::int64_t block_row, std::size_t channel, std::vector<std::uint8_t>& marked) const {
    std::fill(marked.begin(), marked.end(), std::uint8_t{0});
    const auto shift = static_cast<unsigned>(block_row % kBlocksAcrossCell * kBlocksAcrossCell);
    for (std::int64_t column = 0; column < grid_.columns; ++column) {
      const std::size_t cell = grid_.cell(block_row / kBlocksAcrossCell, column);
      const std::uint64_t bright = grid_.at(cell, channel).bright_blocks >> shift;
      const std::uint64_t nucleus = grid_.events[cell].nucleus_blocks >> shift;
      const std::int64_t first = column * kBlocksAcrossCell;
      const std::int64_t end = std::min(first + kBlocksAcrossCell, static_cast<std::int64_t>(marked.size()));
      for (std::int64_t block = first; block < end; ++block) {
        const auto bit = static_cast<unsigned>(block - first);
        if (((bright >> bit) & 1U) != 0) {
          marked[static_cast<std::size_t>(block)] =
              ((nucleus >> bit) & 1U) != 0 ? kBrightWithNucleus : kBright;
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
};

}  // namespace

void judge_coverage(const QualityGrid& grid, const SlideDescription& slide, const Panel& panel,
                    QualityVerdict& verdict) {
  CoverageJudge(grid, slide, panel, verdict).judge();
}

}  // namespace cyto
