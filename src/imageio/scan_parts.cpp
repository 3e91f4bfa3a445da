#include "scan_parts.h"

#include <system_error>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"

namespace cyto {
namespace {

ScanParts one_image(StoredImage image, std::string name) {
  ScanParts parts;
  const TiffPage& page = image.channels.front().tiff_page();
  parts.name = std::move(name);
  parts.format = image.format;
  parts.width_px = static_cast<std::int64_t>(page.width);
  parts.height_px = static_cast<std::int64_t>(page.height);
  parts.origins.push_back({0, 0});
  parts.rects.push_back({0, 0, parts.width_px, parts.height_px});
  parts.images.push_back(std::move(image));
  return parts;
}

}  // namespace

ScanParts read_scan_parts(const std::vector<std::filesystem::path>& scan, const Panel* panel) {
  if (scan.empty()) {
    throw Error(ErrorCode::Usage, "scan", "no file is named", "name a TIFF file");
  }
  if (scan.size() > kMaxScanFiles) {
    throw Error(ErrorCode::BadData, scan.front().string(), "the scan has too many files");
  }
  std::error_code ignored;  // a path that cannot be looked at fails when it is opened
  if (scan.size() == 1 && std::filesystem::is_directory(scan.front(), ignored)) {
    return read_field_folder(scan.front(), panel);
  }
  return one_image(join_channel_files(scan, panel), scan.front().string());
}

}  // namespace cyto
