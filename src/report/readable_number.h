#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cyto {

/// A whole number with commas between thousands: 1,234,567.
[[nodiscard]] std::string grouped(std::uint64_t value);

/// A measured value with three significant digits at least and no more than two decimals: 3.69, 18.4, 131.
/// A whole number stays whole: 5, not 5.00.
[[nodiscard]] std::string readable(double value);

/// As readable(), with more decimals where rounding would carry the value onto or over the cut-off: 4.998 is
/// not shown as 5.00 beside the word "favourable".
[[nodiscard]] std::string readable_beside(double value, double cut_off);

/// "0.24 to 7.22".
[[nodiscard]] std::string readable_interval(double low, double high);

/// A share 0..1 in percent, "98.7 %". Never rounds up to 100 % or down to 0 %.
[[nodiscard]] std::string readable_share(double share);

/// A p-value with its sign: "p = 0.032", "p < 0.001". More decimals where rounding would carry it over 0.05.
[[nodiscard]] std::string readable_p(double p);

}  // namespace cyto
