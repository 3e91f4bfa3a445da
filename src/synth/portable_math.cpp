#include "portable_math.h"

#include <array>
#include <cmath>

namespace cyto::synth {
namespace {

constexpr double kLn2 = 0.693147180559945309417;
constexpr double kTurn = 6.283185307179586476925;

template <std::size_t N>
double polynomial(const std::array<double, N>& highest_first, double x) {
  double sum = 0.0;
  for (const double coefficient : highest_first) {
    sum = sum * x + coefficient;
  }
  return sum;
}

/// Taylor series around 0; exact to 1e-16 for |angle| <= pi / 4.
double small_sin(double angle) {
  const double square = angle * angle;
  double sum = 0.0;
  for (int n = 17; n >= 3; n -= 2) {
    sum = -(sum + 1.0) * square / (n * (n - 1.0));
  }
  return angle * (1.0 + sum);
}

double small_cos(double angle) {
  const double square = angle * angle;
  double sum = 0.0;
  for (int n = 18; n >= 2; n -= 2) {
    sum = -(sum + 1.0) * square / (n * (n - 1.0));
  }
  return 1.0 + sum;
}

}  // namespace

double portable_exp(double x) {
  const double power = std::floor(x / kLn2 + 0.5);
  const double rest = x - power * kLn2;
  double sum = 1.0;
  for (int n = 16; n >= 1; --n) {
    sum = 1.0 + sum * rest / n;
  }
  return std::ldexp(sum, static_cast<int>(power));
}

double portable_log(double x) {
  int power = 0;
  double mantissa = std::frexp(x, &power);
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2.0;
    --power;
  }
  // ln m = 2 artanh((m - 1) / (m + 1))
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  double sum = 0.0;
  for (int n = 23; n >= 1; n -= 2) {
    sum = sum * s * s + 1.0 / n;
  }
  return 2.0 * s * sum + power * kLn2;
}

Direction direction_of(double turns) {
  const double eighths = std::floor(turns * 4.0 + 0.5);
  const double angle = (turns - eighths / 4.0) * kTurn;
  const double c = small_cos(angle);
  const double s = small_sin(angle);
  switch (static_cast<long long>(eighths) & 3) {
    case 0:
      return {c, s};
    case 1:
      return {-s, c};
    case 2:
      return {-c, -s};
    default:
      return {s, -c};
  }
}

double normal_quantile(double p) {
  constexpr std::array a{-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                         1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr std::array b{-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                         6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
  constexpr std::array c{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                         -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr std::array d{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                         3.754408661907416e+00, 1.0};
  constexpr double kTail = 0.02425;
  if (p > 1.0 - kTail) {
    return -normal_quantile(1.0 - p);
  }
  if (p < kTail) {
    const double q = std::sqrt(-2.0 * portable_log(p));
    return polynomial(c, q) / polynomial(d, q);
  }
  const double q = p - 0.5;
  return q * polynomial(a, q * q) / polynomial(b, q * q);
}

}  // namespace cyto::synth
