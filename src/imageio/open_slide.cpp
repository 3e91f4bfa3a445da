#include <algorithm>
#include <set>
#include <utility>

#include "channel_binding.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/image_limits.h"
#include "cytrial/imageio/slide_reader.h"
#include "placed_slide.h"
#include "scan_parts.h"

namespace cyto {
namespace {

std::vector<std::string> channel_names(const StoredImage& image) {
  std::vector<std::string> names;
  for (const StoredChannel& channel : image.channels) {
    names.push_back(channel.name);
  }
  return names;
}

std::string size_text(const TiffPage& page) {
  return std::to_string(page.width) + " x " + std::to_string(page.height) + " pixels of " +
         std::to_string(page.bits) + " bits";
}

/// All channels that are read must show the same pixels in the same type.
void require_alike(const std::vector<StoredChannel>& channels) {
  const TiffPage& first = channels.front().tiff_page();
  for (const StoredChannel& channel : channels) {
    const TiffPage& page = channel.tiff_page();
    if (page.width != first.width || page.height != first.height || page.bits != first.bits ||
        page.sample_format != first.sample_format) {
      throw Error(ErrorCode::BadData, page_label(channel.file->path.string(), channel.page),
                  "has " + size_text(page) + ", but " +
                      page_label(channels.front().file->path.string(), channels.front().page) + " has " +
                      size_text(first),
                  "all channels of a scan need the same size and type");
    }
  }
}

PixelSize checked(const PixelSize& size, const std::string& scan, const std::string& source) {
  const auto plausible = [](double edge) { return edge >= kMinPixelSizeUm && edge <= kMaxPixelSizeUm; };
  if (!plausible(size.x_um) || !plausible(size.y_um)) {
    throw Error(ErrorCode::BadConfig, scan,
                "its pixel size by " + source + " is " + number_text(size.x_um) + " x " +
                    number_text(size.y_um) + " um, outside " + number_text(kMinPixelSizeUm) + " to " +
                    number_text(kMaxPixelSizeUm),
                "state the true pixel size (--pixel-size-um)");
  }
  return size;
}

void choose_pixel_size(const ScanParts& parts, const Panel* panel, const OpenOptions& options,
                       SlideDescription& about) {
  const StoredImage& image = parts.images.front();
  if (options.pixel_size) {
    about.pixel_size = options.pixel_size;
    about.pixel_size_source = "option";
  } else if (image.pixel_size) {
    about.pixel_size = image.pixel_size;
    about.pixel_size_source = image.pixel_size_source;
  } else if (panel != nullptr && panel->pixel_size) {
    about.pixel_size = panel->pixel_size;
    about.pixel_size_source = "panel";
  }
  if (about.pixel_size) {
    about.pixel_size = checked(*about.pixel_size, parts.name, about.pixel_size_source);
  } else if (panel != nullptr) {
    throw Error(ErrorCode::BadConfig, parts.name, "neither the scan nor the panel has a pixel size",
                "state it with --pixel-size-um or in the panel");
  }
}

/// One microscope, and the day on which the first field was taken.
ScanOrigin origin_of(const ScanParts& parts) {
  ScanOrigin origin;
  for (const StoredImage& image : parts.images) {
    const std::string& instrument = image.origin.instrument;
    if (!origin.instrument.empty() && !instrument.empty() && instrument != origin.instrument) {
      throw Error(ErrorCode::BadData, image.channels.front().file->path.string(),
                  "was taken with \"" + instrument + "\", an earlier field of the scan with \"" +
                      origin.instrument + "\"",
                  "one slide is one scan of one microscope");
    }
    origin.instrument = instrument.empty() ? origin.instrument : instrument;
    const std::string& day = image.origin.acquired_on;
    if (!day.empty() && (origin.acquired_on.empty() || day < origin.acquired_on)) {
      origin.acquired_on = day;
    }
  }
  return origin;
}

/// Everything but the bound roles.
SlideDescription describe(const ScanParts& parts) {
  const StoredImage& image = parts.images.front();
  const TiffPage& first = image.channels.front().tiff_page();
  SlideDescription about;
  about.format = parts.format;
  about.width_px = parts.width_px;
  about.height_px = parts.height_px;
  about.pixel_type = require_supported_pixels(image.channels.front().file->path.string(), first);
  about.compression = compression_name(first.compression);
  about.block_width_px = static_cast<std::int64_t>(first.block_width);
  about.block_height_px = static_cast<std::int64_t>(first.block_height);
  about.pyramid_levels = image.pyramid_levels;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < parts.images.size(); ++i) {
    for (const StoredChannel& channel : parts.images[i].channels) {
      const std::string file = channel.file->path.string();
      if (seen.insert(file).second) {
        about.files.push_back(file);
      }
      if (i == 0) {
        about.channels.push_back({channel.name, file, channel.page, channel.sample, {}});
      }
    }
    const TiffPage& page = parts.images[i].channels.front().tiff_page();
    about.fields.push_back({parts.images[i].channels.front().file->path.string(),
                            parts.rects[i],
                            {parts.origins[i].x, parts.origins[i].y, static_cast<std::int64_t>(page.width),
                             static_cast<std::int64_t>(page.height)}});
  }
  about.origin = origin_of(parts);
  about.extent_unknown = parts.extent_unknown;
  about.remarks = image.remarks;
  about.remarks.insert(about.remarks.end(), parts.remarks.begin(), parts.remarks.end());
  return about;
}

void require_same_channels(const ScanParts& parts) {
  const std::vector<std::string> names = channel_names(parts.images.front());
  for (const StoredImage& image : parts.images) {
    if (channel_names(image) != names) {
      throw Error(ErrorCode::BadData, image.channels.front().file->path.string(),
                  "has other channels than the first field of the scan", "export all fields alike");
    }
  }
}

}  // namespace

