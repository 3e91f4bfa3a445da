#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "field_layout.h"
#include "stored_image.h"

namespace cyto {

/// A scan before its channels are bound: one image, or one per camera field.
struct ScanParts {
  std::string name;  ///< for messages
  std::string format;
  std::vector<StoredImage> images;   ///< one per field; all with the same channels
  std::vector<FieldOrigin> origins;  ///< one per image
  std::vector<SlideRect> rects;      ///< the slide pixels taken from each image; they tile the slide
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool extent_unknown = false;  ///< as in SlideDescription
  std::vector<std::string> remarks;
};

/// Reads the metadata of a scan. @param panel nullptr when channels need no names; only used to name the
/// channels of files after their file names. @throws Error as open_slide().
[[nodiscard]] ScanParts read_scan_parts(const std::vector<std::filesystem::path>& scan, const Panel* panel);

/// Reads a folder of camera fields: placed by its fields.json, or by the stage positions in the OME-XML of
/// its files. @throws Error NoInput (a field's file is missing), BadData, BadConfig.
[[nodiscard]] ScanParts read_field_folder(const std::filesystem::path& folder, const Panel* panel);

/// Joins one-channel files to one image. @throws Error BadData, BadConfig.
[[nodiscard]] StoredImage join_channel_files(const std::vector<std::filesystem::path>& files,
                                             const Panel* panel);

}  // namespace cyto
