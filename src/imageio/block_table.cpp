#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "tiff_page.h"

namespace cyto {
namespace {

constexpr std::uint16_t kStripOffsets = 273;
constexpr std::uint16_t kStripByteCounts = 279;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileByteCounts = 325;

constexpr const char* kCopyAgain = "copy or export the file again";

std::vector<std::uint64_t> read_column(const InputFile& file, const TiffStructure& structure,
                                       const TiffDirectory& directory, const TiffPage& page,
                                       std::uint16_t tag, const char* what) {
  const std::string where = page_label(file.name(), page.index);
  const TiffEntry* entry = directory.find(tag);
  if (entry == nullptr) {
    throw Error(ErrorCode::BadData, where, std::string("has no list of ") + what, kCopyAgain);
  }
  const std::uint64_t needed = page.block_count();
  if (entry->count < needed) {
    throw Error(ErrorCode::BadData, where,
                std::string("lists ") + std::to_string(entry->count) + " " + what + ", the image needs " +
                    std::to_string(needed),
                kCopyAgain);
  }
  return TiffValues(file, structure.big_endian).integers(*entry, kMaxBlocksPerPage);
}

std::string block_label(const TiffPage& page, std::size_t block) {
  return std::string(page.tiled ? "tile " : "strip ") + std::to_string(block);
}

/// Rows that the block really holds: the last strip is shorter, tiles are always whole.
std::uint64_t rows_of_block(const TiffPage& page, std::size_t block) {
  if (page.tiled) {
    return page.block_height;
  }
  const std::uint64_t first_row = block % page.blocks_down() * page.block_height;
  return std::min(page.block_height, page.height - first_row);
}

/// Compressed bytes that a block may have: no codec needs twice its pixels, and the library would keep them.
std::uint64_t most_stored_bytes(std::uint64_t pixel_bytes) {
  constexpr std::uint64_t kSlackBytes = 1ULL << 20U;
  return std::min(kMaxStoredBlockBytes, 2 * pixel_bytes + kSlackBytes);
}

void check_block(const InputFile& file, const TiffPage& page, std::size_t index, const StoredBlock& block) {
  const std::uint64_t pixel_bytes = rows_of_block(page, index) * page.block_row_bytes();
  std::string problem;
  if (block.bytes == 0 || block.offset == 0) {
    problem = " is empty: it has no bytes";
  } else if (block.offset > file.size() || block.bytes > file.size() - block.offset) {
    problem = " (" + std::to_string(block.bytes) + " bytes at offset " + std::to_string(block.offset) +
              ") lies behind the end of the file at " + std::to_string(file.size()) + ": truncated";
  } else if (page.compression == kUncompressed && block.bytes < pixel_bytes) {
    problem =
        " has " + std::to_string(block.bytes) + " bytes, its pixels need " + std::to_string(pixel_bytes);
  } else if (page.compression != kUncompressed && block.bytes > most_stored_bytes(pixel_bytes)) {
    problem = " has " + std::to_string(block.bytes) + " compressed bytes, the limit is " +
              std::to_string(most_stored_bytes(pixel_bytes));
  } else {
    return;
  }
  throw Error(ErrorCode::BadData, page_label(file.name(), page.index), block_label(page, index) + problem,
              kCopyAgain);
}

}  // namespace

std::vector<StoredBlock> read_block_table(const InputFile& file, const TiffStructure& structure,
                                          const TiffDirectory& directory, const TiffPage& page) {
  // Old writers list tiles under the strip tags.
  const bool tile_tags = page.tiled && directory.find(kTileOffsets) != nullptr;
  const auto offsets = read_column(file, structure, directory, page, tile_tags ? kTileOffsets : kStripOffsets,
                                   "tile or strip offsets");
  const auto bytes = read_column(file, structure, directory, page,
                                 tile_tags ? kTileByteCounts : kStripByteCounts, "tile or strip sizes");
  std::vector<StoredBlock> blocks(page.block_count());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i] = {offsets[i], bytes[i]};
    check_block(file, page, i, blocks[i]);
  }
  return blocks;
}

}  // namespace cyto
