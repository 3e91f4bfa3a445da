#include "cytrial/statistics/doubling_time.h"

#include <cmath>
#include <numbers>

#include "cytrial/statistics/distributions.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

void require_value(const DatedValue& value) {
  require(value.value > 0.0 && std::isfinite(value.value), "value", value.value,
          "is not above 0, so it has no logarithm", "leave out results of 0 and bounds");
  require(std::isfinite(value.day), "day", value.day, "is no number", "give the day of collection");
}

Interval around(double centre, double reach) {
  return {centre - reach, centre + reach};
}

}  // namespace

std::optional<double> Growth::doubling_days() const noexcept {
  return per_day == 0.0 ? std::nullopt : std::optional(std::numbers::ln2 / per_day);
}

Growth growth_between(const DatedValue& earlier, const DatedValue& later, const MarkerVariation& variation,
                      double confidence) {
  require_value(earlier);
  require_value(later);
  const double days = later.day - earlier.day;
  require(days > 0.0, "days between the results", days, "are not above 0", "put the earlier result first");
  Growth growth;
  growth.per_day = std::log(later.value / earlier.value) / days;
  growth.limits = around(growth.per_day, normal_two_sided(confidence) * log_ratio_sd(variation) / days);
  return growth;
}

Growth growth_of(const std::vector<DatedValue>& values, double confidence) {
  const auto n = static_cast<double>(values.size());
  require(values.size() >= 2, "number of results", n, "is too small for a growth", "give two or more");
  double day_mean = 0.0;
  double log_mean = 0.0;
  for (const DatedValue& value : values) {
    require_value(value);
    day_mean += value.day / n;
    log_mean += std::log(value.value) / n;
  }
  double day_squares = 0.0;
  double products = 0.0;
  for (const DatedValue& value : values) {
    day_squares += (value.day - day_mean) * (value.day - day_mean);
    products += (value.day - day_mean) * (std::log(value.value) - log_mean);
  }
  require(day_squares > 0.0, "spread of the days", day_squares, "is none: all results are of one day",
          "give results of different days");
  Growth growth;
  growth.per_day = products / day_squares;
  if (values.size() > 2) {
    double residual_squares = 0.0;
    for (const DatedValue& value : values) {
      const double residual = std::log(value.value) - log_mean - growth.per_day * (value.day - day_mean);
      residual_squares += residual * residual;
    }
    const double error = std::sqrt(residual_squares / (n - 2.0) / day_squares);
    growth.limits = around(growth.per_day, student_t_two_sided(n - 2.0, confidence) * error);
  }
  return growth;
}

}  // namespace cyto::statistics
