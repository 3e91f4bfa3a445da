#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "channel_binding.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/image_limits.h"
#include "scan_parts.h"

namespace cyto {
namespace {

constexpr const char* kLayoutFile = "fields.json";

bool is_tiff_name(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return extension == ".tif" || extension == ".tiff";
}

/// Names of the folder's TIFF files, sorted. Hidden files (half-written copies) are no fields.
std::vector<std::string> tiff_names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name.front() != '.' && is_tiff_name(it->path())) {
      names.push_back(name);
    }
    if (names.size() > kMaxScanFiles) {
      throw Error(ErrorCode::BadData, folder.string(),
                  "holds more than " + std::to_string(kMaxScanFiles) + " TIFF files");
    }
  }
  if (error) {
    throw Error(error == std::errc::permission_denied ? ErrorCode::NoPermission : ErrorCode::Io,
                folder.string(), "cannot be listed: " + error.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A TIFF that the list forgets would be a lost field.
void require_all_listed(const FieldList& list, const std::filesystem::path& folder) {
  std::set<std::string> listed;
  for (const ListedField& field : list.fields) {
    listed.insert(field.files.begin(), field.files.end());
  }
  for (const std::string& name : tiff_names_in(folder)) {
    if (listed.count(name) == 0) {
      throw Error(ErrorCode::BadConfig, (folder / kLayoutFile).string(),
                  "does not list \"" + name + "\", which lies beside it",
                  "list the field, or move the file out of the folder");
    }
  }
}

/// Gives the channels the names of fields.json; a name within the file must not differ.
void name_channels(const std::vector<std::string>& names, const std::filesystem::path& layout,
                   StoredImage& image) {
  if (names.empty()) {
    return;
  }
  const std::string file = image.channels.front().file->path.string();
  if (names.size() != image.channels.size()) {
    throw Error(ErrorCode::BadData, file,
                "has " + std::to_string(image.channels.size()) + " channels, " + layout.string() + " names " +
                    std::to_string(names.size()));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string& name = image.channels[i].name;
    if (!name.empty() && !names_channel({names[i], ChannelRole::Other, {}, {}, {}}, name)) {
      throw Error(ErrorCode::BadData, file,
                  "calls its channel " + std::to_string(i) + " \"" + name + "\", " + layout.string() +
                      " calls it \"" + names[i] + "\"",
                  "correct the names or their order");
    }
    name = names[i];
  }
}

StoredImage read_field(const ListedField& field, const FieldList& list, const std::filesystem::path& layout,
                       const Panel* panel) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : field.files) {
    files.push_back(layout.parent_path() / name);
    std::error_code ignored;
    if (!std::filesystem::exists(files.back(), ignored)) {
      throw Error(ErrorCode::NoInput, files.back().string(),
                  "is listed in " + layout.string() + " but missing",
                  "copy the missing field: without it the count would be too low");
    }
  }
  StoredImage image = join_channel_files(files, panel);
  name_channels(list.channel_names, layout, image);
  return image;
}

void require_same_size(const std::vector<StoredImage>& images) {
  const TiffPage& first = images.front().channels.front().tiff_page();
  for (const StoredImage& image : images) {
    const TiffPage& page = image.channels.front().tiff_page();
    if (page.width != first.width || page.height != first.height) {
      throw Error(ErrorCode::BadData, image.channels.front().file->path.string(),
                  "is " + std::to_string(page.width) + " x " + std::to_string(page.height) +
                      " pixels, the first field " + std::to_string(first.width) + " x " +
                      std::to_string(first.height),
                  "all fields of a slide need the same size");
    }
  }
}

/// Stage positions as pixels, rounded to the nearest one.
std::vector<FieldOrigin> origins_from_stage(const std::vector<StoredImage>& images) {
  std::vector<FieldOrigin> origins;
  for (const StoredImage& image : images) {
    const std::string file = image.channels.front().file->path.string();
    if (!image.stage || !image.pixel_size) {
      throw Error(ErrorCode::BadData, file,
                  image.stage ? "has a stage position, but no pixel size"
                              : "has no stage position, and its folder no fields.json",
                  "describe the layout in fields.json");
    }
    const double x = image.stage->x_um / image.pixel_size->x_um;
    const double y = image.stage->y_um / image.pixel_size->y_um;
    constexpr double kMaxPosition = 1e9;
    if (!(std::abs(x) < kMaxPosition) || !(std::abs(y) < kMaxPosition)) {
      throw Error(ErrorCode::BadData, file, "its stage position is out of range");
    }
    origins.push_back({std::llround(x), std::llround(y)});
  }
  return origins;
}

void require_same_pixel_size(const std::vector<StoredImage>& images) {
  for (const StoredImage& image : images) {
    if (image.pixel_size != images.front().pixel_size) {
      throw Error(ErrorCode::BadData, image.channels.front().file->path.string(),
                  "has another pixel size than the first field", "export all fields alike");
    }
  }
}

ScanParts place(std::vector<StoredImage> images, const std::vector<FieldOrigin>& origins,
                const std::filesystem::path& folder) {
  ScanParts parts;
  std::vector<std::string> names;
  for (const StoredImage& image : images) {
    names.push_back(image.channels.front().file->path.filename().string());
  }
  const TiffPage& page = images.front().channels.front().tiff_page();
  const FieldCut cut = cut_fields(origins, static_cast<std::int64_t>(page.width),
                                  static_cast<std::int64_t>(page.height), names, folder.string());
  parts.name = folder.string();
  parts.format = "field folder of " + images.front().format;
  parts.images = std::move(images);
  parts.origins = cut.origins;
  parts.rects = cut.rects;
  parts.width_px = cut.width_px;
  parts.height_px = cut.height_px;
  if (cut.cropped_px > 0) {
    parts.remarks.push_back("left out up to " + std::to_string(cut.cropped_px) +
                            " pixels of ragged margin around the fields");
  }
  return parts;
}

}  // namespace

ScanParts read_field_folder(const std::filesystem::path& folder, const Panel* panel) {
  const std::filesystem::path layout = folder / kLayoutFile;
  std::vector<StoredImage> images;
  std::vector<FieldOrigin> origins;
  if (std::filesystem::exists(layout)) {
    const FieldList list = read_field_list(layout);
    require_all_listed(list, folder);
    for (const ListedField& field : list.fields) {
      images.push_back(read_field(field, list, layout, panel));
    }
    const TiffPage& page = images.front().channels.front().tiff_page();
    origins = list.origins(static_cast<std::int64_t>(page.width), static_cast<std::int64_t>(page.height),
                           layout.string());
  } else {
    for (const std::string& name : tiff_names_in(folder)) {
      images.push_back(read_stored_image(folder / name));
    }
    if (images.empty()) {
      throw Error(ErrorCode::NoInput, folder.string(), "holds no TIFF file",
                  "name the scan's folder or file");
    }
    origins = origins_from_stage(images);
  }
  require_same_size(images);
  require_same_pixel_size(images);
  ScanParts parts = place(std::move(images), origins, folder);
  if (!std::filesystem::exists(layout)) {
    parts.extent_unknown = true;
    parts.remarks.emplace_back(
        "the fields are placed by their stage positions: without a fields.json nobody can tell whether a "
        "whole "
        "outer row or column of fields is missing");
  }
  return parts;
}

}  // namespace cyto
