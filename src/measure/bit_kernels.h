#pragma once

#include <cstddef>
#include <cstdint>

namespace cyto {

/// Bits that are set in n words. Run-time choice of the vector unit; the plain form gives the same.
[[nodiscard]] std::int64_t count_bits(const std::uint64_t* words, std::size_t n);
[[nodiscard]] std::int64_t plain_count_bits(const std::uint64_t* words, std::size_t n);

}  // namespace cyto
