#pragma once

#include <opencv2/core.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace cyto {

/// Greatest image that read_plane() takes, in pixels: larger than any camera field.
inline constexpr std::int64_t kMaxPlanePixels = 1LL << 26U;

/// Reads one grey page of a TIFF whole: a calibration image.
/// @param page 0-based.
/// @return rows x columns, CV_8U, CV_16U or CV_32F as stored.
/// @throws Error NoInput, NoPermission, Io, BadData: not a supported TIFF, damaged, no such page, several
///         samples per pixel, too large, or a NaN or infinite pixel.
[[nodiscard]] cv::Mat read_plane(const std::filesystem::path& file, std::size_t page = 0);

}  // namespace cyto
