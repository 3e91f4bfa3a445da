#include "cytrial/imageio/tiff_writer.h"

#include <algorithm>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "tiff_directory.h"
#include "tiff_tile_encoder.h"

namespace cyto {
namespace {

constexpr std::int64_t kMaxTilePx = 4096;
constexpr std::int64_t kMaxEdgePx = 1 << 24;

int mat_type_of(const TiffPlaneOptions& options) {
  if (options.floating) {
    return CV_32FC1;
  }
  // OpenCV has no unsigned 32-bit type: its signed one carries the same bits.
  return options.bits == 8 ? CV_8UC1 : options.bits == 16 ? CV_16UC1 : CV_32SC1;
}

void require(bool holds, const std::filesystem::path& file, const char* problem) {
  if (!holds) {
    throw Error(ErrorCode::Internal, file.string(), problem);
  }
}

void check(const std::filesystem::path& file, const TiffPlaneOptions& options, std::size_t pages) {
  require(pages > 0, file, "a TIFF needs at least one page");
  require(options.width_px > 0 && options.height_px > 0, file, "width and height must be positive");
  require(options.width_px <= kMaxEdgePx && options.height_px <= kMaxEdgePx, file,
          "width and height must not exceed 16777216 pixels");
  require(options.tile_px > 0 && options.tile_px % 16 == 0 && options.tile_px <= kMaxTilePx, file,
          "the tile size must be a multiple of 16 up to 4096");
  const bool bits_known =
      options.floating ? options.bits == 32 : options.bits == 8 || options.bits == 16 || options.bits == 32;
  require(bits_known, file, "pixels must have 8, 16 or 32 bits, or be 32-bit floating");
}

class Writer final : public TiledTiffWriter {
 public:
  Writer(const std::filesystem::path& file, TiffPlaneOptions options, std::size_t pages)
      : name_(file.string()), options_(std::move(options)), tiles_(pages), out_(file) {
    // The offset of the first directory is known only at finish().
    append(tiff_header(0));
  }

  void write_band(const std::vector<cv::Mat>& planes) override {
    const std::int64_t rows = std::min(options_.tile_px, options_.height_px - rows_written_);
    require(rows > 0, name_, "more rows than the image has");
    require(planes.size() == tiles_.size(), name_, "a band needs one plane per page");
    for (const cv::Mat& plane : planes) {
      require(plane.rows == rows && plane.cols == options_.width_px && plane.type() == mat_type_of(options_),
              name_, "a plane of the band has the wrong size or type");
    }
    for (std::size_t page = 0; page < planes.size(); ++page) {
      write_tiles(planes[page], tiles_[page]);
    }
    rows_written_ += rows;
  }

  void finish() override {
    require(rows_written_ == options_.height_px, name_, "rows are missing");
    std::uint64_t first = 0;
    std::uint64_t link = kTiffFirstDirectoryLink;
    for (std::size_t page = 0; page < tiles_.size(); ++page) {
      append(std::string((8 - end_ % 8) % 8, '\0'));
      const TiffDirectoryBytes directory = tiff_directory(options_, tiles_[page], page == 0, end_);
      first = first == 0 ? directory.offset : first;
      if (page > 0) {
        out_.write_at(tiff_offset(directory.offset), link);
      }
      link = directory.next_link;
      append(directory.bytes);
    }
    out_.write_at(tiff_header(first), 0);
    out_.commit();
  }

 private:
  void write_tiles(const cv::Mat& plane, std::vector<TiffTilePlace>& places) {
    const auto edge = static_cast<int>(options_.tile_px);
    cv::Mat tile(edge, edge, plane.type());
    for (int x = 0; x < plane.cols; x += edge) {
      const cv::Rect part(x, 0, std::min(edge, plane.cols - x), plane.rows);
      if (part.width < edge || part.height < edge) {
        tile.setTo(0);
      }
      plane(part).copyTo(tile(cv::Rect(0, 0, part.width, part.height)));
      const std::string bytes = encode_tiff_tile(tile, options_, name_);
      places.push_back({end_, bytes.size()});
      append(bytes);
    }
  }

  void append(std::string_view bytes) {
    out_.write(bytes);
    end_ += bytes.size();
  }

  std::string name_;
  TiffPlaneOptions options_;
  std::vector<std::vector<TiffTilePlace>> tiles_;  ///< per page, in row-major order
  std::int64_t rows_written_ = 0;
  std::uint64_t end_ = 0;
  AtomicFile out_;
};

}  // namespace

std::unique_ptr<TiledTiffWriter> create_tiled_tiff(const std::filesystem::path& file,
                                                   const TiffPlaneOptions& options, std::size_t pages) {
  check(file, options, pages);
  return std::make_unique<Writer>(file, options, pages);
}

void write_float_plane(const std::filesystem::path& file, const cv::Mat1f& plane) {
  TiffPlaneOptions page;
  page.width_px = plane.cols;
  page.height_px = plane.rows;
  page.bits = 32;
  page.floating = true;
  page.tile_px = 256;
  const auto writer = create_tiled_tiff(file, page, 1);
  const auto band = static_cast<int>(page.tile_px);
  for (int y = 0; y < plane.rows; y += band) {
    writer->write_band({plane.rowRange(y, std::min(y + band, plane.rows))});
  }
  writer->finish();
}

}  // namespace cyto
