#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "cytrial/store/run_store.h"

namespace cyto {

/// Edge of a crop on the slide [um]: that of the stored pictures.
inline constexpr double kCropImageEdgeUm = 48.0;

/// A channel as crops name it.
struct CropChannel {
  std::string name;    ///< in the panel: "CK"
  std::string prefix;  ///< of its columns and stored pictures: "ck"
};

/// What export_crop_images() did.
struct CropImageTally {
  std::uint64_t written = 0;
  std::uint64_t without_picture = 0;  ///< candidates that have no stored picture
};

/// Writes one OME-TIFF per candidate of an evaluable sample and index.csv into `folder`, which must not exist
/// and appears whole or not at all (docs/formats/crop-images.md). One page per channel.
///
/// @param scan  the sample's scan: pixels are counts of the camera, as stored. Null: the stored pictures are
/// taken, whose pixels are display values, 0 to 255, and which only the first candidates in the order of
/// review have.
/// @throws Error Usage for an unknown sample; NotEvaluable; BadData for a damaged picture or scan, or a scan
/// of another size; CannotCreate, NoPermission, TryAgain, Io.
CropImageTally export_crop_images(const RunStore& store, const std::string& sample_id, SlideReader* scan,
                                  const std::vector<CropChannel>& channels,
                                  const std::filesystem::path& folder);

}  // namespace cyto
