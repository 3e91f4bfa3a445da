#include "stored_image.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "channel_name.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "imagej_metadata.h"
#include "page_texts.h"

namespace cyto {
namespace {

using TiffFilePtr = std::shared_ptr<const TiffFile>;

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

void read_plain_layout(const TiffFilePtr& file, const std::vector<std::size_t>& pages, StoredImage& image) {
  for (const std::size_t page_index : pages) {
    const TiffPage& page = file->pages[page_index].page;
    for (std::size_t sample = 0; sample < page.samples; ++sample) {
      image.channels.push_back({clean_channel_name(sample_name(page, sample)), file, page_index, sample});
    }
  }
}

/// ImageJ stores a stack larger than 4 GB as one page followed by the other planes without directories.
TiffFilePtr with_virtual_pages(const TiffFilePtr& file, std::uint64_t images) {
  const TiffFilePage& first = file->pages.front();
  const TiffPage& page = first.page;
  const std::string where = page_label(file->path.string(), 0);
  const std::uint64_t plane_bytes = page.block_row_bytes() * page.height;
  if (page.tiled || page.compression != kUncompressed || first.blocks->size() != 1) {
    throw Error(ErrorCode::BadData, where,
                "ImageJ describes " + std::to_string(images) + " images, but there is one page only",
                "copy or save the file again");
  }
  const std::uint64_t begin = first.blocks->front().offset;
  if (images > (file->identity.size - begin) / plane_bytes) {
    throw Error(ErrorCode::BadData, where,
                "is truncated: ImageJ describes " + std::to_string(images) + " images of " +
                    std::to_string(plane_bytes) + " bytes, the file ends before",
                "copy the file again");
  }
  auto extended = std::make_shared<TiffFile>(*file);
  for (std::uint64_t i = 1; i < images; ++i) {
    TiffFilePage next = first;
    next.page.index = static_cast<std::size_t>(i);
    next.page.description.clear();
    next.blocks = std::make_shared<const std::vector<StoredBlock>>(
        1, StoredBlock{begin + i * plane_bytes, plane_bytes});
    extended->pages.push_back(std::move(next));
  }
  return extended;
}

void read_imagej_layout(TiffFilePtr file, std::vector<std::size_t> pages, StoredImage& image) {
  const TiffPage& first = file->pages[pages.front()].page;
  const ImageJMetadata metadata = parse_imagej_metadata(file->path.string(), first);
  image.format = "ImageJ hyperstack";
  if (metadata.images > 1 && pages.size() == 1 && first.samples == 1) {
    file = with_virtual_pages(file, metadata.images);
    pages.resize(metadata.images);
    for (std::size_t i = 0; i < pages.size(); ++i) {
      pages[i] = i;
    }
  }
  if (metadata.images != pages.size() && !(metadata.images == 1 && pages.size() == 1)) {
    throw Error(ErrorCode::BadData, file->path.string(),
                "ImageJ describes " + std::to_string(metadata.images) + " images, the file has " +
                    std::to_string(pages.size()) + " pages",
                "copy or save the file again");
  }
  if (metadata.channels != metadata.images) {
    throw Error(ErrorCode::BadData, file->path.string(),
                "is an ImageJ stack of " + std::to_string(metadata.images) +
                    " images that does not say they are channels",
                "save it as a hyperstack with channels");
  }
  read_plain_layout(file, pages, image);
  const auto labels = parse_imagej_labels(file->label_counts, file->label_content, file->big_endian);
  if (labels.size() == image.channels.size()) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      image.channels[i].name = clean_channel_name(labels[i]);
    }
  }
  image.pixel_size = metadata.pixel_size;
  image.pixel_size_source = metadata.pixel_size ? "ImageJ" : "";
}

void require_ome_page(const OmeMetadata& ome, const TiffFile& file, const OmePlane& plane,
                      std::uint64_t samples) {
  static const std::map<std::string, PixelType, std::less<>> kTypes{
      {"uint8", PixelType::UInt8}, {"uint16", PixelType::UInt16}, {"float", PixelType::Float32}};
  const std::string name = file.path.string();
  if (plane.ifd >= file.pages.size()) {
    throw Error(ErrorCode::BadData, name,
                "its OME-XML stores channel " + std::to_string(plane.channel) + " on page " +
                    std::to_string(plane.ifd) + ", the file has " + std::to_string(file.pages.size()) +
                    " pages: truncated or rewritten",
                "copy or export the file again");
  }
  const TiffPage& page = file.pages[plane.ifd].page;
  const PixelType type = require_supported_pixels(name, page);
  const auto declared = kTypes.find(ome.pixel_type);
  std::string problem;
  if (page.width != ome.size_x || page.height != ome.size_y) {
    problem = "is " + std::to_string(page.width) + " x " + std::to_string(page.height) +
              " pixels, its OME-XML says " + std::to_string(ome.size_x) + " x " + std::to_string(ome.size_y);
  } else if (declared == kTypes.end() || declared->second != type) {
    problem = "holds other pixels than the type \"" + ome.pixel_type.substr(0, 20) + "\" of its OME-XML";
  } else if (page.samples != samples) {
    problem = "has " + std::to_string(page.samples) + " samples per pixel, its OME-XML says " +
              std::to_string(samples);
  } else {
    return;
  }
  throw Error(ErrorCode::BadData, page_label(name, plane.ifd), problem, kExportAgain);
}

