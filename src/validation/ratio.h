#pragma once

#include <cstdint>
#include <optional>

namespace cyto::validation {

/// part / whole; empty when the whole is 0.
[[nodiscard]] inline std::optional<double> ratio(double part, double whole) noexcept {
  return whole > 0.0 ? std::optional(part / whole) : std::nullopt;
}

/// 2 TP / (2 TP + FP + FN).
[[nodiscard]] inline std::optional<double> f1_of(std::uint64_t truth, std::uint64_t found,
                                                 std::uint64_t matched) noexcept {
  return ratio(2.0 * static_cast<double>(matched), static_cast<double>(truth + found));
}

}  // namespace cyto::validation
