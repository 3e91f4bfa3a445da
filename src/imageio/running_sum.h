#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

/// Undoes horizontal differencing of one row in place: every sample becomes the sum, modulo its width, of
/// itself and the sample `stride` before it. Vector code for stride 1, the same on every machine.
/// @param row samples in this machine's byte order, aligned or not. @param samples in the row.
/// @param bytes of a sample: 1, 2 or 4. @param stride samples per pixel.
void running_sum(std::uint8_t* row, std::size_t samples, std::size_t bytes, std::size_t stride);

/// The same one sample after the other: what running_sum() is tested against.
void plain_running_sum(std::uint8_t* row, std::size_t samples, std::size_t bytes, std::size_t stride);

/// Copies counts of 16 bit out of a row that holds differences and is left as it is. Vector code, the same on
/// every machine. @param row its first difference, in this machine's byte order, aligned or not.
/// @param first count that is copied. @return the largest that is copied, 0 of none.
[[nodiscard]] std::uint16_t copy_running_sum(const std::uint8_t* row, std::size_t first, std::size_t count,
                                             std::uint16_t* to);

/// The same one count after the other: what copy_running_sum() is tested against.
[[nodiscard]] std::uint16_t plain_copy_running_sum(const std::uint8_t* row, std::size_t first,
                                                   std::size_t count, std::uint16_t* to);

}  // namespace cyto
