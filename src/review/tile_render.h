#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/process/crop_render.h"

namespace cyto::review {

/// How one channel is blended into a tile.
struct TileLayer {
  std::size_t channel = 0;
  std::array<std::uint8_t, 3> colour{255, 255, 255};
  DisplayRange range;
  double gamma = 1.0;  ///< 0.1..10; the shown share is share^gamma
};

/// The colour that a channel starts with on the page. Nuclei, cytokeratin and leukocyte marker, alone and
/// over a nucleus, stay apart for eyes that lack one kind of cones (tests/e2e/test_access.mjs measures it):
/// the usual magenta of a leukocyte looks like the blue of a nucleus to who sees no difference between red
/// and green.
[[nodiscard]] std::array<std::uint8_t, 3> review_colour(ChannelRole role) noexcept;

/// Reads "channel:rrggbb:low:high:gamma,...". @throws Refused for anything else, and for channels that are
/// not there.
[[nodiscard]] std::vector<TileLayer> parse_layers(std::string_view text, std::size_t channels);

/// Sum of the layers' colours, cut at 255; channels red, green, blue.
/// @param planes of one size, 8- or 16-bit unsigned or 32-bit float. Pure; O(pixels x layers).
[[nodiscard]] cv::Mat3b blend(const std::vector<cv::Mat>& planes, const std::vector<TileLayer>& layers);

}  // namespace cyto::review
