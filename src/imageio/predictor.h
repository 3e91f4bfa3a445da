#pragma once

#include <cstdint>
#include <vector>

#include "tiff_page.h"

namespace cyto {

/// Turns the decompressed bytes of one row of a block into samples in this machine's byte order: undoes
/// horizontal differencing (2) or the floating-point predictor (3) and the file's byte order.
/// Source: TIFF 6.0 section 14; Adobe TIFF Technical Note 3 (floating-point predictor).
/// @param scratch kept between calls to save allocations.
void finish_row(std::uint8_t* row, const TiffPage& page, std::vector<std::uint8_t>& scratch);

/// True when all that finish_row() would do is to add up 16-bit counts side by side, which copy_running_sum()
/// can as well, and the row is narrow enough to be added up from its begin more than once.
[[nodiscard]] bool differences_may_stay(const TiffPage& page) noexcept;

}  // namespace cyto
