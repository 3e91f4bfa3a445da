#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"

namespace cyto {

/// The counts that are shown as black and as full brightness. One range per channel for a whole sample, so
/// that a faint cell looks faint beside a bright one; never chosen from a single crop.
struct DisplayRange {
  double low_adu = 0.0;
  double high_adu = 1.0;  ///< > low_adu, both finite
  friend bool operator==(const DisplayRange&, const DisplayRange&) = default;
};

/// One channel crop as grey values: low_adu and below is 0, high_adu and above is 255, linear between
/// (gamma 1), rounded to nearest.
///
/// @param plane rows x cols, one channel: 8- or 16-bit unsigned or 32-bit float [ADU]. NaN is shown as 0.
/// @return the same size; one pixel of the result is one pixel of the scan.
/// @throws Error Internal for another pixel type, BadConfig for a range that is empty or not finite.
/// Thread-safe, pure; O(pixels).
[[nodiscard]] cv::Mat1b render_channel_crop(const cv::Mat& plane, const DisplayRange& range);

/// Red, green and blue share of a role in a composite, 0..255; black for ChannelRole::Other.
/// Nuclear blue, cytokeratin green, leukocyte magenta, epithelial yellow: green against magenta stays apart
/// in every common form of colour blindness, which green against red does not.
/// Source: Wong 2011, Nature Methods 8:441.
[[nodiscard]] std::array<std::uint8_t, 3> composite_colour(ChannelRole role) noexcept;

/// One channel of a composite.
struct CompositeLayer {
  cv::Mat1b grey;  ///< of render_channel_crop()
  ChannelRole role = ChannelRole::Other;
};

/// Sum of the layers' colours, each as bright as its grey picture, cut at 255. Layers of role Other are
/// left out: they have no agreed colour.
///
/// @param layers at least one, all of one size.
/// @return the same size, channels in the order red, green, blue (not OpenCV's usual order).
/// @throws Error Internal when there is no layer or sizes differ.
/// Thread-safe, pure; O(pixels x layers). See docs/methods/crops.md.
[[nodiscard]] cv::Mat3b render_composite(const std::vector<CompositeLayer>& layers);

/// The picture as PNG bytes: 8-bit grey. No time, no text, one fixed compression setting: the same picture
/// gives the same bytes with the same libdeflate. @throws Error Internal for an empty picture, OutOfMemory.
[[nodiscard]] std::string png_gray8(const cv::Mat1b& picture);

/// The same for channels in the order red, green, blue.
[[nodiscard]] std::string png_rgb8(const cv::Mat3b& picture);

}  // namespace cyto
