#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto {

/// One event of a window that may become a candidate.
struct LikelyCandidate {
  std::size_t event = 0;    ///< index in its window
  double likelihood = 0.0;  ///< cytokeratin [ADU], less the more CD45 there is; > 0
};

/// Guesses, before a slide's leukocytes are known, which events its gates will call candidates: cytokeratin
/// weighed with the CD45 of the window's own cells. Decides nothing but what is kept in memory for pictures.
/// Thread-safe.
class LikelyCandidates {
 public:
  /// A panel without cytokeratin has none. @throws Error BadConfig when the schema lacks a column.
  LikelyCandidates(const Panel& panel, const FeatureSchema& schema);
  /// Events of one window that stand out of the others, in their order.
  [[nodiscard]] std::vector<LikelyCandidate> among(const std::vector<Event>& events) const;

 private:
  [[nodiscard]] std::vector<double> likelihoods(const std::vector<Event>& events) const;

  std::optional<std::size_t> cytokeratin_;  ///< column: mean over the cell
  std::optional<std::size_t> leukocyte_;
  std::size_t flags_;
  std::size_t diameter_;
};

}  // namespace cyto
