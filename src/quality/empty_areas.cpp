#include "empty_areas.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

/// Grid cells around one that are looked at, at most: some 2 mm.
constexpr std::int64_t kMostAround = 8;

/// Sums over rectangles of grid cells.
class Sums {
 public:
  Sums(std::int64_t rows, std::int64_t columns)
      : rows_(rows), columns_(columns), sums_(static_cast<std::size_t>((rows + 1) * (columns + 1)), 0.0) {}

  /// Row by row, from the top left.
  void add(std::int64_t row, std::int64_t column, double value) {
    at(row + 1, column + 1) = value + at(row, column + 1) + at(row + 1, column) - at(row, column);
  }

  [[nodiscard]] double around(std::int64_t row, std::int64_t column, std::int64_t radius) const {
    const std::int64_t top = std::max<std::int64_t>(0, row - radius);
    const std::int64_t left = std::max<std::int64_t>(0, column - radius);
    const std::int64_t bottom = std::min(rows_, row + radius + 1);
    const std::int64_t right = std::min(columns_, column + radius + 1);
    return of(bottom, right) - of(top, right) - of(bottom, left) + of(top, left);
  }

 private:
  double& at(std::int64_t row, std::int64_t column) {
    return sums_[static_cast<std::size_t>(row * (columns_ + 1) + column)];
  }
  [[nodiscard]] double of(std::int64_t row, std::int64_t column) const {
    return sums_[static_cast<std::size_t>(row * (columns_ + 1) + column)];
  }

  std::int64_t rows_;
  std::int64_t columns_;
  std::vector<double> sums_;
};

class EmptyAreas {
 public:
  EmptyAreas(const QualityGrid& grid, std::size_t nuclear, bool noisy)
      : grid_(grid),
        nuclear_(nuclear),
        noisy_(noisy),
        nuclei_(grid.rows, grid.columns),
        scanned_(grid.rows, grid.columns) {
    for (std::int64_t row = 0; row < grid.rows; ++row) {
      for (std::int64_t column = 0; column < grid.columns; ++column) {
        nuclei_.add(row, column, grid.events[grid.cell(row, column)].nuclei);
        scanned_.add(row, column, scanned_px(row, column));
      }
    }
  }

  void judge(QualityVerdict& verdict) const {
    const double usual = usual_density();
    if (!(usual > 0.0)) {
      return;
    }
    double empty_px = 0.0;
    double all_px = 0.0;
    SlideRect first;
    for (std::int64_t row = 0; row < grid_.rows; ++row) {
      for (std::int64_t column = 0; column < grid_.columns; ++column) {
        const double here = scanned_px(row, column);
        all_px += here;
        if (here > 0.0 && is_empty(row, column, usual)) {
          first = empty_px == 0.0 ? grid_.rect_of(row, column) : first;
          empty_px += here;
        }
      }
    }
    if (empty_px > quality_limits::kFlaggedEmptyArea * all_px) {
      verdict.flags.push_back({"uneven_cells", percent_text(empty_px / all_px) +
                                                   " of the analysed area hold less than a tenth of the "
                                                   "cells that lie elsewhere, the first at " +
                                                   place_text(first) +
                                                   ": cells were lost, or the area holds none"});
    }
  }

 private:
  [[nodiscard]] double scanned_px(std::int64_t row, std::int64_t column) const {
    const SlideRect rect = grid_.rect_of(row, column);
    const std::uint64_t constant = grid_.at(grid_.cell(row, column), nuclear_).constant_blocks;
    const double lost =
        noisy_ ? static_cast<double>(std::popcount(constant) * kQualityBlockPx * kQualityBlockPx) : 0.0;
    return std::max(0.0, static_cast<double>(rect.area()) - lost);
  }

  /// Nuclei per scanned pixel where cells lie: the upper quartile over the grid, so that a spot of cells on a
  /// large slide is held against itself.
  [[nodiscard]] double usual_density() const {
    std::vector<double> densities;
    for (std::int64_t row = 0; row < grid_.rows; ++row) {
      for (std::int64_t column = 0; column < grid_.columns; ++column) {
        const double scanned = scanned_.around(row, column, 1);
        if (scanned > 0.0) {
          densities.push_back(nuclei_.around(row, column, 1) / scanned);
        }
      }
    }
    if (densities.empty()) {
      return 0.0;
    }
    const auto upper = densities.begin() + static_cast<std::ptrdiff_t>(3 * densities.size() / 4);
    std::nth_element(densities.begin(), upper, densities.end());
    return *upper;
  }

  /// In the smallest neighbourhood that should hold enough nuclei to tell.
  [[nodiscard]] bool is_empty(std::int64_t row, std::int64_t column, double usual) const {
    for (std::int64_t radius = 0; radius <= kMostAround; ++radius) {
      const double expected = usual * scanned_.around(row, column, radius);
      if (expected >= quality_limits::kNucleiToMiss) {
        return nuclei_.around(row, column, radius) < quality_limits::kLeftInEmpty * expected;
      }
    }
    return false;
  }

  const QualityGrid& grid_;
  std::size_t nuclear_;
  bool noisy_;
  Sums nuclei_;
  Sums scanned_;
};

}  // namespace

void judge_empty_areas(const QualityGrid& grid, const Panel& panel, const std::vector<bool>& noisy,
                       QualityVerdict& verdict) {
  if (const auto nuclear = panel.index_of(ChannelRole::Nuclear)) {
    EmptyAreas(grid, *nuclear, noisy[*nuclear]).judge(verdict);
  }
}

}  // namespace cyto
