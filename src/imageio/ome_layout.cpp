#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cytrial/core/error.h"
#include "file_text.h"
#include "layouts.h"
#include "ome_metadata.h"

namespace cyto {
namespace {

constexpr const char* kExportAgain = "export the scan again";

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
    problem = "holds other pixels than the type \"" + printable(ome.pixel_type, 20) + "\" of its OME-XML";
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

/// A page of the image's size that the XML does not name may be a channel: refused. Others are ignored.
void require_no_stray_pages(const TiffFile& file, const std::vector<std::size_t>& pages, StoredImage& image) {
  const TiffPage& first = image.channels.front().tiff_page();
  std::size_t ignored = 0;
  for (const std::size_t index : pages) {
    const TiffPage& page = file.pages[index].page;
    const bool named =
        std::any_of(image.channels.begin(), image.channels.end(), [&](const StoredChannel& channel) {
          return channel.file->path == file.path && channel.page == index;
        });
    if (!named && page.width == first.width && page.height == first.height) {
      throw Error(ErrorCode::BadData, page_label(file.path.string(), index),
                  "is not described by the file's OME-XML, which lists " +
                      std::to_string(image.channels.size()) + " channels",
                  kExportAgain);
    }
    ignored += named ? 0 : 1;
  }
  if (ignored > 0) {
    image.remarks.push_back("ignored " + std::to_string(ignored) +
                            " page(s) of another size that the OME-XML does not name");
  }
}

}  // namespace

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
  image.origin = ome.origin;
}

}  // namespace cyto
