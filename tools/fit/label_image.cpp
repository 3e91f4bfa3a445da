#include "label_image.h"

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <string>

#include "cytrial/core/error.h"

namespace cyto::fit {
namespace {

constexpr std::uint64_t kMaxPixels = std::uint64_t{1} << 26U;

struct CloseTiff {
  void operator()(TIFF* tiff) const noexcept { TIFFClose(tiff); }
};

int pixel_type(const std::string& file, TIFF* tiff) {
  std::uint16_t bits = 0;
  std::uint16_t samples = 1;
  std::uint16_t format = SAMPLEFORMAT_UINT;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  if (samples != 1 || format > SAMPLEFORMAT_INT || (bits != 8 && bits != 16 && bits != 32)) {
    throw Error(ErrorCode::BadData, file, "is no label image", "labels are one sample of 8, 16 or 32 bits");
  }
  return bits == 8 ? CV_8U : bits == 16 ? CV_16U : CV_32S;
}

void read_tiles(const std::string& file, TIFF* tiff, cv::Mat& labels) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
  if (width == 0 || height == 0 || std::uint64_t{width} * height > kMaxPixels) {
    throw Error(ErrorCode::BadData, file, "has tiles of an impossible size");
  }
  cv::Mat tile(static_cast<int>(height), static_cast<int>(width), labels.type());
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
  const std::unique_ptr<TIFF, CloseTiff> tiff(TIFFOpen(file.c_str(), "r"));
  if (!tiff) {
    throw Error(ErrorCode::NoInput, file.string(), "cannot be opened as a TIFF");
  }
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  if (width == 0 || height == 0 || std::uint64_t{width} * height > kMaxPixels) {
    throw Error(ErrorCode::BadData, file.string(), "is too large, or empty");
  }
  cv::Mat stored(static_cast<int>(height), static_cast<int>(width), pixel_type(file.string(), tiff.get()));
  if (TIFFIsTiled(tiff.get()) != 0) {
    read_tiles(file.string(), tiff.get(), stored);
  } else {
    read_rows(file.string(), tiff.get(), stored);
  }
  cv::Mat1i labels;
  stored.convertTo(labels, CV_32S);
  return labels;
}

}  // namespace cyto::fit
