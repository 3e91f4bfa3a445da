#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cytrial/core/units.h"
#include "cytrial/imageio/slide_reader.h"

namespace cyto {

enum class TiffCompression { None, Lzw, Deflate, Zstd };

/// One image of a file written band by band.
struct TiffPlaneOptions {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  int bits = 16;  ///< 8, 16, 32 (unsigned) or 32 with `floating`
  bool floating = false;
  std::int64_t tile_px = 512;  ///< multiple of 16
  TiffCompression compression = TiffCompression::Deflate;
  bool predictor = true;         ///< horizontal differencing (floating-point predictor for floats)
  std::string description = {};  ///< ImageDescription of the page: OME-XML on the first one
};

/// Writes a tiled BigTIFF of several equally sized pages, streamed: all pages take the same bands in turn,
/// so that memory is a band of all pages whatever the height. Atomic: appears at finish().
/// One thread at a time.
class TiledTiffWriter {
 public:
  virtual ~TiledTiffWriter() = default;
  /// Next band of every page, top to bottom: one Mat per page, width_px columns and tile_px rows (the
  /// last band: what remains). @throws Error Io, TryAgain; Internal on a wrong size or type.
  virtual void write_band(const std::vector<cv::Mat>& planes) = 0;
  /// @throws Error as write_band(); Internal when rows are missing.
  virtual void finish() = 0;
};

[[nodiscard]] std::unique_ptr<TiledTiffWriter> create_tiled_tiff(const std::filesystem::path& file,
                                                                 const TiffPlaneOptions& options,
                                                                 std::size_t pages);

/// One plane of floats as a tiled TIFF of its own, such as a plane of a calibration set. Appears whole or not
/// at all. @throws Error as TiledTiffWriter.
void write_float_plane(const std::filesystem::path& file, const cv::Mat1f& plane);

/// OME-XML (2016-06) for a file of one page per channel. @param origin what is empty is not written; the
/// instrument's name is written as its model. @param image_name of the image; empty: it has none.
[[nodiscard]] std::string ome_xml_for(const std::vector<std::string>& channel_names, std::int64_t width_px,
                                      std::int64_t height_px, const std::string& pixel_type,
                                      const PixelSize& pixel_size, const ScanOrigin& origin = {},
                                      const std::string& image_name = {});

}  // namespace cyto
