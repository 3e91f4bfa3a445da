#pragma once

#include <string>
#include <vector>

#include "cytrial/statistics/share.h"
#include "value_axis.h"

namespace cyto {

/// "7 of 19: 36.8 % (16.3 % to 61.6 %)", "no subject".
[[nodiscard]] std::string share_words(const statistics::ExactShare& share,
                                      std::string_view none = "no subject");

/// "16.3 % to 61.6 %".
[[nodiscard]] std::string share_limits(const statistics::Interval& limits);

/// 0 % to 100 %.
[[nodiscard]] std::vector<AxisTick> share_ticks();

}  // namespace cyto
