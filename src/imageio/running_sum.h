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

}  // namespace cyto
