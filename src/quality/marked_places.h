#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cyto {

/// Pixels of one row that are looked at together.
inline constexpr std::size_t kMarkPx = 32;
/// Values that a row buffer must have room for behind its last pixel.
inline constexpr std::size_t kRowPadding = 64;

/// Chooses places of a row by the content of the kMarkPx pixels that begin there, whatever lies around them:
/// one in 2^bits of a noisy row. The choice is a 16-bit rolling hash (Karp & Rabin 1987, IBM J Res Dev
/// 31:249) whose first bits are 0; vector code, the same on every machine.
/// @param words the row's pixels as 16 bits each and kRowPadding values more; used up. @param count of
/// pixels.
/// @param bits 1..16. @param places takes the chosen ones, from left to right.
void choose_places(std::vector<std::uint16_t>& words, std::size_t count, int bits, std::vector<int>& places);

/// The same one place after the other: what choose_places() is tested against.
void plain_choose_places(const std::vector<std::uint16_t>& words, std::size_t count, int bits,
                         std::vector<int>& places);

}  // namespace cyto
