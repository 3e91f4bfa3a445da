#pragma once

#include <compare>
#include <cstdint>

#include "cytrial/statistics/interval.h"
#include "cytrial/statistics/volume_count.h"

namespace cyto::statistics {

/// What is known of the share of cells that a process recovers: a Beta(a, b) distribution.
class Recovery {
 public:
  /// From a spiking experiment: `found` of `spiked` cells, with Jeffreys' prior: Beta(found + 1/2,
  /// spiked - found + 1/2). `spiked` is taken as exact.
  /// @throws Error BadData: found below 0 or above spiked, nothing spiked.
  [[nodiscard]] static Recovery from_spikes(std::int64_t found, std::int64_t spiked);
  /// From a published mean and standard deviation. @throws Error BadData: a mean not in (0, 1), an SD that no
  /// Beta distribution of that mean and of a size a + b = mean (1 - mean) / sd^2 - 1 from 0.1 to 10^8 has.
  [[nodiscard]] static Recovery from_mean(double mean, double sd);

  [[nodiscard]] double a() const noexcept { return a_; }
  [[nodiscard]] double b() const noexcept { return b_; }
  [[nodiscard]] double mean() const noexcept { return a_ / (a_ + b_); }
  [[nodiscard]] double sd() const noexcept;

 private:
  Recovery(double a, double b) noexcept : a_(a), b_(b) {}
  double a_;
  double b_;
};

/// Cells per volume as they would have been counted without loss. A type of its own: it compares with its
/// like, and neither with a number nor with a Cutoff, which is of cells as counted.
class RecoveredCells {
 public:
  explicit RecoveredCells(double per_volume) noexcept : per_volume_(per_volume) {}
  /// For printing.
  [[nodiscard]] double shown() const noexcept { return per_volume_; }
  friend auto operator<=>(const RecoveredCells&, const RecoveredCells&) = default;

 private:
  double per_volume_;
};

/// A count corrected for recovery, with the uncertainty of both.
class RecoveryCorrectedCount {
 public:
  /// Estimate: count / mean recovery. Limits: the exact Poisson limits, each tail averaged over what is known
  /// of the recovery: P(Gamma(k) <= low v r) = P(Gamma(k + 1) >= high v r) = (1 - confidence) / 2 with r from
  /// Beta(a, b). For a recovery known exactly these are Garwood's limits / r.
  /// Source: Cousins & Highland 1992, Nucl Instrum Meth A 320:331-335.
  /// @throws Error BadData when `per_ml` is no volume or `confidence` is not between 0 and 1.
  RecoveryCorrectedCount(const VolumeCount& count, const Recovery& recovery, double per_ml,
                         double confidence = kConfidence);

  [[nodiscard]] RecoveredCells estimate() const noexcept { return estimate_; }
  [[nodiscard]] RecoveredCells low() const noexcept { return low_; }
  [[nodiscard]] RecoveredCells high() const noexcept { return high_; }
  [[nodiscard]] double per_ml() const noexcept { return per_ml_; }

 private:
  RecoveredCells estimate_;
  RecoveredCells low_;
  RecoveredCells high_;
  double per_ml_;
};

}  // namespace cyto::statistics
