#pragma once

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/strict_json.h"

namespace cyto {

/// For every name of a list its panel channel, found by name or alias without case. The list must name
/// every channel of the panel once and nothing else.
/// @param names the JSON texts; @param list their array, for messages. @throws Error BadConfig.
[[nodiscard]] std::vector<std::size_t> match_panel(const std::vector<JsonReader>& names,
                                                   const JsonReader& list, const Panel& panel);

}  // namespace cyto
