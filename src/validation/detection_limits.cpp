#include "cytrial/validation/detection_limits.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "cytrial/core/error.h"

namespace cyto::validation {
namespace {

constexpr double kError = 0.05;  // alpha and beta of the guideline

/// Lowest level whose share and that of all above it is at least 1 - kError.
std::optional<double> lowest_detected(const std::vector<LowLevel>& levels) {
  std::optional<double> lowest;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    if (level->detected.share().value_or(0.0) < 1.0 - kError) {
      break;
    }
    lowest = level->expected;
  }
  return lowest;
}

}  // namespace

double value_at_rank(const std::vector<double>& sorted, double share) {
  if (sorted.empty() || !(share >= 0.0 && share <= 1.0)) {
    throw Error(ErrorCode::Internal, "value_at_rank", "needs values and a share from 0 to 1");
  }
  const auto n = static_cast<double>(sorted.size());
  const double rank = std::clamp(0.5 + share * n, 1.0, n);
  const auto below = static_cast<std::size_t>(std::floor(rank));
  const double low = sorted[below - 1];
  const double high = sorted[std::min(below, sorted.size() - 1)];
  return low + (rank - std::floor(rank)) * (high - low);
}

DetectionLimits detection_limits(const std::vector<BlankCount>& blanks, std::vector<LowSample> lows) {
  std::sort(lows.begin(), lows.end(), [](const LowSample& a, const LowSample& b) {
    return std::tie(a.expected, a.count) < std::tie(b.expected, b.count);
  });
  DetectionLimits limits;
  std::transform(blanks.begin(), blanks.end(), std::back_inserter(limits.blanks),
                 [](const BlankCount& blank) { return blank.ctcs; });
  std::sort(limits.blanks.begin(), limits.blanks.end());
  if (!blanks.empty()) {
    limits.by_ranks = blanks.size() >= kWantedBlanks;
    limits.limit_of_blank =
        limits.by_ranks
            ? value_at_rank(std::vector<double>(limits.blanks.begin(), limits.blanks.end()), 1.0 - kError)
            : static_cast<double>(limit_of_few_blanks(blanks));
    std::map<double, Proportion> by_level;
    std::vector<double> counts;
    for (const LowSample& low : lows) {
      const auto count = static_cast<double>(low.count);
      by_level[low.expected] += {count > *limits.limit_of_blank ? 1U : 0U, 1};
      counts.push_back(count);
    }
    for (const auto& [expected, detected] : by_level) {
      limits.levels.push_back({expected, detected});
    }
    limits.limit_of_detection = lowest_detected(limits.levels);
    if (!counts.empty()) {
      std::sort(counts.begin(), counts.end());
      limits.distance_limit =
          *limits.limit_of_blank + value_at_rank(counts, 0.5) - value_at_rank(counts, kError);
    }
  }
  limits.lows = std::move(lows);
  return limits;
}

}  // namespace cyto::validation
