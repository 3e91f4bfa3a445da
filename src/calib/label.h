#pragma once

#include <string>

#include "cytrial/core/strict_json.h"

namespace cyto {

/// A name for people and columns: 1 to 128 bytes, no control characters. @throws Error BadConfig.
[[nodiscard]] std::string read_label(const JsonReader& value);

}  // namespace cyto
