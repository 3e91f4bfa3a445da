#pragma once

#include <opencv2/core.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/tile.h"

namespace cyto::test {

/// How a test TIFF is stored.
struct TiffVariant {
  int tile_width = 0;  ///< 0: strips
  int tile_height = 0;
  int rows_per_strip = 7;
  int compression = 1;  ///< COMPRESSION_* of tiff.h
  int predictor = 1;
  bool big_endian = false;
  bool big_tiff = false;
  bool samples_in_page = false;  ///< all planes in one page
  bool planar = false;           ///< ... each sample in its own blocks
  int photometric = 1;
  std::string description;              ///< of the first page
  std::vector<std::string> page_names;  ///< tag 285
  double pixels_per_cm = 0.0;           ///< 0: no resolution
  int reduced_copies = 0;               ///< SubIFDs of the first page
  bool thumbnail_page = false;          ///< one more page, flagged as reduced
};

/// A plane whose pixels differ everywhere: reproducible from type, size and `seed`.
[[nodiscard]] cv::Mat test_plane(int rows, int columns, int type, unsigned seed);
[[nodiscard]] std::vector<cv::Mat> test_planes(std::size_t count, int rows, int columns, int type);

/// Writes planes of the same size and type with libtiff. @throws std::runtime_error.
void write_test_tiff(const std::filesystem::path& file, const std::vector<cv::Mat>& planes,
                     const TiffVariant& variant);

/// OME-XML with channels of these names; 0 um: no pixel size.
[[nodiscard]] std::string test_ome_xml(const std::vector<std::string>& names, const cv::Mat& plane,
                                       double pixel_um, const std::string& inside_pixels = {});

/// A panel of these channels; the first is nuclear, the second cytokeratin, the others "other".
[[nodiscard]] Panel test_panel(const std::vector<std::string>& names);
/// A panel that binds `channels` channels in file order.
[[nodiscard]] Panel position_panel(std::size_t channels);

/// The whole of a small slide.
[[nodiscard]] RawTile read_whole(const std::vector<std::filesystem::path>& scan, const Panel& panel);

[[nodiscard]] bool same_pixels(const cv::Mat& a, const cv::Mat& b);

/// Bytes of a file, to damage them.
[[nodiscard]] std::string bytes_of(const std::filesystem::path& file);
void write_bytes(const std::filesystem::path& file, const std::string& bytes);

/// Overwrites one entry of a directory of a little-endian classic TIFF: its type, count and 4 value bytes.
void patch_tag(std::string& tiff, std::size_t page, std::uint16_t tag, std::uint16_t type,
               std::uint32_t count, std::uint32_t value);
/// Value bytes of an entry. @throws std::runtime_error when the tag is absent.
[[nodiscard]] std::uint32_t tag_value(const std::string& tiff, std::size_t page, std::uint16_t tag);
/// Where the offset of the next directory is stored.
[[nodiscard]] std::size_t next_link_position(const std::string& tiff, std::size_t page);
void put_u32(std::string& bytes, std::size_t position, std::uint32_t value);
[[nodiscard]] std::uint32_t get_u32(const std::string& bytes, std::size_t position);

}  // namespace cyto::test
