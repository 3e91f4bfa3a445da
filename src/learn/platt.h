#pragma once

#include <cstdint>
#include <vector>

namespace cyto::learn {

/// Calibrated log-odds = slope x margin + offset.
struct PlattMap {
  double slope = 1.0;
  double offset = 0.0;

  [[nodiscard]] double log_odds(double margin) const noexcept { return slope * margin + offset; }
  [[nodiscard]] double probability(double margin) const noexcept;
};

/// Fits the map on margins of events the trees have not seen, by maximum likelihood with Platt's targets
/// (n1 + 1) / (n1 + 2) and 1 / (n0 + 2), which keep it finite when the classes are apart.
/// Newton's method with halved steps. Sources: Platt 1999, Advances in Large Margin Classifiers, 61-74; Lin,
/// Lin & Weng 2007, Mach Learn 68:267-276.
/// @pre both classes are there. Deterministic; O(n) per step.
[[nodiscard]] PlattMap fit_platt(const std::vector<float>& margins, const std::vector<std::uint8_t>& is_ctc);

}  // namespace cyto::learn
