#pragma once

#include <string>

#include "cytrial/core/channel.h"
#include "cytrial/store/json_writer.h"

namespace cyto::review {

/// Writes the gates that look at nothing but the columns `x` and `y` as an array: ranges of either, polygons
/// of both (docs/formats/review-api.md, "Scatter"). Limits are in the column's own unit.
/// @param gates text of a gate file as it was used. @throws Error BadConfig when it is none.
void put_gate_lines(JsonWriter& json, const std::string& gates, const Panel& panel, const std::string& x,
                    const std::string& y);

}  // namespace cyto::review
