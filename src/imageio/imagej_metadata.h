#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/units.h"
#include "tiff_page.h"

namespace cyto {

/// What ImageJ writes into ImageDescription and its private tags.
struct ImageJMetadata {
  std::uint64_t images = 1;
  std::uint64_t channels = 1;
  std::vector<std::string> labels;      ///< one per image, when stored
  std::optional<PixelSize> pixel_size;  ///< from unit and resolution
};

[[nodiscard]] bool looks_like_imagej(const std::string& description);

/// @throws Error BadData: a number is damaged, numbers contradict each other, slices or frames above 1.
[[nodiscard]] ImageJMetadata parse_imagej_metadata(const std::string& file, const TiffPage& first_page);

/// Slice labels from tags 50838 (byte counts) and 50839 (content). Damage gives no labels: they are not
/// needed to read pixels, and a channel that is not found by name is refused anyway.
[[nodiscard]] std::vector<std::string> parse_imagej_labels(const std::vector<std::uint64_t>& byte_counts,
                                                           const std::string& content, bool big_endian);

}  // namespace cyto
