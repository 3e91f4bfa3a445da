#include <algorithm>

#include "channel_binding.h"
#include "cytrial/core/error.h"
#include "scan_parts.h"

namespace cyto {
namespace {

/// Names an unnamed file after the one panel channel that its stem holds.
std::string name_from_stem(const std::filesystem::path& file, const Panel& panel) {
  const std::string stem = file.stem().string();
  std::string name;
  for (const PanelChannel& channel : panel.channels) {
    if (!stem_names_channel(channel, stem)) {
      continue;
    }
    if (!name.empty()) {
      throw Error(ErrorCode::BadConfig, file.string(),
                  "its name fits two channels of the panel, \"" + name + "\" and \"" + channel.name + "\"",
                  "rename the file or name the channel within it");
    }
    name = channel.name;
  }
  return name;
}

void require_same_pixel_size(const StoredImage& joined, const StoredImage& next,
                             const std::filesystem::path& file) {
  if (joined.pixel_size && next.pixel_size && !(*joined.pixel_size == *next.pixel_size)) {
    throw Error(ErrorCode::BadData, file.string(),
                "has another pixel size than " + joined.channels.front().file->path.string(),
                "export all channels of the scan alike, or correct the metadata");
  }
}

}  // namespace

StoredImage join_channel_files(const std::vector<std::filesystem::path>& files, const Panel* panel) {
  StoredImage joined;
  for (const std::filesystem::path& file : files) {
    StoredImage next = read_stored_image(file);
    if (panel != nullptr && next.channels.size() == 1 && next.channels.front().name.empty()) {
      next.channels.front().name = name_from_stem(file, *panel);
    }
    if (joined.channels.empty()) {
      joined = std::move(next);
      continue;
    }
    require_same_pixel_size(joined, next, file);
    if (!joined.pixel_size) {
      joined.pixel_size = next.pixel_size;
      joined.pixel_size_source = next.pixel_size_source;
    }
    joined.channels.insert(joined.channels.end(), next.channels.begin(), next.channels.end());
    joined.remarks.insert(joined.remarks.end(), next.remarks.begin(), next.remarks.end());
    joined.pyramid_levels = std::min(joined.pyramid_levels, next.pyramid_levels);
  }
  return joined;
}

}  // namespace cyto
