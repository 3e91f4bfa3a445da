#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

/// Copies a row of 16-bit counts. @param from in this machine's byte order, aligned or not.
/// @return the largest, 0 of none. Vector code, the same on every machine.
[[nodiscard]] std::uint16_t copy_counts(const std::uint8_t* from, std::size_t count, std::uint16_t* to);

/// The same one count after the other: what copy_counts() is tested against.
[[nodiscard]] std::uint16_t plain_copy_counts(const std::uint8_t* from, std::size_t count, std::uint16_t* to);

}  // namespace cyto
