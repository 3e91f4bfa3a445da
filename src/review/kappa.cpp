#include <algorithm>
#include <cmath>

#include "figures.h"

namespace cyto::review {
namespace {

constexpr double kNormalQuantile95 = 1.959963984540054;

/// Shares of a table and what chance would give.
struct Shares {
  std::array<std::array<double, 3>, 3> cell{};
  std::array<double, 3> row{};
  std::array<double, 3> column{};
  double observed = 0.0;
  double expected = 0.0;
};

Shares shares_of(const Agreement& agreement) {
  Shares shares;
  const auto total = static_cast<double>(agreement.total());
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double share = static_cast<double>(agreement.table[i][j]) / total;
      shares.cell[i][j] = share;
      shares.row[i] += share;
      shares.column[j] += share;
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    shares.observed += shares.cell[i][i];
    shares.expected += shares.row[i] * shares.column[i];
  }
  return shares;
}

/// Fleiss, Cohen and Everitt 1969, equation 13.
double standard_error(const Shares& s, double kappa, double total) {
  double diagonal = 0.0;
  double others = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double margin = 1.0 - (s.row[i] + s.column[i]) * (1.0 - kappa);
    diagonal += s.cell[i][i] * margin * margin;
    for (std::size_t j = 0; j < 3; ++j) {
      const double sum = s.column[i] + s.row[j];
      others += i == j ? 0.0 : s.cell[i][j] * sum * sum;
    }
  }
  const double rest = kappa - s.expected * (1.0 - kappa);
  const double variance = diagonal + (1.0 - kappa) * (1.0 - kappa) * others - rest * rest;
  return std::sqrt(std::max(0.0, variance) / total) / (1.0 - s.expected);
}

}  // namespace

std::uint64_t Agreement::total() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& row : table) {
    sum += row[0] + row[1] + row[2];
  }
  return sum;
}

std::uint64_t Agreement::agreed() const noexcept {
  return table[0][0] + table[1][1] + table[2][2];
}

std::optional<KappaValue> kappa_of(const Agreement& agreement) {
  if (agreement.total() == 0) {
    return std::nullopt;
  }
  const Shares shares = shares_of(agreement);
  if (shares.expected >= 1.0) {
    return std::nullopt;
  }
  const double kappa = (shares.observed - shares.expected) / (1.0 - shares.expected);
  const double half =
      kNormalQuantile95 * standard_error(shares, kappa, static_cast<double>(agreement.total()));
  return KappaValue{kappa, std::max(-1.0, kappa - half), std::min(1.0, kappa + half)};
}

}  // namespace cyto::review
