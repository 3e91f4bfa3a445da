#pragma once

#include <cstdint>
#include <optional>

namespace cyto::validation {

/// Limits of a quantity.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Hits among trials, each trial a hit or not.
struct Proportion {
  std::uint64_t hits = 0;
  std::uint64_t trials = 0;

  Proportion& operator+=(const Proportion& more) noexcept;
  /// Empty without a trial.
  [[nodiscard]] std::optional<double> share() const noexcept;
  /// Exact (Clopper-Pearson) 95 % limits of the share; empty without a trial.
  [[nodiscard]] std::optional<Interval> interval() const;
};

/// Rare events among many cells.
struct Rate {
  std::uint64_t events = 0;
  std::uint64_t cells = 0;

  Rate& operator+=(const Rate& more) noexcept;
  /// Events per million cells; empty without a cell.
  [[nodiscard]] std::optional<double> per_million() const noexcept;
  /// Exact (Garwood) 95 % limits of the same; empty without a cell.
  [[nodiscard]] std::optional<Interval> interval() const;
};

}  // namespace cyto::validation
