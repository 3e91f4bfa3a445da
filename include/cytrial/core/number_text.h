#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cyto {

/// Shortest decimal text that reads back as the same value; '.' whatever the locale. NaN and infinity
/// give an empty text: they are absent values, never 0.
[[nodiscard]] std::string number_text(double value);
[[nodiscard]] std::string number_text(float value);
/// Fixed number of decimals, for people: number_text(3.14159, 2) == "3.14".
[[nodiscard]] std::string number_text(double value, int decimals);
/// At most so many significant digits, for computed values whose last bits mean nothing:
/// significant_text(0.0625, 6) == "0.0625", significant_text(1.5e-9, 6) == "1.5e-09".
[[nodiscard]] std::string significant_text(double value, int digits);

/// The whole of `text` as a number; '.' whatever the locale. Nothing else is accepted: no blanks, no
/// leading '+', no hexadecimal, no "nan" or "inf".
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);

}  // namespace cyto
