#include "cytrial/statistics/multiple_looks.h"

#include <algorithm>
#include <numeric>

#include "input_check.h"

namespace cyto::statistics {

std::vector<double> holm_adjusted(const std::vector<double>& p_values) {
  for (const double p : p_values) {
    require(p >= 0.0 && p <= 1.0, "p", p, "is not in 0 to 1", "give probabilities");
  }
  std::vector<std::size_t> by_p(p_values.size());
  std::iota(by_p.begin(), by_p.end(), std::size_t{0});
  std::stable_sort(by_p.begin(), by_p.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double most = 0.0;
  for (std::size_t rank = 0; rank < by_p.size(); ++rank) {
    const auto left = static_cast<double>(by_p.size() - rank);
    most = std::max(most, std::min(1.0, left * p_values[by_p[rank]]));
    adjusted[by_p[rank]] = most;
  }
  return adjusted;
}

}  // namespace cyto::statistics
