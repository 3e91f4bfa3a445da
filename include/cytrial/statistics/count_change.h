#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "cytrial/statistics/interval.h"
#include "cytrial/statistics/volume_count.h"

namespace cyto::statistics {

/// What chance alone leaves of a change between two counts.
enum class ChangeDirection { NotDistinguished, Rise, Fall };
/// "not_distinguished", "rise", "fall".
[[nodiscard]] std::string_view name_of(ChangeDirection direction) noexcept;

/// Two counts of different volumes, compared.
struct CountChange {
  double p_exact = 1.0;         ///< conditional exact test, two-sided: twice the smaller tail, at most 1
  double p_mid = 1.0;           ///< the same with half the probability of the counts seen
  std::optional<double> ratio;  ///< later concentration / earlier; empty when the earlier count is 0
  OpenInterval ratio_limits;    ///< exact; excludes 1 when p_exact <= 1 - confidence
  ChangeDirection direction = ChangeDirection::NotDistinguished;  ///< by p_exact <= significance
};

/// Compares two Poisson counts: given their sum n, the later one is binomial(n, v2 / (v1 + v2)) when the
/// concentrations are equal. With no cell in either, p is 1 and the ratio unknown.
/// @param significance in (0, 1); the ratio's limits have confidence 1 - significance.
/// Source: Przyborowski & Wilenski 1940, Biometrika 31:313-323; mid-p: Lancaster 1961, JASA 56:223-234.
[[nodiscard]] CountChange compare_counts(const VolumeCount& earlier, const VolumeCount& later,
                                         double significance = kSignificance);

/// The counts from which on a change from a baseline can be told from chance.
struct DetectableChange {
  std::optional<std::int64_t> fall_to;  ///< this count or fewer; empty: no fall can be told, not even to 0
  std::int64_t rise_to = 0;             ///< this count or more
};

/// Smallest changes of a later sample of `later_volume_ml` that compare_counts() calls significant.
[[nodiscard]] DetectableChange smallest_detectable_change(const VolumeCount& baseline, double later_volume_ml,
                                                          double significance = kSignificance);

}  // namespace cyto::statistics
