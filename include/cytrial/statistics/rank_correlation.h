#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/statistics/censored_value.h"
#include "cytrial/statistics/interval.h"

namespace cyto::statistics {

/// Two quantities measured together in one subject.
struct PairedValue {
  std::size_t subject = 0;  ///< subjects are clusters: any numbers, equal for one subject
  CensoredValue first;
  CensoredValue second;
};

/// Kendall's tau-b with subjects as clusters.
struct RankCorrelation {
  std::int64_t pairs_of_values = 0;  ///< PairedValues that entered
  std::int64_t subjects = 0;
  std::optional<double> tau;       ///< -1..1; empty when one quantity never differs
  std::optional<Interval> limits;  ///< jackknife over subjects, Student's t; empty with fewer than 3 subjects
                                   ///< or where leaving one out leaves no tau
};

/// Which pairs of values are compared: all of them, or those of one subject only. The first mixes what
/// differs between subjects with what moves within them.
enum class Comparison { All, WithinSubjects };

/// Kendall's tau-b over pairs of values: (concordant - discordant) / sqrt(pairs that differ in the first x
/// pairs that differ in the second). Where a bound leaves an order open the pair counts as tied.
/// Takes time and memory of n^2 and n. @throws Error BadData when `confidence` is not between 0 and 1.
/// Source: Kendall 1945, Biometrika 33:239-251; jackknife over clusters: Efron & Stein 1981, Ann Stat
/// 9:586-596.
[[nodiscard]] RankCorrelation rank_correlation(const std::vector<PairedValue>& values, Comparison comparison,
                                               double confidence = kConfidence);

}  // namespace cyto::statistics
