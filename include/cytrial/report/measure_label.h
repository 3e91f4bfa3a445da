#pragma once

#include <string>
#include <string_view>

namespace cyto {

/// A column name with its unit for people: "nucleus_area_um2" -> "nucleus area [um2]" with the unit's own
/// signs, "ck_cell_mean_adu_lsd" -> "ck cell mean [leukocyte SD]".
[[nodiscard]] std::string measure_label(std::string_view column);

}  // namespace cyto
