#include "stored_image.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "block_decoder.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "file_text.h"
#include "imagej_metadata.h"
#include "layouts.h"
#include "page_texts.h"

namespace cyto {
namespace {

constexpr const char* kExportAgain = "export the scan again";

/// Indices of the pages that hold image data at full size. The others are named in the remarks.
std::vector<std::size_t> full_pages(const TiffFile& file, StoredImage& image) {
  std::vector<std::size_t> full;
  std::size_t smaller = 0;
  for (std::size_t i = 0; i < file.pages.size(); ++i) {
    const TiffPage& page = file.pages[i].page;
    if (page.reduced || is_side_image(page.description)) {
      ++smaller;
    } else {
      full.push_back(i);
    }
  }
  if (full.empty()) {
    throw Error(ErrorCode::BadData, file.path.string(), "holds no page at full resolution", kExportAgain);
  }
  if (smaller > 0) {
    image.remarks.push_back("ignored " + std::to_string(smaller) +
                            " page(s) with smaller copies, thumbnails or masks");
  }
  return full;
}

/// Smaller copies in SubIFDs, or as flagged pages in the main chain.
std::size_t count_pyramid_levels(const TiffFile& file, std::size_t first_page, std::size_t channel_pages) {
  const std::uint64_t sub = file.pages[first_page].page.pyramid_levels;
  const auto reduced = static_cast<std::uint64_t>(std::count_if(
      file.pages.begin(), file.pages.end(), [](const TiffFilePage& p) { return p.page.reduced; }));
  return static_cast<std::size_t>(std::max(sub, 1 + reduced / std::max<std::uint64_t>(channel_pages, 1)));
}

/// Pixels per centimetre or inch, when that gives a microscope's pixel size: 72 to 600 dpi, which programs
/// write when they know nothing, do not.
std::optional<PixelSize> pixel_size_from_resolution(const TiffPage& page) {
  constexpr std::uint64_t kInch = 2;
  constexpr std::uint64_t kCentimetre = 3;
  const double um = page.resolution_unit == kInch         ? 25'400.0
                    : page.resolution_unit == kCentimetre ? 10'000.0
                                                          : 0.0;
  if (um == 0.0 || !(page.x_resolution > 0.0) || !(page.y_resolution > 0.0)) {
    return std::nullopt;
  }
  const PixelSize size{um / page.x_resolution, um / page.y_resolution};
  const auto plausible = [](double edge) { return edge >= kMinPixelSizeUm && edge <= kMaxPixelSizeUm; };
  return plausible(size.x_um) && plausible(size.y_um) ? std::optional(size) : std::nullopt;
}

/// Colour and alpha samples are channels too, named after what they are.
std::string sample_name(const TiffPage& page, std::size_t sample) {
  static constexpr const char* kColours[] = {"red", "green", "blue"};
  constexpr std::uint64_t kRgb = 2;
  const std::uint64_t alpha = std::min(page.extra_alpha, page.samples - 1);
  if (sample >= page.samples - alpha) {
    return kAlphaChannelName;
  }
  if (page.samples - alpha == 1) {
    return channel_name_of_page(page);
  }
  return page.photometric == kRgb && sample < 3 ? kColours[sample] : std::string();
}

}  // namespace

void read_plain_layout(const TiffFilePtr& file, const std::vector<std::size_t>& pages, StoredImage& image) {
  for (const std::size_t page_index : pages) {
    const TiffPage& page = file->pages[page_index].page;
    for (std::size_t sample = 0; sample < page.samples; ++sample) {
      image.channels.push_back({clean_channel_name(sample_name(page, sample)), file, page_index, sample});
    }
  }
}

namespace {

/// One channel of every page that holds channels.
std::vector<StoredChannel> channel_pages(const StoredImage& image) {
  std::vector<StoredChannel> pages;
  std::set<std::pair<const TiffFile*, std::size_t>> seen;
  for (const StoredChannel& channel : image.channels) {
    if (seen.insert({channel.file.get(), channel.page}).second) {
      pages.push_back(channel);
    }
  }
  return pages;
}

/// Pages that the TIFF library will decode are shown to it now: what it refuses is refused at opening.
void require_library_agrees(const StoredImage& image) {
  for (const StoredChannel& channel : channel_pages(image)) {
    const TiffPage& page = channel.tiff_page();
    if (page.compression != kUncompressed && !is_deflate(page.compression)) {
      (void)BlockDecoder(reopen(*channel.file), page, 0, channel.file->pages[channel.page].blocks);
    }
  }
}

/// Two blocks that share bytes are damage: one of them shows the other's pixels.
void require_disjoint_blocks(const StoredImage& image) {
  struct Extent {
    const TiffFile* file;
    std::uint64_t begin;
    std::uint64_t end;
    std::size_t page;
  };
  std::vector<Extent> extents;
  for (const StoredChannel& channel : channel_pages(image)) {
    for (const StoredBlock& block : *channel.file->pages[channel.page].blocks) {
      extents.push_back({channel.file.get(), block.offset, block.offset + block.bytes, channel.page});
    }
  }
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
    return std::tie(a.file, a.begin, a.end) < std::tie(b.file, b.begin, b.end);
  });
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].file == extents[i - 1].file && extents[i].begin < extents[i - 1].end) {
      throw Error(
          ErrorCode::BadData, page_label(extents[i].file->path.string(), extents[i].page),
          "two of its tiles or strips share the bytes at offset " + std::to_string(extents[i].begin) +
              (extents[i].page == extents[i - 1].page ? ""
                                                      : " with page " + std::to_string(extents[i - 1].page)),
          "the file is damaged; export it again");
    }
  }
}

}  // namespace

StoredImage read_stored_image(const std::filesystem::path& path) {
  StoredImage image;
  const auto file = std::make_shared<const TiffFile>(open_tiff_file(path));
  const std::vector<std::size_t> pages = full_pages(*file, image);
  const std::string& description = file->pages.front().page.description;
  image.format = file->big_tiff ? "BigTIFF" : "TIFF";
  if (looks_like_ome(description)) {
    read_ome_layout(file, pages, image);
  } else if (looks_like_imagej(description)) {
    read_imagej_layout(file, pages, image);
  } else {
    read_plain_layout(file, pages, image);
  }
  for (const StoredChannel& channel : image.channels) {
    (void)require_supported_pixels(channel.file->path.string(), channel.tiff_page());
  }
  require_disjoint_blocks(image);
  require_library_agrees(image);
  const TiffPage& first = image.channels.front().tiff_page();
  image.pyramid_levels = count_pyramid_levels(*file, image.channels.front().page, pages.size());
  if (!image.pixel_size) {
    image.pixel_size = pixel_size_from_resolution(first);
    image.pixel_size_source = image.pixel_size ? "TIFF resolution" : "";
  }
  return image;
}

}  // namespace cyto
