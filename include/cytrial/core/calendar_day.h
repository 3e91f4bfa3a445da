#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cyto {

/// Days from 1970-01-01 to a day written as "2026-01-31" (proleptic Gregorian, years 1900 to 9999); nothing
/// for any other text and for days that do not exist.
[[nodiscard]] std::optional<std::int64_t> day_number(std::string_view iso_date) noexcept;

/// Whether `text` is a day that day_number() understands.
[[nodiscard]] inline bool is_iso_date(std::string_view text) noexcept {
  return day_number(text).has_value();
}

}  // namespace cyto
