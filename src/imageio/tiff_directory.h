#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cytrial/imageio/tiff_writer.h"

namespace cyto {

/// Where the stored bytes of one tile lie in the file.
struct TiffTilePlace {
  std::uint64_t offset = 0;
  std::uint64_t byte_count = 0;
};

/// A BigTIFF directory with the values it points to, ready to be put at the offset it was made for.
struct TiffDirectoryBytes {
  std::uint64_t offset = 0;     ///< of the directory itself
  std::uint64_t next_link = 0;  ///< where the offset of the next directory belongs
  std::string bytes;            ///< values first, then the directory; next link 0
};

/// Where the header keeps the offset of the first directory.
inline constexpr std::uint64_t kTiffFirstDirectoryLink = 8;

/// The 16 bytes a little-endian BigTIFF starts with. Source: the BigTIFF design
/// (https://www.awaresystems.be/imaging/tiff/bigtiff.html).
[[nodiscard]] std::string tiff_header(std::uint64_t first_directory);
/// An offset as the file stores it.
[[nodiscard]] std::string tiff_offset(std::uint64_t offset);

/// The directory of one page. Holds no date and no program version, so the same pixels give the same bytes.
/// @param place where the returned bytes will be put; multiple of 8.
[[nodiscard]] TiffDirectoryBytes tiff_directory(const TiffPlaneOptions& options,
                                                const std::vector<TiffTilePlace>& tiles,
                                                bool with_description, std::uint64_t place);

}  // namespace cyto
