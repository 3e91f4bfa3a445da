#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "block_unpacker.h"
#include "input_file.h"
#include "page_blocks.h"
#include "pixel_bytes.h"
#include "tiff_page.h"

namespace cyto {

/// Pixels of one block, rows x width x samples, in this machine's byte order; or why there are none.
struct DecodedBlock {
  PixelBytes pixels;
  std::string failure;  ///< empty when the pixels are good
};

/// Decodes blocks of one plane of one page. One thread at a time. Uncompressed pixels are read directly,
/// sound Deflate and Zstandard blocks are unpacked in one step; everything else goes through zlib or through
/// a TIFF library handle of its own, with its own error handler: there is no global state.
class BlockDecoder {
 public:
  /// @param plane 0 for interleaved samples, else the sample.
  /// @param stored the blocks of all planes of the page.
  /// @throws Error BadData when the TIFF library understands the page otherwise than we do.
  BlockDecoder(std::shared_ptr<const InputFile> file, const TiffPage& page, std::size_t plane,
               std::shared_ptr<const std::vector<StoredBlock>> stored);
  ~BlockDecoder();
  BlockDecoder(BlockDecoder&&) noexcept;
  BlockDecoder& operator=(BlockDecoder&&) noexcept;

  /// Never throws on bad pixels. Row groups of compressed strips are fast in rising order only.
  [[nodiscard]] DecodedBlock decode(const PageBlock& block, BlockUnpacker& unpacker);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
