#include "block_decoder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "cytrial/core/error.h"
#include "inflate_stream.h"
#include "predictor.h"
#include "tiff_handle.h"

namespace cyto {
namespace {

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

/// Rows of a strip are decoded in rising order; whole blocks are decoded in any order.
struct BlockDecoder::State {
  std::shared_ptr<const InputFile> file;
  TiffPage page;
  std::size_t plane = 0;
  std::shared_ptr<const std::vector<StoredBlock>> stored;
  std::unique_ptr<TiffHandle> handle;  ///< for LZW and Zstandard

  std::optional<std::uint64_t> open_strip;  ///< strip that rows are read from
  std::uint64_t next_row = 0;               ///< page row that is read next
  std::optional<InflateStream> inflate;     ///< of the open strip
  std::map<std::uint64_t, std::string> broken_strips;
  std::vector<std::uint8_t> skipped_row;
  std::vector<std::uint8_t> scratch;

  [[nodiscard]] std::uint64_t stored_index(const PageBlock& block) const {
    return plane * page.blocks_across() * page.blocks_down() + block.stored;
  }
  [[nodiscard]] std::uint64_t end_of_strip(std::uint64_t strip) const {
    return std::min((strip + 1) * page.block_height, page.height);
  }
  [[nodiscard]] bool is_whole(const PageBlock& block) const {
    return page.tiled || block.height == end_of_strip(block.stored) - block.stored * page.block_height;
  }