/// The files of an OME set: the one given, and its siblings that the XML names.
class OmeFiles {
 public:
  explicit OmeFiles(TiffFilePtr own) : own_(std::move(own)) {}

  /// A file renamed after it was written still names itself by its old name: when all planes are said to
  /// lie in one file that does not exist, it is this one.
  void resolve(const OmeMetadata& ome, StoredImage& image) {
    std::set<std::string> names;
    for (const OmePlane& plane : ome.planes) {
      names.insert(plane.file);
    }
    const bool one_foreign_name = names.size() == 1 && !names.begin()->empty();
    if (one_foreign_name && !std::filesystem::exists(own_->path.parent_path() / *names.begin())) {
      files_[*names.begin()] = own_;
      image.remarks.push_back("the OME-XML calls this file \"" + clean_channel_name(*names.begin()) + "\"");
    }
  }

  TiffFilePtr file(const std::string& name) {
    if (name.empty()) {
      return own_;
    }
    TiffFilePtr& known = files_[name];
    if (!known) {
      known = std::make_shared<const TiffFile>(open_tiff_file(own_->path.parent_path() / name));
    }
    return known;
  }

 private:
  TiffFilePtr own_;
  std::map<std::string, TiffFilePtr> files_;
};

void require_no_stray_pages(const TiffFile& file, const std::vector<std::size_t>& pages,
                            const StoredImage& image) {
  for (const std::size_t page : pages) {
    const bool named = std::any_of(image.channels.begin(), image.channels.end(), [&](const StoredChannel& c) {
      return c.file->path == file.path && c.page == page;
    });
    if (!named && file.pages[page].page.width == image.channels.front().tiff_page().width &&
        file.pages[page].page.height == image.channels.front().tiff_page().height) {
      throw Error(ErrorCode::BadData, page_label(file.path.string(), page),
                  "is not described by the file's OME-XML, which lists " +
                      std::to_string(image.channels.size()) + " channels",
                  kExportAgain);
    }
  }
}

void read_ome_layout(const TiffFilePtr& file, const std::vector<std::size_t>& pages, StoredImage& image) {
  const OmeMetadata ome = parse_ome_metadata(file->pages.front().page.description, file->path.string());
  image.format = "OME-TIFF";
  image.remarks.insert(image.remarks.end(), ome.remarks.begin(), ome.remarks.end());
  OmeFiles files(file);
  files.resolve(ome, image);
  image.channels.resize(ome.size_c);
  std::size_t first = 0;
  std::map<std::size_t, std::uint64_t> samples_at;  // first channel -> samples of its Channel element
  for (const std::uint64_t samples : ome.samples_per_channel) {
    samples_at[first] = samples;
    first += samples;
  }
  for (const OmePlane& plane : ome.planes) {
    const TiffFilePtr where = files.file(plane.file);
    const std::uint64_t samples = samples_at.at(plane.channel);
    require_ome_page(ome, *where, plane, samples);
    for (std::size_t s = 0; s < samples; ++s) {
      image.channels[plane.channel + s] = {clean_channel_name(ome.channel_names[plane.channel + s]), where,
                                           plane.ifd, s};
    }
  }
  require_no_stray_pages(*file, pages, image);
  image.pixel_size = ome.pixel_size;
  image.pixel_size_source = ome.pixel_size ? "OME-XML" : "";
  image.stage = ome.stage;
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
  std::set<std::pair<const TiffFile*, std::size_t>> seen;
  for (const StoredChannel& channel : image.channels) {
    if (!seen.insert({channel.file.get(), channel.page}).second) {
      continue;
    }
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
  const TiffPage& first = image.channels.front().tiff_page();
  image.pyramid_levels = count_pyramid_levels(*file, image.channels.front().page, pages.size());
  if (!image.pixel_size) {
    image.pixel_size = pixel_size_from_resolution(first);
    image.pixel_size_source = image.pixel_size ? "TIFF resolution" : "";
  }
  return image;
}

}  // namespace cyto
