#pragma once

#include <cstdint>
#include <vector>

#include "pixel_kernels.h"

namespace cyto {

/// Pixels of one column that are looked at together: a stripe that is lower is not seen when it is repeated.
inline constexpr int kMarkRows = 16;

/// The first pixel of a run of kMarkRows pixels, from the top down.
struct MarkedPlace {
  int x = 0;
  int y = 0;

  friend bool operator==(const MarkedPlace&, const MarkedPlace&) = default;
};

/// Chooses places of a plane by the content of the kMarkRows pixels from there down, whatever lies around
/// them: one in 2^bits of a noisy plane. The choice is a 16-bit rolling hash (Karp & Rabin 1987, IBM J Res
/// Dev 31:249) that begins with so many certain bits; vector code, the same on every machine. Runs of zeros
/// alone are not chosen.
/// @param plane read from its first row to row `end`, some rows with each call.
/// @param begin the row `end` of the call before, 0 at first. @param bits 1..16.
/// @param hashes one per column, kept from call to call; 0 at first.
/// @param places takes the chosen places whose run ends in [begin, end), row by row and left to right.
void choose_places(const PixelRows<std::uint16_t>& plane, int begin, int end, int bits, std::uint16_t* hashes,
                   std::vector<MarkedPlace>& places);

/// The same for a whole plane, one place after the other: what choose_places() is tested against.
void plain_choose_places(const PixelRows<std::uint16_t>& plane, int bits, std::vector<MarkedPlace>& places);

}  // namespace cyto
