#pragma once

#include <opencv2/core.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/core/geometry.h"
#include "cytrial/core/units.h"

namespace cyto {

/// One crop, ready to be written.
struct OmeCrop {
  std::string name;                   ///< of the image: "S01 event 17"
  std::string description;            ///< for people
  std::vector<std::string> channels;  ///< names, one per plane
  std::vector<cv::Mat> planes;        ///< one type (8 or 16 unsigned bits, 32-bit float) and size
  SlideRect rect;                     ///< place on the slide
  PixelSize pixel_size;
  std::vector<std::pair<std::string, std::string>> annotations;  ///< key, value
};

/// Writes an OME-TIFF (OME 2016-06), one page per channel, place on the slide as position of each plane [um].
/// @throws Error as TiledTiffWriter.
void write_ome_crop(const std::filesystem::path& file, const OmeCrop& crop);

}  // namespace cyto