  void finish_rows(const PageBlock& block, PixelBytes& pixels);
  std::string read_uncompressed(const PageBlock& block, PixelBytes& pixels);
  std::string read_compressed(const PageBlock& block, PixelBytes& pixels, BlockUnpacker& unpacker);
  std::string inflate_whole(const PageBlock& block, PixelBytes& pixels);
  std::string decode_whole(const PageBlock& block, PixelBytes& pixels);
  std::string decode_rows(const PageBlock& block, PixelBytes& pixels);
  std::string read_row(std::uint8_t* to);
};

void BlockDecoder::State::finish_rows(const PageBlock& block, PixelBytes& pixels) {
  for (std::uint64_t row = 0; row < block.height; ++row) {
    finish_row(pixels.data() + row * page.block_row_bytes(), page, scratch);
  }
}

std::string BlockDecoder::State::read_uncompressed(const PageBlock& block, PixelBytes& pixels) {
  const std::uint64_t rows_before = page.tiled ? 0 : block.y % page.block_height;
  const std::uint64_t row_bytes = page.block_row_bytes();
  try {
    file->read_exactly((*stored)[stored_index(block)].offset + rows_before * row_bytes, pixels.data(),
                       pixels.size());
  } catch (const Error& error) {
    return error.problem();
  }
  finish_rows(block, pixels);
  return {};
}

std::string BlockDecoder::State::inflate_whole(const PageBlock& block, PixelBytes& pixels) {
  const std::uint64_t row_bytes = page.block_row_bytes();
  InflateStream stream(file, (*stored)[stored_index(block)]);
  std::string problem = stream.read(pixels.data(), pixels.size());
  if (problem.empty()) {
    problem = stream.finish(page.block_height * row_bytes);
  }
  if (problem.empty()) {
    finish_rows(block, pixels);
  }
  return problem;
}

std::string BlockDecoder::State::decode_whole(const PageBlock& block, PixelBytes& pixels) {
  open_strip.reset();  // the library reads another strip now
  const auto size = static_cast<tmsize_t>(pixels.size());
  const auto index = static_cast<std::uint32_t>(stored_index(block));
  const tmsize_t got = page.tiled ? TIFFReadEncodedTile(handle->get(), index, pixels.data(), size)
                                  : TIFFReadEncodedStrip(handle->get(), index, pixels.data(), size);
  const std::string error = handle->take_error();
  return error.empty() && got != size ? "it holds fewer pixels than its size tells" : error;
}

std::string BlockDecoder::State::read_row(std::uint8_t* to) {
  std::string problem;
  if (inflate) {
    problem = inflate->read(to, page.block_row_bytes());
    if (problem.empty() && next_row + 1 == end_of_strip(*open_strip)) {
      problem = inflate->finish(page.block_height * page.block_row_bytes());
    }
    finish_row(to, page, scratch);
  } else {
    const int status = TIFFReadScanline(handle->get(), to, static_cast<std::uint32_t>(next_row),
                                        static_cast<std::uint16_t>(plane));
    problem = handle->take_error();
    if (status != 1 && problem.empty()) {
      problem = "it holds fewer pixels than its size tells";
    }
  }
  if (!problem.empty()) {
    problem = "at row " + std::to_string(next_row) + ": " + problem;
    broken_strips[*open_strip] = problem;
  }
  ++next_row;
  return problem;
}

std::string BlockDecoder::State::decode_rows(const PageBlock& block, PixelBytes& pixels) {
  if (const auto broken = broken_strips.find(block.stored); broken != broken_strips.end()) {
    return broken->second;
  }
  if (open_strip != block.stored || block.y < next_row) {
    open_strip = block.stored;
    next_row = block.stored * page.block_height;
    if (!handle) {
      inflate.emplace(file, (*stored)[stored_index(block)]);
    }
  }
  skipped_row.resize(page.block_row_bytes());
  std::string problem;
  while (problem.empty() && next_row < block.y) {
    problem = read_row(skipped_row.data());
  }
  for (std::uint64_t row = 0; problem.empty() && row < block.height; ++row) {
    problem = read_row(pixels.data() + row * page.block_row_bytes());
  }
  return problem;
}

std::string BlockDecoder::State::read_compressed(const PageBlock& block, PixelBytes& pixels,
                                                 BlockUnpacker& unpacker) {
  if (!is_whole(block)) {
    pixels.fill_with_zeros();
    return decode_rows(block, pixels);
  }
  if (BlockUnpacker::knows(page.compression) &&
      unpacker.unpack(*file, (*stored)[stored_index(block)], page.compression, pixels)) {
    // Half a megabyte less to read and write: they are added up while they are copied into a tile.
    pixels.set_hold_differences(differences_may_stay(page));
    if (!pixels.hold_differences()) {
      finish_rows(block, pixels);
    }
    return {};
  }
  pixels.fill_with_zeros();
  return handle ? decode_whole(block, pixels) : inflate_whole(block, pixels);
}

BlockDecoder::BlockDecoder(std::shared_ptr<const InputFile> file, const TiffPage& page, std::size_t plane,
                           std::shared_ptr<const std::vector<StoredBlock>> stored)
    : state_(std::make_unique<State>()) {
  state_->file = std::move(file);
  state_->page = page;
  state_->page.description.clear();  // may be large, and one decoder is kept per plane
  state_->plane = plane;
  state_->stored = std::move(stored);
  if (page.compression != kUncompressed && !is_deflate(page.compression)) {
    const std::string where = page_label(state_->file->name(), page.index);
    state_->handle = std::make_unique<TiffHandle>(state_->file, page.offset, where);
    require_same_view(state_->handle->get(), page, where);
  }
}

BlockDecoder::~BlockDecoder() = default;
BlockDecoder::BlockDecoder(BlockDecoder&&) noexcept = default;
BlockDecoder& BlockDecoder::operator=(BlockDecoder&&) noexcept = default;

DecodedBlock BlockDecoder::decode(const PageBlock& block, BlockUnpacker& unpacker) {
  DecodedBlock decoded;
  decoded.pixels = PixelBytes(block.height * state_->page.block_row_bytes());
  if (state_->page.compression == kUncompressed) {
    decoded.failure = state_->read_uncompressed(block, decoded.pixels);
  } else {
    const std::string problem = state_->read_compressed(block, decoded.pixels, unpacker);
    decoded.failure = problem.empty() ? problem : "cannot be decompressed: " + problem;
  }
  if (decoded.failure.empty() && !state_->file->unchanged()) {
    decoded.failure = "the file changed while it was read";
  }
  if (!decoded.failure.empty()) {
    decoded.pixels = {};
  }
  return decoded;
}

}  // namespace cyto
