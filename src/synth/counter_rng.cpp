#include "counter_rng.h"

#include <cmath>

#include "portable_math.h"

namespace cyto::synth {

double CounterRng::normal(double mean, double sd) {
  return mean + sd * normal_quantile(uniform());
}

double CounterRng::log_normal(double median, double sigma) {
  return median * portable_exp(normal(0.0, sigma));
}

double CounterRng::log_uniform(double low, double high) {
  return low * portable_exp(uniform() * portable_log(high / low));
}

std::uint32_t CounterRng::poisson(double mean) {
  // Events of a unit-rate process in [0, mean).
  std::uint32_t count = 0;
  double time = -portable_log(uniform());
  while (time < mean) {
    ++count;
    time -= portable_log(uniform());
  }
  return count;
}

int poisson_at(double mean, std::uint32_t bits) {
  const double p = (static_cast<double>(bits) + 0.5) * 0x1p-32;
  double term = portable_exp(-mean);
  double sum = term;
  int count = 0;
  // The rest of the distribution beyond 200 is smaller than p can tell.
  while (sum < p && count < 200) {
    ++count;
    term *= mean / count;
    sum += term;
  }
  return count;
}

NormalTable::NormalTable() : table_(1U << 16U) {
  const double count = static_cast<double>(table_.size());
  double sum_of_squares = 0.0;
  std::vector<double> quantiles(table_.size());
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    quantiles[i] = normal_quantile((static_cast<double>(i) + 0.5) / count);
    sum_of_squares += quantiles[i] * quantiles[i];
  }
  // The cut tails would leave the variance slightly below one.
  const double scale = 1.0 / std::sqrt(2.0 * sum_of_squares / count);
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    table_[i] = static_cast<float>(quantiles[i] * scale);
  }
}

}  // namespace cyto::synth
