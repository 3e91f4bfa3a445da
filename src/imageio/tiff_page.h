#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "tiff_structure.h"

namespace cyto {

/// One stored block (tile or strip) of a page: where its bytes lie in the file.
struct StoredBlock {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// What a TIFF directory says about its image, as stored; nothing is decoded.
struct TiffPage {
  std::size_t index = 0;      ///< 0-based place in the main chain
  std::uint64_t offset = 0;   ///< of the directory
  std::uint64_t width = 0;    ///< [px]
  std::uint64_t height = 0;   ///< [px]
  std::uint64_t samples = 1;  ///< samples per pixel
  std::uint64_t bits = 1;     ///< per sample
  std::uint64_t sample_format = 1;
  std::uint64_t compression = 1;
  std::uint64_t photometric = 1;
  std::uint64_t predictor = 1;
  std::uint64_t fill_order = 1;
  std::uint64_t orientation = 1;
  std::uint64_t extra_alpha = 0;  ///< how many trailing samples are alpha
  bool mixed_bits = false;        ///< samples differ in bits or format
  bool planar = false;            ///< samples in separate blocks
  bool tiled = false;
  bool reduced = false;  ///< a smaller copy or a transparency mask, not image data
  bool big_endian = false;
  std::uint64_t block_width = 0;   ///< tile width, or the page width for strips
  std::uint64_t block_height = 0;  ///< tile height, or rows per strip
  double x_resolution = 0.0;       ///< pixels per unit; 0 when absent
  double y_resolution = 0.0;
  std::uint64_t resolution_unit = 2;  ///< 1 none, 2 inch, 3 cm
  std::string description;            ///< tag 270
  std::string page_name;              ///< tag 285
  std::uint64_t pyramid_levels = 1;   ///< 1 + reduced SubIFDs

  [[nodiscard]] std::uint64_t blocks_across() const noexcept {
    return (width + block_width - 1) / block_width;
  }
  [[nodiscard]] std::uint64_t blocks_down() const noexcept {
    return (height + block_height - 1) / block_height;
  }
  [[nodiscard]] std::uint64_t block_count() const noexcept {
    return blocks_across() * blocks_down() * (planar ? samples : 1);
  }
  /// Samples stored together in one block.
  [[nodiscard]] std::uint64_t samples_per_block() const noexcept { return planar ? 1 : samples; }
  [[nodiscard]] std::uint64_t bytes_per_sample() const noexcept { return bits / 8; }
  /// Decoded bytes of one row of a block.
  [[nodiscard]] std::uint64_t block_row_bytes() const noexcept {
    return (block_width * samples_per_block() * bits + 7) / 8;
  }
};

/// Reads the tags of one directory. Only sizes are judged: positive and within the limits.
/// @throws Error BadData naming file and page.
[[nodiscard]] TiffPage read_tiff_page(const InputFile& file, const TiffStructure& structure,
                                      const TiffDirectory& directory, std::size_t index);

/// The blocks of a page, checked: as many as the image needs, each inside the file and not empty.
/// @throws Error BadData naming file, page and block.
[[nodiscard]] std::vector<StoredBlock> read_block_table(const InputFile& file, const TiffStructure& structure,
                                                        const TiffDirectory& directory, const TiffPage& page);

/// The pixel type of a page whose pixels this program can use.
/// @throws Error BadData naming what is not supported and what to do.
[[nodiscard]] PixelType require_supported_pixels(const std::string& file, const TiffPage& page);

inline constexpr std::uint64_t kUncompressed = 1;
/// Both numbers of Deflate: Adobe's and the older one.
[[nodiscard]] constexpr bool is_deflate(std::uint64_t compression) noexcept {
  return compression == 8 || compression == 32946;
}

/// "none", "LZW", "Deflate", "Zstandard", or the number.
[[nodiscard]] std::string compression_name(std::uint64_t compression);

/// "scan.tif page 3": pages are counted from 0 as everywhere in this program.
[[nodiscard]] std::string page_label(const std::string& file, std::size_t page);

}  // namespace cyto
