#pragma once

#include <cstdint>
#include <memory>

#include "input_file.h"
#include "pixel_bytes.h"
#include "tiff_page.h"

namespace cyto {

/// Decompresses whole blocks in one step from memory, with the codecs' own libraries: Deflate with
/// libdeflate, Zstandard with libzstd. It only ever says yes to a block that is sound and exactly as large as
/// its pixels; whatever else there is to say about a block is left to the slower ways. One thread at a time.
class BlockUnpacker {
 public:
  BlockUnpacker();
  ~BlockUnpacker();
  BlockUnpacker(const BlockUnpacker&) = delete;
  BlockUnpacker& operator=(const BlockUnpacker&) = delete;

  /// Whether unpack() knows the compression.
  [[nodiscard]] static bool knows(std::uint64_t compression) noexcept;

  /// Decompresses a stored block. @return false: `pixels` may hold anything; read the block in another way.
  [[nodiscard]] bool unpack(const InputFile& file, const StoredBlock& block, std::uint64_t compression,
                            PixelBytes& pixels);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cyto
