#include "block_unpacker.h"

#include <libdeflate.h>
#include <zstd.h>

#include <new>

namespace cyto {
namespace {

constexpr std::uint64_t kZstd = 50000;

struct FreeInflater {
  void operator()(libdeflate_decompressor* d) const noexcept { libdeflate_free_decompressor(d); }
};
struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

}  // namespace

struct BlockUnpacker::State {
  std::unique_ptr<libdeflate_decompressor, FreeInflater> inflater{libdeflate_alloc_decompressor()};
  std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd{ZSTD_createDCtx()};
  std::vector<std::uint8_t> stored;

  /// Checks the Adler-32 sum at the end of the stream.
  [[nodiscard]] bool inflate(PixelBytes& pixels) {
    std::size_t used = 0;
    std::size_t made = 0;
    return libdeflate_zlib_decompress_ex(inflater.get(), stored.data(), stored.size(), pixels.data(),
                                         pixels.size(), &used, &made) == LIBDEFLATE_SUCCESS &&
           made == pixels.size();
  }

  /// The first frame alone: the TIFF library looks at no other.
  [[nodiscard]] bool decompress_frame(PixelBytes& pixels) {
    const std::size_t frame = ZSTD_findFrameCompressedSize(stored.data(), stored.size());
    return ZSTD_isError(frame) == 0 && ZSTD_decompressDCtx(zstd.get(), pixels.data(), pixels.size(),
                                                           stored.data(), frame) == pixels.size();
  }
};

BlockUnpacker::BlockUnpacker() : state_(std::make_unique<State>()) {
  if (!state_->inflater || !state_->zstd) {
    throw std::bad_alloc();
  }
}

BlockUnpacker::~BlockUnpacker() = default;

bool BlockUnpacker::knows(std::uint64_t compression) noexcept {
  return compression == kZstd || is_deflate(compression);
}

bool BlockUnpacker::unpack(const InputFile& file, const StoredBlock& block, std::uint64_t compression,
                           PixelBytes& pixels) {
  state_->stored.resize(block.bytes);
  const std::int64_t got = file.read_some(block.offset, state_->stored.data(), state_->stored.size());
  if (got < 0 || static_cast<std::uint64_t>(got) != block.bytes) {
    return false;
  }
  return compression == kZstd ? state_->decompress_frame(pixels) : state_->inflate(pixels);
}

}  // namespace cyto
