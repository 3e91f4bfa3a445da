#include "cytrial/validation/label_image.h"

#include <tiffio.h>

#include <cstdarg>
#include <memory>
#include <string>

#include "cytrial/core/error.h"

namespace cyto::validation {
namespace {

struct CloseTiff {
  void operator()(TIFF* tiff) const noexcept { TIFFClose(tiff); }
};
using TiffPtr = std::unique_ptr<TIFF, CloseTiff>;

/// Keeps libtiff from writing to standard error: what goes wrong is told by the Error.
int say_nothing(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/,
                va_list /*values*/) {
  return 1;
}

TiffPtr open_quietly(const std::filesystem::path& file) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 &TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), say_nothing, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), say_nothing, nullptr);
  TiffPtr tiff(TIFFOpenExt(file.c_str(), "r", options.get()));
  if (!tiff) {
    throw Error(ErrorCode::NoInput, file.string(), "cannot be opened as a TIFF");
  }
  return tiff;
}

int pixel_type(const std::string& file, TIFF* tiff) {
  std::uint16_t bits = 0;
  std::uint16_t samples = 1;
  std::uint16_t format = SAMPLEFORMAT_UINT;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  if (samples != 1 || format != SAMPLEFORMAT_UINT || (bits != 8 && bits != 16 && bits != 32)) {
    throw Error(ErrorCode::BadData, file, "is no label image", "labels are one sample of 8, 16 or 32 bits");
  }
  return bits == 8 ? CV_8U : bits == 16 ? CV_16U : CV_32S;
}

/// Size by two tags. @throws Error BadData when it is impossible.
cv::Size size_of(const std::string& file, TIFF* tiff, std::uint32_t width_tag, std::uint32_t height_tag) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff, width_tag, &width);
  TIFFGetField(tiff, height_tag, &height);
  if (width == 0 || height == 0 || std::int64_t{width} * height > kMaxLabelPixels) {
    throw Error(ErrorCode::BadData, file, "has an image or tiles too large, or empty");
  }
  return {static_cast<int>(width), static_cast<int>(height)};
}

void read_tiles(const std::string& file, TIFF* tiff, cv::Mat& labels) {
  cv::Mat tile(size_of(file, tiff, TIFFTAG_TILEWIDTH, TIFFTAG_TILELENGTH), labels.type());
  if (static_cast<std::uint64_t>(TIFFTileSize64(tiff)) != tile.total() * tile.elemSize()) {
    throw Error(ErrorCode::BadData, file, "has tiles of an unexpected size");
  }
  for (int y = 0; y < labels.rows; y += tile.rows) {
    for (int x = 0; x < labels.cols; x += tile.cols) {
      if (TIFFReadTile(tiff, tile.data, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0) <
          0) {
        throw Error(ErrorCode::BadData, file,
                    "tile at " + std::to_string(x) + "," + std::to_string(y) + " cannot be decoded");
      }
      const cv::Rect inside = cv::Rect(x, y, tile.cols, tile.rows) & cv::Rect({0, 0}, labels.size());
      tile(cv::Rect({0, 0}, inside.size())).copyTo(labels(inside));
    }
  }
}

void read_rows(const std::string& file, TIFF* tiff, cv::Mat& labels) {
  if (TIFFScanlineSize64(tiff) != labels.cols * labels.elemSize()) {
    throw Error(ErrorCode::BadData, file, "has rows of an unexpected length");
  }
  for (int y = 0; y < labels.rows; ++y) {
    if (TIFFReadScanline(tiff, labels.ptr(y), static_cast<std::uint32_t>(y), 0) < 0) {
      throw Error(ErrorCode::BadData, file, "row " + std::to_string(y) + " cannot be decoded");
    }
  }
}

}  // namespace

cv::Mat1i read_label_image(const std::filesystem::path& file) {
  const TiffPtr tiff = open_quietly(file);
  const cv::Size size = size_of(file.string(), tiff.get(), TIFFTAG_IMAGEWIDTH, TIFFTAG_IMAGELENGTH);
  cv::Mat stored(size, pixel_type(file.string(), tiff.get()));
  if (TIFFIsTiled(tiff.get()) != 0) {
    read_tiles(file.string(), tiff.get(), stored);
  } else {
    read_rows(file.string(), tiff.get(), stored);
  }
  cv::Mat1i labels;
  stored.convertTo(labels, CV_32S);
  for (const std::int32_t label : labels) {
    if (label < 0) {
      throw Error(ErrorCode::BadData, file.string(), "has labels beyond 2147483647");
    }
  }
  return labels;
}

}  // namespace cyto::validation
