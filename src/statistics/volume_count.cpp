#include "cytrial/statistics/volume_count.h"

#include "cytrial/core/poisson_interval.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

/// More than the nucleated cells of 10 mL of blood; the distributions are good to here and beyond.
constexpr std::int64_t kMostCells = 100'000'000;

}  // namespace

VolumeCount::VolumeCount(std::int64_t cells, double volume_ml) : cells_(cells), volume_ml_(volume_ml) {
  require(cells >= 0 && cells <= kMostCells, "count", static_cast<double>(cells),
          "is no number of cells between 0 and 100 million", "check where the count comes from");
  require_volume("blood volume", volume_ml);
}

CountPerVolume count_per_volume(const VolumeCount& count, double per_ml, double confidence) {
  require_volume("reference volume", per_ml);
  require_probability("confidence", confidence);
  const PoissonInterval limits = garwood_interval(static_cast<std::uint64_t>(count.cells()), confidence);
  const auto scaled = [&](double cells) { return cells * per_ml / count.volume_ml(); };
  return {scaled(static_cast<double>(count.cells())), {scaled(limits.low), scaled(limits.high)}, per_ml};
}

}  // namespace cyto::statistics
