#pragma once

#include <opencv2/core.hpp>

#include <cstdint>

namespace cyto::synth {

/// Rounds a plane as a JPEG file of this quality would: 8 x 8 blocks, discrete cosine transform, every
/// coefficient to the nearest step, back. Blocks begin at the plane's top-left corner; those that stick out
/// are filled with the border's pixels.
/// Steps: luminance table K.1 of ITU-T T.81, scaled by the quality as the Independent JPEG Group does.
/// @param counts 8 or 16 bits, changed in place.
/// @param adu_per_level counts of one step of the 8-bit picture that is imitated: 1, or 16 for 16 bits.
/// @param greatest counts are kept in 0..greatest.
/// The same bytes on any machine: only sums, products and rounding of doubles.
void round_like_jpeg(cv::Mat& counts, std::int64_t quality, double adu_per_level, double greatest);

}  // namespace cyto::synth
