#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "cytrial/core/log.h"
#include "cytrial/imageio/tiff_writer.h"
#include "slide_content.h"

namespace cyto::synth {

/// How the pages of the scan, or of a field of it, are stored.
[[nodiscard]] TiffPlaneOptions page_options(const ScanOptions& options);

/// One plane of camera counts per channel.
[[nodiscard]] std::vector<cv::Mat> empty_planes(const ScanOptions& options, std::int64_t rows,
                                                std::int64_t columns);

/// Writes the slide as a folder of overlapping camera fields and, last, its fields.json
/// (docs/formats/scans.md): where two fields overlap, each has its own light and noise.
/// @throws Error CannotCreate, Io, TryAgain, BadConfig.
void write_field_folder(const ScanOptions& options, const std::filesystem::path& folder,
                        SlideContent& content, Logger& log);

}  // namespace cyto::synth
