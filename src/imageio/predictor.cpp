#include "predictor.h"

#include <algorithm>
#include <bit>

#include "running_sum.h"

namespace cyto {
namespace {

constexpr std::uint64_t kDifferencing = 2;
constexpr std::uint64_t kFloatingPoint = 3;
/// Widest row [px] that is added up from its begin for every tile that reads from it. Tiles are wider as a
/// rule, so that few share a block; of a strip as wide as the slide each would add up all to its left again.
constexpr std::uint64_t kMostDifferences = 2048;

bool needs_reversal(const TiffPage& page) noexcept {
  return page.big_endian != (std::endian::native == std::endian::big);
}

template <std::size_t Bytes>
void reverse_each(std::uint8_t* row, std::size_t samples) {
  for (std::size_t i = 0; i < samples; ++i) {
    std::reverse(row + i * Bytes, row + (i + 1) * Bytes);
  }
}

/// The row holds all first bytes, then all second bytes, ...: most significant first in every file.
void gather_float_bytes(std::uint8_t* row, std::size_t samples, std::size_t bytes,
                        std::vector<std::uint8_t>& scratch) {
  scratch.assign(row, row + samples * bytes);
  for (std::size_t i = 0; i < samples; ++i) {
    for (std::size_t b = 0; b < bytes; ++b) {
      const std::size_t from = std::endian::native == std::endian::big ? b : bytes - 1 - b;
      row[i * bytes + b] = scratch[from * samples + i];
    }
  }
}

}  // namespace

void finish_row(std::uint8_t* row, const TiffPage& page, std::vector<std::uint8_t>& scratch) {
  const auto stride = static_cast<std::size_t>(page.samples_per_block());
  const auto samples = static_cast<std::size_t>(page.block_width) * stride;
  const auto bytes = static_cast<std::size_t>(page.bytes_per_sample());
  if (page.predictor == kFloatingPoint) {
    running_sum(row, samples * bytes, 1, stride);
    gather_float_bytes(row, samples, bytes, scratch);
    return;
  }
  if (needs_reversal(page)) {
    if (bytes == 2) {
      reverse_each<2>(row, samples);
    } else if (bytes == 4) {
      reverse_each<4>(row, samples);
    }
  }
  if (page.predictor == kDifferencing) {
    running_sum(row, samples, bytes, stride);
  }
}

bool differences_may_stay(const TiffPage& page) noexcept {
  return page.predictor == kDifferencing && page.bytes_per_sample() == sizeof(std::uint16_t) &&
         page.samples_per_block() == 1 && page.block_width <= kMostDifferences && !needs_reversal(page);
}

}  // namespace cyto
