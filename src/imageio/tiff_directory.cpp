#include "tiff_directory.h"

#include <tiff.h>

#include "tiff_tile_encoder.h"

namespace cyto {
namespace {

void put(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }
}

/// One tag: its values as stored, not yet placed.
struct Entry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::string values;
};

Entry entry_of(std::uint16_t tag, std::uint16_t type, int size, const std::vector<std::uint64_t>& values) {
  Entry entry{tag, type, values.size(), {}};
  for (const std::uint64_t value : values) {
    put(entry.values, value, size);
  }
  return entry;
}

Entry short_entry(std::uint16_t tag, std::uint64_t value) {
  return entry_of(tag, TIFF_SHORT, 2, {value});
}

Entry long_entry(std::uint16_t tag, std::int64_t value) {
  return entry_of(tag, TIFF_LONG, 4, {static_cast<std::uint64_t>(value)});
}

/// Tags in ascending order, as the format demands.
std::vector<Entry> entries_of(const TiffPlaneOptions& options, const std::vector<TiffTilePlace>& tiles,
                              bool with_description) {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> counts;
  for (const TiffTilePlace& tile : tiles) {
    offsets.push_back(tile.offset);
    counts.push_back(tile.byte_count);
  }
  std::vector<Entry> entries{
      long_entry(TIFFTAG_IMAGEWIDTH, options.width_px),
      long_entry(TIFFTAG_IMAGELENGTH, options.height_px),
      short_entry(TIFFTAG_BITSPERSAMPLE, static_cast<std::uint64_t>(options.bits)),
      short_entry(TIFFTAG_COMPRESSION, static_cast<std::uint64_t>(tiff_compression_tag(options.compression))),
      short_entry(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK),
  };
  if (with_description && !options.description.empty()) {
    entries.push_back(
        {TIFFTAG_IMAGEDESCRIPTION, TIFF_ASCII, options.description.size() + 1, options.description + '\0'});
  }
  entries.push_back(short_entry(TIFFTAG_SAMPLESPERPIXEL, 1));
  entries.push_back(short_entry(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG));
  if (const int predictor = tiff_predictor_tag(options); predictor != PREDICTOR_NONE) {
    entries.push_back(short_entry(TIFFTAG_PREDICTOR, static_cast<std::uint64_t>(predictor)));
  }
  entries.push_back(long_entry(TIFFTAG_TILEWIDTH, options.tile_px));
  entries.push_back(long_entry(TIFFTAG_TILELENGTH, options.tile_px));
  entries.push_back(entry_of(TIFFTAG_TILEOFFSETS, TIFF_LONG8, 8, offsets));
  entries.push_back(entry_of(TIFFTAG_TILEBYTECOUNTS, TIFF_LONG8, 8, counts));
  entries.push_back(
      short_entry(TIFFTAG_SAMPLEFORMAT, options.floating ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT));
  return entries;
}

}  // namespace

std::string tiff_header(std::uint64_t first_directory) {
  std::string bytes = "II";
  put(bytes, TIFF_VERSION_BIG, 2);
  put(bytes, 8, 2);  // size of an offset
  put(bytes, 0, 2);
  put(bytes, first_directory, 8);
  return bytes;
}

std::string tiff_offset(std::uint64_t offset) {
  std::string bytes;
  put(bytes, offset, 8);
  return bytes;
}

TiffDirectoryBytes tiff_directory(const TiffPlaneOptions& options, const std::vector<TiffTilePlace>& tiles,
                                  bool with_description, std::uint64_t place) {
  const std::vector<Entry> entries = entries_of(options, tiles, with_description);
  TiffDirectoryBytes result;
  std::string directory;
  put(directory, entries.size(), 8);
  for (const Entry& entry : entries) {
    put(directory, entry.tag, 2);
    put(directory, entry.type, 2);
    put(directory, entry.count, 8);
    std::string slot = entry.values;
    if (slot.size() > 8) {
      slot = tiff_offset(place + result.bytes.size());
      result.bytes += entry.values;
      result.bytes.resize((result.bytes.size() + 7) / 8 * 8, '\0');
    }
    slot.resize(8, '\0');
    directory += slot;
  }
  result.offset = place + result.bytes.size();
  result.next_link = result.offset + directory.size();
  put(directory, 0, 8);
  result.bytes += directory;
  return result;
}

}  // namespace cyto
