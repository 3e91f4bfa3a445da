#include "cytrial/trial/stain_drift.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cyto {
namespace {

constexpr double kNormalMad = 1.4826;  // docs/methods/leukocyte-population.md
/// Modified z-score beyond which a value is an outlier (Iglewicz & Hoaglin 1993).
constexpr double kOutlierSd = 3.5;
/// Batches of stain differ by this much without anybody's fault.
constexpr double kLeastRelativeSd = 0.05;

/// @pre not empty.
double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : values[half - 1] + (values[half] - values[half - 1]) / 2.0;
}

/// The median absolute deviation of few values is too small on average; this makes up for it.
/// Source: Croux & Rousseeuw 1992, Computational Statistics 1:411.
double small_sample_factor(std::size_t n) {
  constexpr std::array kFactors{1.0, 1.0, 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107};
  const auto count = static_cast<double>(n);
  return n < kFactors.size() ? kFactors[n] : count / (count - 0.8);
}

DriftLimits limits_of(const std::vector<double>& values) {
  const double middle = median_of(values);
  std::vector<double> deviations;
  deviations.reserve(values.size());
  for (const double value : values) {
    deviations.push_back(std::abs(value - middle));
  }
  const double sd = kNormalMad * small_sample_factor(values.size()) * median_of(deviations);
  const double reach = kOutlierSd * std::max(sd, kLeastRelativeSd * std::abs(middle));
  return {middle, middle - reach, middle + reach};
}

std::optional<DriftLimits> limits_over(const std::vector<DriftPoint>& points, double DriftPoint::*number) {
  if (points.size() < kLeastSamplesForDrift) {
    return std::nullopt;
  }
  std::vector<double> values;
  for (const DriftPoint& point : points) {
    values.push_back(point.*number);
  }
  return limits_of(values);
}

void judge(DriftSeries& series) {
  series.location = limits_over(series.points, &DriftPoint::location);
  series.scale = limits_over(series.points, &DriftPoint::scale);
  for (DriftPoint& point : series.points) {
    point.location_outside = series.location && !series.location->contains(point.location);
    point.scale_outside = series.scale && !series.scale->contains(point.scale);
  }
}

}  // namespace

std::vector<DriftSeries> stain_drift(const std::vector<const SampleResult*>& samples) {
  std::vector<DriftSeries> drift;
  for (const SampleResult* sample : samples) {
    if (sample->status == SampleStatus::Duplicate) {
      continue;
    }
    for (const PopulationStatistic& statistic : sample->population) {
      if (!std::isfinite(statistic.location) || !std::isfinite(statistic.scale)) {
        continue;
      }
      auto series = std::find_if(drift.begin(), drift.end(),
                                 [&](const DriftSeries& known) { return known.column == statistic.column; });
      if (series == drift.end()) {
        series = drift.insert(drift.end(), DriftSeries{statistic.column, {}, {}, {}});
      }
      series->points.push_back({sample->sample_id, statistic.location, statistic.scale, false, false});
    }
  }
  std::for_each(drift.begin(), drift.end(), judge);
  return drift;
}

}  // namespace cyto
