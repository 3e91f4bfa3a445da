#include "cytrial/validation/agreement.h"

#include <algorithm>
#include <cmath>

namespace cyto::validation {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // upper 2.5 % point of the standard normal distribution
constexpr double kRounding = 1e-14;

double square(double value) {
  return value * value;
}

}  // namespace

std::optional<Kappa> cohens_kappa(const AgreementTable& table) {
  const auto n = static_cast<double>(table.total());
  if (!(n > 0.0)) {
    return std::nullopt;
  }
  // Shares: cell[first][second], 1 for yes.
  const double cell[2][2] = {
      {static_cast<double>(table.neither) / n, static_cast<double>(table.second_only) / n},
      {static_cast<double>(table.first_only) / n, static_cast<double>(table.both) / n}};
  const double first[2] = {cell[0][0] + cell[0][1], cell[1][0] + cell[1][1]};
  const double second[2] = {cell[0][0] + cell[1][0], cell[0][1] + cell[1][1]};
  const double agreed = cell[0][0] + cell[1][1];
  const double chance = first[0] * second[0] + first[1] * second[1];
  if (!(chance < 1.0)) {
    return std::nullopt;
  }
  Kappa kappa;
  kappa.value = (agreed - chance) / (1.0 - chance);
  // The shares are rounded, so that agreement by chance alone can miss 0 by a hair.
  kappa.value = std::abs(kappa.value) < kRounding ? 0.0 : kappa.value;
  double same = 0.0;
  double other = 0.0;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      if (i == j) {
        same += cell[i][j] * square(1.0 - (first[i] + second[i]) * (1.0 - kappa.value));
      } else {
        other += cell[i][j] * square(second[i] + first[j]);
      }
    }
  }
  other *= square(1.0 - kappa.value);
  const double bias = square(kappa.value - chance * (1.0 - kappa.value));
  // Rounding can leave a hair below 0 at full agreement.
  kappa.standard_error = std::sqrt(std::max(same + other - bias, 0.0) / n) / (1.0 - chance);
  kappa.limits = {std::max(kappa.value - kNormal95 * kappa.standard_error, -1.0),
                  std::min(kappa.value + kNormal95 * kappa.standard_error, 1.0)};
  return kappa;
}

}  // namespace cyto::validation
