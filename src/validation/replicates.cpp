#include "cytrial/validation/replicates.h"

#include <cmath>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/statistics/distributions.h"

namespace cyto::validation {

Spread spread_of(const std::vector<double>& values) {
  Spread spread{values.size(), 0.0, std::nullopt};
  if (values.empty()) {
    return spread;
  }
  const auto n = static_cast<double>(values.size());
  for (const double value : values) {
    spread.mean += value;
  }
  spread.mean /= n;
  if (values.size() > 1) {
    double squares = 0.0;
    for (const double value : values) {
      squares += (value - spread.mean) * (value - spread.mean);
    }
    spread.sd = std::sqrt(squares / (n - 1.0));
  }
  return spread;
}

Replicates replicates_of(std::string label, std::string batch, std::vector<std::uint64_t> counts) {
  constexpr double kTail = 0.025;
  if (counts.size() < 2) {
    throw Error(ErrorCode::Internal, "replicates_of", "needs at least two counts");
  }
  const Spread spread = spread_of(std::vector<double>(counts.begin(), counts.end()));
  Replicates result;
  result.label = std::move(label);
  result.batch = std::move(batch);
  result.counts = std::move(counts);
  result.mean = spread.mean;
  result.sd = spread.sd.value_or(0.0);
  const double degrees = static_cast<double>(spread.count) - 1.0;
  const double squares = degrees * result.sd * result.sd;
  if (result.sd > 0.0) {
    result.sd_limits = Interval{std::sqrt(squares / statistics::chi_squared_quantile(degrees, 1.0 - kTail)),
                                std::sqrt(squares / statistics::chi_squared_quantile(degrees, kTail))};
  }
  if (spread.mean > 0.0) {
    result.cv = result.sd / spread.mean;
    result.poisson_cv = 1.0 / std::sqrt(spread.mean);
    result.dispersion = result.sd * result.sd / spread.mean;
    result.more_than_chance = statistics::chi_squared_upper_tail(degrees, squares / spread.mean);
  }
  return result;
}

}  // namespace cyto::validation
