#include "block_decoder.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <utility>

#include "cytrial/core/error.h"
#include "tiff_handle.h"

namespace cyto {
namespace {

template <std::size_t Bytes>
void reverse_each(std::vector<std::uint8_t>& bytes) {
  for (std::size_t i = 0; i + Bytes <= bytes.size(); i += Bytes) {
    std::reverse(bytes.data() + i, bytes.data() + i + Bytes);
  }
}

void swap_to_native(std::vector<std::uint8_t>& pixels, const TiffPage& page) {
  if (page.big_endian == (std::endian::native == std::endian::big)) {
    return;
  }
  if (page.bytes_per_sample() == 2) {
    reverse_each<2>(pixels);
  } else if (page.bytes_per_sample() == 4) {
    reverse_each<4>(pixels);
  }
}

std::uint32_t tag_of(TIFF* tiff, std::uint32_t tag) {
  std::uint16_t value = 0;
  TIFFGetFieldDefaulted(tiff, tag, &value);
  return value;
}

std::uint32_t wide_tag_of(TIFF* tiff, std::uint32_t tag) {
  std::uint32_t value = 0;
  TIFFGetField(tiff, tag, &value);
  return value;
}

/// Our own reading of the tags decides sizes; the library must not see another image.
void require_same_view(TIFF* tiff, const TiffPage& page, const std::string& where) {
  const bool tiled = TIFFIsTiled(tiff) != 0;
  const std::uint64_t block_bytes = tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
  const bool same = wide_tag_of(tiff, TIFFTAG_IMAGEWIDTH) == page.width &&
                    wide_tag_of(tiff, TIFFTAG_IMAGELENGTH) == page.height && tiled == page.tiled &&
                    tag_of(tiff, TIFFTAG_BITSPERSAMPLE) == page.bits &&
                    tag_of(tiff, TIFFTAG_SAMPLESPERPIXEL) == page.samples &&
                    tag_of(tiff, TIFFTAG_COMPRESSION) == page.compression &&
                    block_bytes == page.block_row_bytes() * page.block_height;
  if (!same) {
    throw Error(ErrorCode::BadData, where, "its tags contradict each other", "export the file again");
  }
}

}  // namespace

struct BlockDecoder::State {
  std::shared_ptr<const InputFile> file;
  TiffPage page;
  std::size_t plane = 0;
  std::shared_ptr<const std::vector<StoredBlock>> stored;
  std::unique_ptr<TiffHandle> handle;  ///< only for compressed pages

  std::optional<std::uint64_t> open_strip;  ///< strip that scanlines are read from
  std::uint64_t next_row = 0;               ///< page row that the next scanline gives
  std::map<std::uint64_t, std::string> broken_strips;
  std::vector<std::uint8_t> scanline;

  [[nodiscard]] std::uint64_t stored_index(const PageBlock& block) const {
    return plane * page.blocks_across() * page.blocks_down() + block.stored;
  }

  DecodedBlock read_uncompressed(const PageBlock& block) const;
  DecodedBlock decode_whole(const PageBlock& block);
  DecodedBlock decode_rows(const PageBlock& block);
  bool read_scanline(std::uint8_t* to);
};

DecodedBlock BlockDecoder::State::read_uncompressed(const PageBlock& block) const {
  const std::uint64_t rows_before = page.tiled ? 0 : block.y % page.block_height;
  const std::uint64_t row_bytes = page.block_row_bytes();
  DecodedBlock decoded;
  decoded.pixels.resize(block.height * row_bytes);
  try {
    file->read_exactly((*stored)[stored_index(block)].offset + rows_before * row_bytes, decoded.pixels.data(),
                       decoded.pixels.size());
    swap_to_native(decoded.pixels, page);
  } catch (const Error& error) {
    decoded = {{}, error.problem()};
  }
  return decoded;
}

DecodedBlock BlockDecoder::State::decode_whole(const PageBlock& block) {
  open_strip.reset();  // the library reads another strip now
  DecodedBlock decoded;
  decoded.pixels.resize(block.height * page.block_row_bytes());
  const auto size = static_cast<tmsize_t>(decoded.pixels.size());
  const auto index = static_cast<std::uint32_t>(stored_index(block));
  const tmsize_t got = page.tiled ? TIFFReadEncodedTile(handle->get(), index, decoded.pixels.data(), size)
                                  : TIFFReadEncodedStrip(handle->get(), index, decoded.pixels.data(), size);
  std::string error = handle->take_error();
  if (got != size && error.empty()) {
    error = "holds fewer pixels than its size tells";
  }
  if (!error.empty()) {
    decoded = {{}, "cannot be decompressed: " + error};
  }
  return decoded;
}

bool BlockDecoder::State::read_scanline(std::uint8_t* to) {
  const int status = TIFFReadScanline(handle->get(), to, static_cast<std::uint32_t>(next_row),
                                      static_cast<std::uint16_t>(plane));
  const std::string error = handle->take_error();
  if (status == 1 && error.empty()) {
    ++next_row;
    return true;
  }
  broken_strips[*open_strip] = "cannot be decompressed at row " + std::to_string(next_row) +
                               (error.empty() ? std::string() : ": " + error);
  return false;
}

DecodedBlock BlockDecoder::State::decode_rows(const PageBlock& block) {
  const std::uint64_t row_bytes = page.block_row_bytes();
  if (const auto broken = broken_strips.find(block.stored); broken != broken_strips.end()) {
    return {{}, broken->second};
  }
  if (open_strip != block.stored || block.y < next_row) {
    open_strip = block.stored;
    next_row = block.stored * page.block_height;
  }
  scanline.resize(row_bytes);
  while (next_row < block.y) {
    if (!read_scanline(scanline.data())) {
      return {{}, broken_strips[block.stored]};
    }
  }
  DecodedBlock decoded;
  decoded.pixels.resize(block.height * row_bytes);
  for (std::uint64_t row = 0; row < block.height; ++row) {
    if (!read_scanline(decoded.pixels.data() + row * row_bytes)) {
      return {{}, broken_strips[block.stored]};
    }
  }
  return decoded;
}

BlockDecoder::BlockDecoder(std::shared_ptr<const InputFile> file, const TiffPage& page, std::size_t plane,
                           std::shared_ptr<const std::vector<StoredBlock>> stored)
    : state_(std::make_unique<State>()) {
  constexpr std::uint64_t kUncompressed = 1;
  state_->file = std::move(file);
  state_->page = page;
  state_->plane = plane;
  state_->stored = std::move(stored);
  if (page.compression != kUncompressed) {
    const std::string where = page_label(state_->file->name(), page.index);
    state_->handle = std::make_unique<TiffHandle>(state_->file, page.offset, where);
    require_same_view(state_->handle->get(), page, where);
  }
}

BlockDecoder::~BlockDecoder() = default;
BlockDecoder::BlockDecoder(BlockDecoder&&) noexcept = default;
BlockDecoder& BlockDecoder::operator=(BlockDecoder&&) noexcept = default;

DecodedBlock BlockDecoder::decode(const PageBlock& block) {
  if (!state_->handle) {
    return state_->read_uncompressed(block);
  }
  const std::uint64_t strip_start = block.stored * state_->page.block_height;
  const bool whole = state_->page.tiled ||
                     block.height == std::min(state_->page.block_height, state_->page.height - strip_start);
  return whole ? state_->decode_whole(block) : state_->decode_rows(block);
}

}  // namespace cyto
