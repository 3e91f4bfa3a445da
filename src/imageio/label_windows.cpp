#include "cytrial/imageio/label_windows.h"

#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <string>
#include <vector>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

constexpr std::uint32_t kMaxTilePx = 4096;

struct CloseTiff {
  void operator()(TIFF* tiff) const noexcept { TIFFClose(tiff); }
};

/// Keeps libtiff from writing to standard error: what goes wrong is told by the Error.
int say_nothing(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/,
                va_list /*values*/) {
  return 1;
}

std::unique_ptr<TIFF, CloseTiff> open_quietly(const std::filesystem::path& file) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 &TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), say_nothing, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), say_nothing, nullptr);
  std::unique_ptr<TIFF, CloseTiff> tiff(TIFFOpenExt(file.c_str(), "r", options.get()));
  if (!tiff) {
    throw Error(ErrorCode::NoInput, file.string(), "cannot be opened as a TIFF",
                "analyse the sample again with --labels");
  }
  return tiff;
}

std::uint32_t number_of(TIFF* tiff, std::uint32_t tag) {
  std::uint32_t value = 0;
  TIFFGetField(tiff, tag, &value);
  return value;
}

bool holds_labels(TIFF* tiff) {
  std::uint16_t bits = 0;
  std::uint16_t samples = 1;
  std::uint16_t format = SAMPLEFORMAT_UINT;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  return TIFFIsTiled(tiff) != 0 && bits == 32 && samples == 1 && format == SAMPLEFORMAT_UINT;
}

}  // namespace

struct LabelWindows::State {
  std::string name;
  std::unique_ptr<TIFF, CloseTiff> tiff;
  std::int64_t tile_width = 0;
  std::int64_t tile_height = 0;
  std::vector<std::uint32_t> tile;

  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorCode::BadData, name, problem, "analyse the sample again with --labels");
  }

  void read_tile(std::int64_t x, std::int64_t y) {
    if (TIFFReadTile(tiff.get(), tile.data(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0,
                     0) < 0) {
      fail("its tile at " + std::to_string(x) + "," + std::to_string(y) + " cannot be decoded");
    }
  }
};

LabelWindows::LabelWindows(const std::filesystem::path& file, std::int64_t width_px, std::int64_t height_px)
    : state_(std::make_unique<State>()) {
  state_->name = file.string();
  state_->tiff = open_quietly(file);
  TIFF* tiff = state_->tiff.get();
  const std::uint32_t tile_width = number_of(tiff, TIFFTAG_TILEWIDTH);
  const std::uint32_t tile_height = number_of(tiff, TIFFTAG_TILELENGTH);
  if (!holds_labels(tiff) || tile_width == 0 || tile_height == 0 || tile_width > kMaxTilePx ||
      tile_height > kMaxTilePx) {
    state_->fail("is no label image of 32 bits in tiles");
  }
  if (number_of(tiff, TIFFTAG_IMAGEWIDTH) != width_px || number_of(tiff, TIFFTAG_IMAGELENGTH) != height_px) {
    state_->fail("is not of the scan's size");
  }
  state_->tile_width = tile_width;
  state_->tile_height = tile_height;
  state_->tile.resize(std::size_t{tile_width} * tile_height);
  if (static_cast<std::uint64_t>(TIFFTileSize64(tiff)) != state_->tile.size() * sizeof(std::uint32_t)) {
    state_->fail("has tiles of an unexpected size");
  }
}

LabelWindows::~LabelWindows() = default;
LabelWindows::LabelWindows(LabelWindows&&) noexcept = default;
LabelWindows& LabelWindows::operator=(LabelWindows&&) noexcept = default;

MaskWindow LabelWindow::mask_of(const SlideRect& part, std::uint32_t label) const {
  MaskWindow mask{part, {}};
  mask.inside.reserve(static_cast<std::size_t>(part.area()));
  for (std::int64_t y = part.y - rect.y; y < part.bottom() - rect.y; ++y) {
    const std::uint32_t* row = labels.data() + y * rect.width;
    for (std::int64_t x = part.x - rect.x; x < part.right() - rect.x; ++x) {
      mask.inside.push_back(row[x] == label ? 1 : 0);
    }
  }
  return mask;
}

LabelWindow LabelWindows::read(const SlideRect& rect) const {
  LabelWindow window{rect, std::vector<std::uint32_t>(static_cast<std::size_t>(rect.area()), 0)};
  State& s = *state_;
  for (std::int64_t top = rect.y / s.tile_height * s.tile_height; top < rect.bottom(); top += s.tile_height) {
    for (std::int64_t left = rect.x / s.tile_width * s.tile_width; left < rect.right();
         left += s.tile_width) {
      s.read_tile(left, top);
      const SlideRect part = intersect(rect, {left, top, s.tile_width, s.tile_height});
      for (std::int64_t y = part.y; y < part.bottom(); ++y) {
        const std::uint32_t* from = s.tile.data() + (y - top) * s.tile_width + (part.x - left);
        std::copy_n(from, part.width, window.labels.data() + (y - rect.y) * rect.width + (part.x - rect.x));
      }
    }
  }
  return window;
}

}  // namespace cyto
