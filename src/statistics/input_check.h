#pragma once

#include <string_view>

namespace cyto::statistics {

/// Refuses a wrong input. @throws Error BadData "<what> <value>: <problem>; <remedy>" unless `holds`.
void require(bool holds, std::string_view what, double value, std::string_view problem,
             std::string_view remedy);

/// @throws Error BadData when `value` is no number between 0 and 1, both exclusive.
void require_probability(std::string_view what, double value);

/// @throws Error BadData when `volume_ml` is not finite or outside 0.001 to 1000 mL.
void require_volume(std::string_view what, double volume_ml);

}  // namespace cyto::statistics
