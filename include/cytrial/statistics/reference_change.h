#pragma once

#include <optional>
#include <string_view>

#include "cytrial/statistics/censored_value.h"
#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// How a marker varies in one person without any change of health, as coefficients of variation: shares, 0.1
/// for 10 %.
struct MarkerVariation {
  double within_subject = 0.0;  ///< >= 0
  double analytical = 0.0;      ///< >= 0
};

/// Standard deviation of the difference of the logarithms of two results, by variation alone:
/// sqrt(2 (ln(1 + CV_i^2) + ln(1 + CV_a^2))). @throws Error BadData for a variation that is negative, not
/// finite, above 10 (1000 %), or for both 0.
[[nodiscard]] double log_ratio_sd(const MarkerVariation& variation);

/// A question about change: has it risen (or, apart, fallen), or has it changed at all?
enum class Sides { One, Two };

/// Reference change value: how far two results of one person may lie apart by variation alone.
struct ReferenceChange {
  double up_ratio = 1.0;    ///< a later / earlier above it is a rise
  double down_ratio = 1.0;  ///< below it a fall; 1 / up_ratio
  [[nodiscard]] double up_percent() const noexcept { return 100.0 * (up_ratio - 1.0); }
  [[nodiscard]] double down_percent() const noexcept { return 100.0 * (down_ratio - 1.0); }
};

/// exp(+-z sd) with sd = log_ratio_sd() and z the normal quantile at `confidence` (one-sided: each limit by
/// itself) or at 1 - (1 - confidence) / 2 (two-sided).
/// Source: Harris & Yasaka 1983, Clin Chem 29:25-30; log-normal: Fokkema et al. 2006, Clin Chem 52:1602-1603.
[[nodiscard]] ReferenceChange reference_change(const MarkerVariation& variation, Sides sides,
                                               double confidence = kConfidence);

/// A change of a marker against a reference change value.
enum class MarkerChange {
  WithinVariation,
  Rise,
  Fall,
  Undecided,  ///< a bound or a value of 0 leaves it open
};
/// "within_variation", "rise", "fall", "undecided".
[[nodiscard]] std::string_view name_of(MarkerChange change) noexcept;

/// Judges later / earlier. Censored results are intervals: decided only where every value they allow gives
/// the same answer. Both results must be of one assay: that is the caller's to check.
[[nodiscard]] MarkerChange judge_change(const CensoredValue& earlier, const CensoredValue& later,
                                        const ReferenceChange& reference);

/// 100 (later / earlier - 1); empty when either is censored or the earlier is 0.
[[nodiscard]] std::optional<double> percent_change(const CensoredValue& earlier, const CensoredValue& later);

}  // namespace cyto::statistics