std::unique_ptr<SlideReader> open_slide(const std::vector<std::filesystem::path>& scan, const Panel& panel,
                                        const OpenOptions& options) {
  const ScanParts parts = read_scan_parts(scan, &panel);
  require_same_channels(parts);
  const std::vector<std::size_t> bound =
      bind_channels(panel, channel_names(parts.images.front()), parts.name);
  PlacedSlide slide;
  slide.description = describe(parts);
  choose_pixel_size(parts, &panel, options, slide.description);
  std::vector<StoredChannel> all;
  for (std::size_t i = 0; i < parts.images.size(); ++i) {
    PlacedField field{parts.rects[i], parts.origins[i].x, parts.origins[i].y, {}};
    for (const std::size_t index : bound) {
      field.channels.push_back(parts.images[i].channels[index]);
    }
    all.insert(all.end(), field.channels.begin(), field.channels.end());
    slide.fields.push_back(std::move(field));
  }
  require_alike(all);
  const TiffPage& first = all.front().tiff_page();
  if (parts.images.size() == 1) {  // the first page found may be another image than the bound channels
    slide.description.width_px = static_cast<std::int64_t>(first.width);
    slide.description.height_px = static_cast<std::int64_t>(first.height);
    slide.fields.front().rect = {0, 0, slide.description.width_px, slide.description.height_px};
    slide.description.fields.front().rect = slide.fields.front().rect;
    slide.description.fields.front().frame = slide.fields.front().rect;
  }
  slide.description.pixel_type = require_supported_pixels(all.front().file->path.string(), first);
  for (std::size_t c = 0; c < bound.size(); ++c) {
    slide.channel_names.push_back(panel.channels[c].name);
    slide.description.channels[bound[c]].role = name_of(panel.channels[c].role);
  }
  return make_slide_reader(std::move(slide));
}

SlideDescription describe_slide(const std::vector<std::filesystem::path>& scan) {
  const ScanParts parts = read_scan_parts(scan, nullptr);
  require_same_channels(parts);
  SlideDescription about = describe(parts);
  choose_pixel_size(parts, nullptr, {}, about);
  return about;
}

}  // namespace cyto
