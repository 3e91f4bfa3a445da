#pragma once

#include <compare>

namespace cyto::statistics {

/// Whether a result is a value or only a bound of it. A value under the assay's limit is neither the limit
/// nor zero nor missing.
enum class Censor { None, Below, AtMost, Above, AtLeast };

/// A quantity that is 0 or more, or a bound of it.
class CensoredValue {
 public:
  /// @throws Error BadData when `value` is not finite or below 0.
  explicit CensoredValue(double value, Censor censor = Censor::None);

  [[nodiscard]] double value() const noexcept { return value_; }
  [[nodiscard]] Censor censor() const noexcept { return censor_; }
  [[nodiscard]] bool is_exact() const noexcept { return censor_ == Censor::None; }

  /// Least and greatest value that the result allows; infinity above an upper bound. Whether the end itself
  /// is allowed is told beside it.
  [[nodiscard]] double low() const noexcept;
  [[nodiscard]] double high() const noexcept;
  [[nodiscard]] bool low_is_open() const noexcept { return censor_ == Censor::Above; }
  [[nodiscard]] bool high_is_open() const noexcept { return censor_ == Censor::Below; }

  /// Order as far as it is certain: unordered where a bound leaves it open. "<2" is less than 2; "<=2" and 2
  /// are unordered, "<2" and "<1" too.
  friend std::partial_ordering operator<=>(const CensoredValue& a, const CensoredValue& b) noexcept;

 private:
  double value_;
  Censor censor_;
};

}  // namespace cyto::statistics
