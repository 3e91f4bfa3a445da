#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "block_decoder.h"
#include "page_blocks.h"
#include "tiff_file.h"

namespace cyto {

/// One plane of one page: what a decoder is for.
struct StoredPlane {
  std::shared_ptr<const TiffFile> file;
  std::size_t page = 0;
  std::size_t plane = 0;  ///< the sample of a planar page, else 0
  PageBlocks blocks;

  [[nodiscard]] const TiffPage& tiff_page() const { return file->pages[page].page; }
};

/// Decoders of all planes of a slide, one per thread that decodes; a bounded number of idle ones keep their
/// file open, the one not used for longest goes first. Thread-safe.
class DecoderPool {
 public:
  /// Decodes one block. Row groups of one large strip are decoded by one thread at a time: they follow from
  /// one another. @param number of the plane, the same whenever it is the same plane. Never throws on bad
  /// pixels.
  [[nodiscard]] DecodedBlock decode(std::size_t number, const StoredPlane& plane, const PageBlock& block);

 private:
  struct Idle {
    std::size_t plane = 0;
    std::unique_ptr<BlockDecoder> decoder;
  };
  [[nodiscard]] DecodedBlock decode_alone(std::size_t number, const StoredPlane& plane,
                                          const PageBlock& block);
  [[nodiscard]] std::unique_ptr<BlockDecoder> take(std::size_t number);
  void put_back(std::size_t number, std::unique_ptr<BlockDecoder> decoder);
  [[nodiscard]] std::unique_ptr<BlockUnpacker> take_unpacker();
  void put_back(std::unique_ptr<BlockUnpacker> unpacker);
  [[nodiscard]] std::mutex& turn_of(std::size_t number);

  std::mutex mutex_;
  std::list<Idle> idle_;  ///< most recently used first
  std::vector<std::unique_ptr<BlockUnpacker>> unpackers_;
  std::map<std::size_t, std::mutex> turns_;  ///< of planes with row groups
};

}  // namespace cyto
