#include <algorithm>
#include <cmath>

#include "cytrial/calib/flat_field_estimate.h"

namespace cyto {

// Cells only add light. The scatter below the background's level is noise alone, so it tells the width of the
// noise; what lies further above than noise reaches is cut off, and symmetrically below, until nothing
// changes.
double background_level(std::vector<float> counts) {
  constexpr double kCut = 2.0;
  constexpr int kRounds = 30;
  std::sort(counts.begin(), counts.end());
  // The standard normal lies below -1 with this probability.
  constexpr double kBelowMinusOne = 0.158655;
  auto begin = counts.begin();
  auto end = counts.end();
  double level = static_cast<double>(counts[counts.size() / 2]);
  for (int round = 0; round < kRounds; ++round) {
    const auto below = std::lower_bound(counts.begin(), counts.end(), static_cast<float>(level));
    const auto lower = static_cast<double>(below - counts.begin());
    // Of the pixels below the level, a share of 0.3173 lies more than one sigma below it.
    const auto rank = static_cast<std::size_t>(lower * 2.0 * kBelowMinusOne);
    const double sigma = std::max(0.5, level - static_cast<double>(counts[rank]));
    const auto from =
        std::lower_bound(counts.begin(), counts.end(), static_cast<float>(level - kCut * sigma));
    const auto to = std::upper_bound(counts.begin(), counts.end(), static_cast<float>(level + kCut * sigma));
    if (from == begin && to == end && round > 0) {
      break;
    }
    begin = from;
    end = to;
    double sum = 0.0;
    for (auto at = begin; at != end; ++at) {
      sum += static_cast<double>(*at);
    }
    level = begin == end ? level : sum / static_cast<double>(end - begin);
  }
  return level;
}

}  // namespace cyto
