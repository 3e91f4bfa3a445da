#include "tiff_page.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"

namespace cyto {
namespace {

// Tag numbers of TIFF 6.0 and its technical notes.
constexpr std::uint16_t kNewSubfileType = 254;
constexpr std::uint16_t kSubfileType = 255;
constexpr std::uint16_t kImageWidth = 256;
constexpr std::uint16_t kImageLength = 257;
constexpr std::uint16_t kBitsPerSample = 258;
constexpr std::uint16_t kCompression = 259;
constexpr std::uint16_t kPhotometric = 262;
constexpr std::uint16_t kFillOrder = 266;
constexpr std::uint16_t kImageDescription = 270;
constexpr std::uint16_t kOrientation = 274;
constexpr std::uint16_t kSamplesPerPixel = 277;
constexpr std::uint16_t kRowsPerStrip = 278;
constexpr std::uint16_t kXResolution = 282;
constexpr std::uint16_t kYResolution = 283;
constexpr std::uint16_t kPlanarConfiguration = 284;
constexpr std::uint16_t kPageName = 285;
constexpr std::uint16_t kResolutionUnit = 296;
constexpr std::uint16_t kPredictor = 317;
constexpr std::uint16_t kTileWidth = 322;
constexpr std::uint16_t kTileLength = 323;
constexpr std::uint16_t kExtraSamples = 338;
constexpr std::uint16_t kSampleFormat = 339;

/// Reads single tags of one directory.
class PageTags {
 public:
  PageTags(const InputFile& file, const TiffStructure& structure, const TiffDirectory& directory)
      : values_(file, structure.big_endian), directory_(directory) {}

  [[nodiscard]] bool has(std::uint16_t tag) const { return directory_.find(tag) != nullptr; }

  [[nodiscard]] std::uint64_t integer(std::uint16_t tag, std::uint64_t absent) const {
    const auto all = integers(tag);
    return all.empty() ? absent : all.front();
  }
  [[nodiscard]] std::vector<std::uint64_t> integers(std::uint16_t tag) const {
    const TiffEntry* entry = directory_.find(tag);
    return entry != nullptr ? values_.integers(*entry, kMaxValuesPerTag) : std::vector<std::uint64_t>{};
  }
  [[nodiscard]] std::string text(std::uint16_t tag) const {
    const TiffEntry* entry = directory_.find(tag);
    return entry != nullptr ? values_.text(*entry) : std::string();
  }
  [[nodiscard]] double rational(std::uint16_t tag) const {
    const TiffEntry* entry = directory_.find(tag);
    return entry != nullptr ? values_.rational(*entry) : 0.0;
  }

 private:
  TiffValues values_;
  const TiffDirectory& directory_;
};

bool all_equal(const std::vector<std::uint64_t>& values) {
  return std::all_of(values.begin(), values.end(), [&](std::uint64_t v) { return v == values.front(); });
}

std::uint64_t count_alpha(const std::vector<std::uint64_t>& extra_samples) {
  return static_cast<std::uint64_t>(std::count_if(extra_samples.begin(), extra_samples.end(),
                                                  [](std::uint64_t kind) { return kind != 0; }));
}

bool is_reduced(const PageTags& tags) {
  constexpr std::uint64_t kReducedOrMask = 1 | 4;
  constexpr std::uint64_t kOldReduced = 2;
  return (tags.integer(kNewSubfileType, 0) & kReducedOrMask) != 0 ||
         tags.integer(kSubfileType, 0) == kOldReduced;
}

void require_within(const std::string& where, const char* what, std::uint64_t value, std::uint64_t most) {
  if (value == 0 || value > most) {
    throw Error(ErrorCode::BadData, where,
                std::string(what) + " is " + std::to_string(value) + "; 1 to " + std::to_string(most) +
                    " is possible",
                "export the scan again");
  }
}

void read_block_shape(const PageTags& tags, const std::string& where, TiffPage& page) {
  page.tiled = tags.has(kTileWidth) || tags.has(kTileLength);
  if (page.tiled) {
    page.block_width = tags.integer(kTileWidth, 0);
    page.block_height = tags.integer(kTileLength, 0);
    require_within(where, "the tile width", page.block_width, kMaxSlideEdgePx);
    require_within(where, "the tile height", page.block_height, kMaxSlideEdgePx);
  } else {
    page.block_width = page.width;
    page.block_height = std::min(tags.integer(kRowsPerStrip, page.height), page.height);
    require_within(where, "the number of rows per strip", page.block_height, kMaxSlideEdgePx);
  }
  require_within(where, "the number of tiles or strips", page.block_count(), kMaxBlocksPerPage);
}

void read_sample_tags(const PageTags& tags, const std::string& where, TiffPage& page) {
  const auto bits = tags.integers(kBitsPerSample);
  const auto formats = tags.integers(kSampleFormat);
  page.bits = bits.empty() ? 1 : bits.front();
  page.sample_format = formats.empty() ? 1 : formats.front();
  page.mixed_bits = !all_equal(bits) || !all_equal(formats);
  page.compression = tags.integer(kCompression, 1);
  page.photometric = tags.integer(kPhotometric, 1);
  page.predictor = tags.integer(kPredictor, 1);
  page.fill_order = tags.integer(kFillOrder, 1);
  page.orientation = tags.integer(kOrientation, 1);
  page.extra_alpha = count_alpha(tags.integers(kExtraSamples));
  const std::uint64_t planar = tags.integer(kPlanarConfiguration, 1);
  require_within(where, "the planar configuration", planar, 2);
  page.planar = planar == 2 && page.samples > 1;
}

}  // namespace

std::string page_label(const std::string& file, std::size_t page) {
  return file + " page " + std::to_string(page);
}

TiffPage read_tiff_page(const InputFile& file, const TiffStructure& structure, const TiffDirectory& directory,
                        std::size_t index) {
  const PageTags tags(file, structure, directory);
  const std::string where = page_label(file.name(), index);
  TiffPage page;
  page.index = index;
  page.offset = directory.offset;
  page.big_endian = structure.big_endian;
  page.width = tags.integer(kImageWidth, 0);
  page.height = tags.integer(kImageLength, 0);
  require_within(where, "the width", page.width, kMaxSlideEdgePx);
  require_within(where, "the height", page.height, kMaxSlideEdgePx);
  page.samples = tags.integer(kSamplesPerPixel, 1);
  require_within(where, "the number of samples per pixel", page.samples, kMaxSamplesPerPixel);
  read_sample_tags(tags, where, page);
  page.reduced = is_reduced(tags);
  read_block_shape(tags, where, page);
  page.x_resolution = tags.rational(kXResolution);
  page.y_resolution = tags.rational(kYResolution);
  page.resolution_unit = tags.integer(kResolutionUnit, 2);
  page.description = tags.text(kImageDescription);
  page.page_name = tags.text(kPageName);
  for (const TiffDirectory& sub : directory.sub_directories) {
    page.pyramid_levels += is_reduced(PageTags(file, structure, sub)) ? 1 : 0;
  }
  return page;
}

}  // namespace cyto
