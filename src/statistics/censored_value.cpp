#include "cytrial/statistics/censored_value.h"

#include <cmath>
#include <limits>

#include "input_check.h"

namespace cyto::statistics {
namespace {

/// Whether every value that `a` allows is less than every one that `b` allows.
bool is_surely_less(const CensoredValue& a, const CensoredValue& b) noexcept {
  return a.high() < b.low() || (a.high() == b.low() && (a.high_is_open() || b.low_is_open()));
}

}  // namespace

CensoredValue::CensoredValue(double value, Censor censor) : value_(value), censor_(censor) {
  require(value >= 0.0 && std::isfinite(value), "value", value, "is negative or no number",
          "give the result as the laboratory wrote it");
}

double CensoredValue::low() const noexcept {
  return censor_ == Censor::Below || censor_ == Censor::AtMost ? 0.0 : value_;
}

double CensoredValue::high() const noexcept {
  return censor_ == Censor::Above || censor_ == Censor::AtLeast ? std::numeric_limits<double>::infinity()
                                                                : value_;
}

std::partial_ordering operator<=>(const CensoredValue& a, const CensoredValue& b) noexcept {
  if (is_surely_less(a, b)) {
    return std::partial_ordering::less;
  }
  if (is_surely_less(b, a)) {
    return std::partial_ordering::greater;
  }
  const bool both_exact = a.is_exact() && b.is_exact();
  return both_exact ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

}  // namespace cyto::statistics
