#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/geometry.h"
#include "cytrial/core/units.h"
#include "cytrial/imageio/tile.h"
#include "cytrial/imageio/tile_grid.h"

namespace cyto {

/// How the pixels of a scan are stored.
enum class PixelType { UInt8, UInt16, Float32 };
/// Type of the planes that such pixels are read into: CV_8U, CV_16U or CV_32F.
[[nodiscard]] int mat_type_of(PixelType type) noexcept;

/// Where one channel of a scan lies, for people and for messages.
struct SlideChannel {
  std::string name;        ///< from the file's metadata; empty when it has none
  std::string file;        ///< path as given
  std::size_t page = 0;    ///< 0-based TIFF directory
  std::size_t sample = 0;  ///< 0-based sample of an interleaved or planar page
  std::string role;        ///< role bound by the panel, or empty
};

/// One camera exposure on the slide: the unit of dark and flat-field correction.
struct FieldPlacement {
  std::string file;
  SlideRect rect;   ///< slide pixels that are taken from it; the fields' rects tile the slide
  SlideRect frame;  ///< where the whole camera image lies: holds `rect`, may reach beyond the slide
};

/// Where and when a scan was taken, as its OME-XML says. An empty text: it does not say.
struct ScanOrigin {
  std::string instrument;   ///< maker, model and serial number of the microscope, joined by blanks
  std::string acquired_on;  ///< day, "2026-01-31"; the first one of several fields
};

/// What was understood of a scan.
struct SlideDescription {
  std::vector<std::string> files;
  std::string format;  ///< "TIFF", "BigTIFF", "OME-TIFF", "ImageJ hyperstack", "field folder", ...
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  PixelType pixel_type = PixelType::UInt16;
  std::string compression;
  std::int64_t block_width_px = 0;  ///< stored tile or strip
  std::int64_t block_height_px = 0;
  std::optional<PixelSize> pixel_size;
  std::string pixel_size_source;  ///< "OME-XML", "TIFF resolution", "panel", "option"
  std::size_t pyramid_levels = 1;
  std::vector<SlideChannel> channels;  ///< every channel found, in file order
  std::vector<FieldPlacement> fields;  ///< one covering the slide when the layout is not known
  /// Fields lie where the stage says and no list names them all: a whole outer row or column may be missing.
  bool extent_unknown = false;
  std::vector<std::string> remarks;  ///< things a user should know: ignored pages, library warnings
  ScanOrigin origin;
};

/// How much was read, for the run summary.
struct ReadStatistics {
  std::uint64_t blocks_in_slide = 0;  ///< stored tiles or strips of the bound channels
  std::uint64_t blocks_decoded = 0;   ///< a re-decoded block counts again
};

/// Pixels of one slide, of the panel's channels in the panel's order. Any number of threads may read at once.
class SlideReader {
 public:
  virtual ~SlideReader() = default;
  [[nodiscard]] virtual const SlideDescription& description() const = 0;
  /// Reads `rect` (inside the slide) of every channel. A block that cannot be decoded and a NaN or
  /// infinite pixel are not thrown: they come back as `failures` and the tile holds no planes.
  /// Blocks are kept up to the cache limit, so that tiles read in row-major order decode each once; a block
  /// that several threads need is decoded by one of them.
  [[nodiscard]] virtual RawTile read_tile(const SlideRect& rect) = 0;
  /// The same for some channels of tile.rect, panel indices, whose planes join those that the tile holds
  /// already. Those of other channels stay as they are, or empty.
  /// @param alone nobody else reads pixels of this part of the slide: blocks inside it are not kept, and of
  /// those that reach below it only the rows below. May be empty.
  virtual void read_channels(std::span<const std::size_t> channels, RawTile& tile,
                             const SlideRect& alone) = 0;
  /// The given channels and those that lie in the same blocks, panel indices in rising order: one is not had
  /// without decoding the others.
  [[nodiscard]] virtual std::vector<std::size_t> with_channels_beside(
      std::span<const std::size_t> channels) const = 0;
  /// Whether a channel is stored in strips so large that their rows are decoded in turn: tiles that are read
  /// out of order begin such a strip anew.
  [[nodiscard]] virtual bool decodes_rows_in_turn() const = 0;
  /// Bytes of decoded blocks to keep at most, from now on.
  virtual void set_cache_limit(std::uint64_t bytes) = 0;
  /// Bytes of cache that lets the tiles of a grid, read in its order, decode every block once, when
  /// read_channels() is told what each tile reads alone, and release() what it has finished once all before
  /// it were read.
  /// @param tiles_at_once that are read at the same time.
  [[nodiscard]] virtual std::uint64_t cache_bytes_for(const TileGrid& grid, int tiles_at_once = 1) const = 0;
  /// No later tile will read pixels of `part`: blocks that lie wholly inside it need not be kept, nor upper
  /// rows of blocks that do. Who reads them all the same has the block decoded again.
  virtual void release(const SlideRect& part) = 0;
  /// The same for some channels, panel indices. Blocks that other channels lie in as well are kept.
  virtual void release_channels(std::span<const std::size_t> channels, const SlideRect& part) = 0;
  [[nodiscard]] virtual ReadStatistics statistics() const = 0;
};

/// What opening may be told.
struct OpenOptions {
  std::optional<PixelSize> pixel_size;  ///< wins over file and panel
};

/// Opens a scan: one TIFF, one TIFF per channel, or a folder of camera fields, and binds the panel's
/// channels by name (by position only if the panel says so). Everything that can be checked without
/// decoding pixels is checked here.
/// @throws Error NoInput, NoPermission, BadData (damaged, unsupported, contradicting pages), BadConfig
///         (channel absent or named twice, no pixel size).
[[nodiscard]] std::unique_ptr<SlideReader> open_slide(const std::vector<std::filesystem::path>& scan,
                                                      const Panel& panel, const OpenOptions& options = {});

/// What can be understood of a scan without a panel (`cytrial info`). @throws Error as open_slide().
[[nodiscard]] SlideDescription describe_slide(const std::vector<std::filesystem::path>& scan);

}  // namespace cyto
