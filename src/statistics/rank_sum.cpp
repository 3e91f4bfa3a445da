#include "rank_sum.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "cytrial/statistics/distributions.h"

namespace cyto::statistics {
namespace {

constexpr std::size_t kLargestCounted = 50;

/// Number of orders of m and n values with each U from 0 to m n, as doubles: sums of positive numbers, so
/// each keeps its leading digits. By the last place in order: it is one of the n (adding m), or one of the m.
std::vector<double> orders(std::size_t m, std::size_t n) {
  std::vector<std::vector<double>> of_fewer(n + 1, {1.0});  // m = 0: one order, U = 0
  for (std::size_t i = 1; i <= m; ++i) {
    std::vector<std::vector<double>> of_this{{1.0}};
    for (std::size_t j = 1; j <= n; ++j) {
      std::vector<double> number(i * j + 1, 0.0);
      std::copy(of_fewer[j].begin(), of_fewer[j].end(), number.begin() + static_cast<std::ptrdiff_t>(j));
      for (std::size_t u = 0; u < of_this[j - 1].size(); ++u) {
        number[u] += of_this[j - 1][u];
      }
      of_this.push_back(std::move(number));
    }
    of_fewer = std::move(of_this);
  }
  return of_fewer[n];
}

}  // namespace

std::size_t rank_sum_quantile(std::size_t m, std::size_t n, double probability) {
  const auto size = static_cast<double>(m) * static_cast<double>(n);
  if (std::max(m, n) > kLargestCounted) {
    const double sd = std::sqrt(size * (static_cast<double>(m + n) + 1.0) / 12.0);
    // A whole number u holds what lies below u + 1/2.
    return static_cast<std::size_t>(
        std::clamp(std::ceil(size / 2.0 + normal_quantile(probability) * sd - 0.5), 0.0, size));
  }
  const std::vector<double> number = orders(m, n);
  const double wanted = probability * std::accumulate(number.begin(), number.end(), 0.0);
  double sum = 0.0;
  for (std::size_t u = 0; u < number.size(); ++u) {
    sum += number[u];
    if (sum >= wanted) {
      return u;
    }
  }
  return number.size() - 1;
}

}  // namespace cyto::statistics
