#include "cytrial/imageio/read_plane.h"

#include <memory>
#include <utility>

#include "cytrial/core/error.h"
#include "placed_slide.h"
#include "tiff_file.h"

namespace cyto {

cv::Mat read_plane(const std::filesystem::path& file, std::size_t page) {
  const std::string name = file.string();
  const auto tiff = std::make_shared<const TiffFile>(open_tiff_file(file));
  if (page >= tiff->pages.size()) {
    throw Error(ErrorCode::BadData, name,
                "has " + std::to_string(tiff->pages.size()) + " pages, page " + std::to_string(page) +
                    " is asked for");
  }
  const TiffPage& stored = tiff->pages[page].page;
  PlacedSlide slide;
  slide.description.pixel_type = require_supported_pixels(name, stored);
  slide.description.width_px = static_cast<std::int64_t>(stored.width);
  slide.description.height_px = static_cast<std::int64_t>(stored.height);
  const SlideRect whole{0, 0, slide.description.width_px, slide.description.height_px};
  if (stored.samples != 1 || whole.area() > kMaxPlanePixels) {
    throw Error(ErrorCode::BadData, page_label(name, page),
                stored.samples != 1 ? "has several samples per pixel" : "is larger than a camera field",
                "give one grey image of at most " + std::to_string(kMaxPlanePixels) + " pixels");
  }
  slide.channel_names.push_back("page " + std::to_string(page));
  slide.fields.push_back({whole, 0, 0, {{{}, tiff, page, 0}}});
  const std::unique_ptr<SlideReader> reader = make_slide_reader(std::move(slide));
  reader->set_cache_limit(0);
  RawTile tile = reader->read_tile(whole);
  if (!tile.failures.empty()) {
    throw Error(ErrorCode::BadData, name, tile.failures.front().problem, tile.failures.front().remedy);
  }
  return std::move(tile.planes.front());
}

}  // namespace cyto
