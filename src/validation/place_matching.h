#pragma once

#include <cstdint>
#include <vector>

namespace cyto::validation {

struct Place {
  double x_um = 0.0;
  double y_um = 0.0;
};

/// One pair of a one-to-one matching: positions in the two lists.
struct PlaceMatch {
  std::uint32_t truth = 0;
  std::uint32_t found = 0;
  double distance_um = 0.0;
};

/// Matches the places of two lists one to one, nearest pairs first; see score_events(). By increasing
/// distance. @throws Error BadConfig.
[[nodiscard]] std::vector<PlaceMatch> match_places(const std::vector<Place>& truth,
                                                   const std::vector<Place>& found, double max_distance_um);

}  // namespace cyto::validation
