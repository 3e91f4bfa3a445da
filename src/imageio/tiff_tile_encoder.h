#pragma once

#include <opencv2/core.hpp>

#include <string>
#include <string_view>

#include "cytrial/imageio/tiff_writer.h"

namespace cyto {

/// TIFF's number of a compression, as stored in tag 259.
[[nodiscard]] int tiff_compression_tag(TiffCompression compression) noexcept;
/// TIFF's number of the predictor that `options` ask for, as stored in tag 317; 1 means none.
[[nodiscard]] int tiff_predictor_tag(const TiffPlaneOptions& options) noexcept;

/// The stored bytes of one tile, little-endian, encoded by libtiff in memory.
/// @param tile tile_px rows x tile_px columns of the options' type, continuous.
/// @throws Error Internal naming `subject` when libtiff refuses.
/// Thread-safe. Same pixels, same bytes.
[[nodiscard]] std::string encode_tiff_tile(const cv::Mat& tile, const TiffPlaneOptions& options,
                                           std::string_view subject);

}  // namespace cyto
