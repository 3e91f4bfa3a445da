#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "ome_metadata.h"
#include "tiff_file.h"

namespace cyto {

/// One channel of an image and where its pixels are stored.
struct StoredChannel {
  std::string name;  ///< empty when the file does not name it
  std::shared_ptr<const TiffFile> file;
  std::size_t page = 0;    ///< index into file->pages
  std::size_t sample = 0;  ///< of an interleaved or planar page

  [[nodiscard]] const TiffPage& tiff_page() const { return file->pages[page].page; }
};

/// One image as its file, or the files of one OME set, describe it.
struct StoredImage {
  std::string format;                   ///< "TIFF", "BigTIFF", "OME-TIFF", "ImageJ hyperstack"
  std::vector<StoredChannel> channels;  ///< in file order, at least one
  std::optional<PixelSize> pixel_size;
  std::string pixel_size_source;
  std::optional<StagePosition> stage;
  ScanOrigin origin;
  std::size_t pyramid_levels = 1;
  std::vector<std::string> remarks;
};

/// Understands one TIFF file. @throws Error NoInput, NoPermission, Io, BadData.
[[nodiscard]] StoredImage read_stored_image(const std::filesystem::path& path);

}  // namespace cyto
