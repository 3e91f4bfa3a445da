#pragma once

#include <cstdint>
#include <optional>

#include "cytrial/validation/intervals.h"

namespace cyto::validation {

/// Two raters, each saying yes or no to the same objects.
struct AgreementTable {
  std::uint64_t both = 0;
  std::uint64_t first_only = 0;
  std::uint64_t second_only = 0;
  std::uint64_t neither = 0;

  [[nodiscard]] std::uint64_t total() const noexcept { return both + first_only + second_only + neither; }
  /// Same answer, among all.
  [[nodiscard]] Proportion agreed() const noexcept { return {both + neither, total()}; }
  /// First says yes, among the yes of the second.
  [[nodiscard]] Proportion positive() const noexcept { return {both, both + second_only}; }
  /// First says no, among the no of the second.
  [[nodiscard]] Proportion negative() const noexcept { return {neither, neither + first_only}; }
};

/// Agreement beyond chance.
struct Kappa {
  double value = 0.0;
  double standard_error = 0.0;
  Interval limits;  ///< value -+ 1.96 standard errors, inside -1..1
};

/// Cohen's kappa; empty without an object, and when chance alone would agree fully (both raters always say
/// the same one thing). Standard error of a kappa that need not be 0.
/// Source: Cohen 1960, Educ Psychol Meas 20:37-46; Fleiss, Cohen and Everitt 1969, Psychol Bull 72:323-327.
[[nodiscard]] std::optional<Kappa> cohens_kappa(const AgreementTable& table);

}  // namespace cyto::validation
