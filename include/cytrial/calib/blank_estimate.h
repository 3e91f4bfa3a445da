#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cyto {

/// What was found on one slide without tumor cells.
struct BlankSlide {
  std::string sample_id;
  std::uint64_t ctcs = 0;   ///< events called CTC: all false
  std::uint64_t cells = 0;  ///< nucleated events
};

/// False candidates and limit of blank, with exact bounds. Formulas: docs/methods/limit-of-blank.md.
struct BlankEstimate {
  std::size_t slides = 0;
  std::uint64_t false_ctcs = 0;
  std::uint64_t cells = 0;
  double per_million = 0.0;      ///< false CTCs per million nucleated cells
  double per_million_low = 0.0;  ///< exact 95 % interval (Clopper and Pearson)
  double per_million_high = 0.0;
  double per_million_bound = 0.0;    ///< one-sided 95 % upper bound
  std::uint64_t limit_of_blank = 0;  ///< at most 5 % of blank slides give a greater count
  std::string method;                ///< "ranks" (60 slides or more) or "poisson"
  /// Probability that slides with equal rates scatter as much as these (index of dispersion); small: they
  /// do not share one rate. 1 when there is one slide or no false CTC.
  double even_p = 1.0;
  /// Largest share of slides that may lie above the limit of blank, at 95 % confidence.
  double share_above_bound = 1.0;
};

/// @throws Error BadData: no slide, no cell on any slide, more CTCs than cells.
[[nodiscard]] BlankEstimate estimate_blank(const std::vector<BlankSlide>& slides);

/// Slides from which ranks alone give the limit of blank (CLSI EP17-A2).
inline constexpr std::size_t kSlidesForRanks = 60;

}  // namespace cyto
