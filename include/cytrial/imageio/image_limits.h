#pragma once

#include <cstdint>

namespace cyto {

/// Limits on what a TIFF may ask for, tested before anything is allocated (docs/formats/limits.md). A file
/// beyond one of them is refused: such values are damage or an attack in every scan known.
inline constexpr std::uint64_t kMaxFileBytes = 1ULL << 36U;  ///< 64 GiB
inline constexpr std::uint64_t kMaxSlideEdgePx = 131'072;
inline constexpr std::uint64_t kMaxTiffPages = 4'096;  ///< directories of one file, SubIFDs included
inline constexpr std::uint64_t kMaxTagsPerPage = 4'096;
inline constexpr std::uint64_t kMaxTagsPerFile = 500'000;
inline constexpr std::uint64_t kMaxSamplesPerPixel = 16;
inline constexpr std::uint64_t kMaxBlockBytes = 64ULL << 20U;         ///< decoded bytes of one tile
inline constexpr std::uint64_t kMaxBlocksPerPage = 4ULL << 20U;       ///< tiles or strips
inline constexpr std::uint64_t kMaxBlocksPerFile = 8ULL << 20U;       ///< over all pages and SubIFDs
inline constexpr std::uint64_t kMaxValuesPerTag = 64;                 ///< bits per sample and the like
inline constexpr std::uint64_t kMaxMetadataBytes = 16ULL << 20U;      ///< one text or array tag
inline constexpr std::uint64_t kMaxStoredBlockBytes = 256ULL << 20U;  ///< compressed bytes of one block
inline constexpr std::uint64_t kMaxScanFiles = 8'192;                 ///< files of one slide

}  // namespace cyto
