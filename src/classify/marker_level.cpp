#include "marker_level.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "gate_file.h"
#include "robust_statistics.h"

namespace cyto {
namespace {

/// Where the search starts, from above: bright debris (up to 1 %) is passed over, 3 % of leukocytes in a
/// tumour field are still found.
constexpr double kStartQuantiles[] = {0.99, 0.97, 0.95, 0.90, 0.75, 0.50};
/// The steps go one way over finitely many medians, so they end; far sooner than this.
constexpr int kMaxSteps = 1000;
/// Fewer values below zero than this share are no measure of noise.
constexpr double kNoiseShare = 0.01;
constexpr std::size_t kNoiseEvents = 10;

using Position = std::vector<float>::const_iterator;

Position first_at_or_above(const std::vector<float>& sorted, double threshold) {
  return std::lower_bound(sorted.begin(), sorted.end(), threshold,
                          [](float value, double limit) { return static_cast<double>(value) < limit; });
}

/// The level where taking the median of all events above its threshold changes nothing any more.
double settled_level(const std::vector<float>& sorted, double start, double ratio) {
  double level = start;
  for (int step = 0; step < kMaxSteps; ++step) {
    const double next = median_of_sorted({first_at_or_above(sorted, ratio * level), sorted.end()});
    if (next == level) {
      break;
    }
    level = next;
  }
  return level;
}

/// Spread of unstained events around zero, from the values below it; 0 when there are hardly any.
double noise_of(const std::vector<float>& sorted) {
  const auto zero = first_at_or_above(sorted, 0.0);
  const auto below = static_cast<std::size_t>(zero - sorted.begin());
  if (below < kNoiseEvents || static_cast<double>(below) < kNoiseShare * static_cast<double>(sorted.size())) {
    return 0.0;
  }
  return -kNormalMad * median_of_sorted({sorted.begin(), zero});
}

}  // namespace

std::optional<MarkerLevel> find_marker_level(const std::vector<float>& sorted, const PopulationSpec& spec) {
  if (sorted.empty()) {
    return std::nullopt;
  }
  const double least = std::max(spec.minimum_marker_adu, spec.minimum_separation * noise_of(sorted));
  const auto total = static_cast<double>(sorted.size());
  for (const double quantile : kStartQuantiles) {
    const double start = sorted[static_cast<std::size_t>(quantile * (total - 1.0))];
    if (!(start > 0.0)) {
      return std::nullopt;
    }
    const double level = settled_level(sorted, start, spec.marker_ratio_min);
    const double threshold = spec.marker_ratio_min * level;
    const auto held = static_cast<double>(sorted.end() - first_at_or_above(sorted, threshold));
    if (held >= spec.minimum_share * total) {
      return level > 0.0 && level >= least ? std::optional(MarkerLevel{level, threshold}) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace cyto
