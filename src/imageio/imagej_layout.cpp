#include <utility>

#include "cytrial/core/error.h"
#include "file_text.h"
#include "imagej_metadata.h"
#include "layouts.h"

namespace cyto {
namespace {

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

}  // namespace

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

}  // namespace cyto
