#include "cytrial/imageio/tiff_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <tiffio.h>

#include <cstring>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using Tiff = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

/// Pixels that differ everywhere and by page, so that a swapped tile, row or page is seen.
cv::Mat pattern(int rows, int cols, int type, unsigned page) {
  cv::Mat plane(rows, cols, type);
  const std::size_t size = plane.elemSize();
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < cols; ++x) {
      const std::uint32_t mixed =
          (static_cast<std::uint32_t>(y) * 7919U + static_cast<std::uint32_t>(x) * 104729U + page) *
          2654435761U;
      const float real = static_cast<float>(mixed >> 8U) / 1000.0F - 3000.0F;
      std::memcpy(plane.ptr(y, x), type == CV_32FC1 ? static_cast<const void*>(&real) : &mixed, size);
    }
  }
  return plane;
}

void write(const std::filesystem::path& file, const TiffPlaneOptions& options,
           const std::vector<cv::Mat>& pages) {
  const auto writer = create_tiled_tiff(file, options, pages.size());
  for (int y = 0; y < pages[0].rows; y += static_cast<int>(options.tile_px)) {
    std::vector<cv::Mat> band;
    for (const cv::Mat& page : pages) {
      band.push_back(page.rowRange(y, std::min(page.rows, y + static_cast<int>(options.tile_px))));
    }
    writer->write_band(band);
  }
  writer->finish();
}

cv::Mat read_page(TIFF* tiff, int type) {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t edge = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &edge);
  cv::Mat page(static_cast<int>(height), static_cast<int>(width), type);
  cv::Mat tile(static_cast<int>(edge), static_cast<int>(edge), type);
  for (std::uint32_t y = 0; y < height; y += edge) {
    for (std::uint32_t x = 0; x < width; x += edge) {
      EXPECT_EQ(TIFFReadTile(tiff, tile.data, x, y, 0, 0), TIFFTileSize(tiff));
      const cv::Rect part(static_cast<int>(x), static_cast<int>(y),
                          static_cast<int>(std::min(edge, width - x)),
                          static_cast<int>(std::min(edge, height - y)));
      tile(cv::Rect(0, 0, part.width, part.height)).copyTo(page(part));
    }
  }
  return page;
}

bool same_bytes(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() &&
         std::memcmp(a.data, b.data, a.total() * a.elemSize()) == 0;
}

struct Kind {
  int bits;
  bool floating;
  int type;
};

class EveryKind : public testing::TestWithParam<std::tuple<TiffCompression, bool, Kind>> {};

TEST_P(EveryKind, ComesBackThroughLibtiffPixelByPixel) {
  const auto& [compression, predictor, kind] = GetParam();
  TiffPlaneOptions options{.width_px = 75,
                           .height_px = 50,
                           .bits = kind.bits,
                           .floating = kind.floating,
                           .tile_px = 32,
                           .compression = compression,
                           .predictor = predictor,
                           .description = "<OME/>"};
  const std::vector<cv::Mat> pages{pattern(50, 75, kind.type, 1), pattern(50, 75, kind.type, 2),
                                   pattern(50, 75, kind.type, 3)};
  const TemporaryFolder folder;
  write(folder / "a.tif", options, pages);

  const Tiff tiff(TIFFOpen((folder / "a.tif").c_str(), "r"), &TIFFClose);
  ASSERT_TRUE(tiff);
  EXPECT_TRUE(TIFFIsBigTIFF(tiff.get()));
  EXPECT_EQ(TIFFNumberOfDirectories(tiff.get()), pages.size());
  for (std::size_t page = 0; page < pages.size(); ++page) {
    ASSERT_EQ(TIFFSetDirectory(tiff.get(), static_cast<tdir_t>(page)), 1);
    EXPECT_TRUE(same_bytes(read_page(tiff.get(), kind.type), pages[page])) << "page " << page;
    std::uint16_t format = 0;
    TIFFGetField(tiff.get(), TIFFTAG_SAMPLEFORMAT, &format);
    EXPECT_EQ(format, kind.floating ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
    char* description = nullptr;
    EXPECT_EQ(TIFFGetField(tiff.get(), TIFFTAG_IMAGEDESCRIPTION, &description), page == 0 ? 1 : 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind,
                         testing::Combine(testing::Values(TiffCompression::None, TiffCompression::Lzw,
                                                          TiffCompression::Deflate, TiffCompression::Zstd),
                                          testing::Bool(),
                                          testing::Values(Kind{8, false, CV_8UC1}, Kind{16, false, CV_16UC1},
                                                          Kind{32, false, CV_32SC1},
                                                          Kind{32, true, CV_32FC1})));

TEST(TiledTiffWriter, WritesTheSameBytesTwice) {
  const TiffPlaneOptions options{.width_px = 130, .height_px = 90, .tile_px = 64};
  const std::vector<cv::Mat> pages{pattern(90, 130, CV_16UC1, 1), pattern(90, 130, CV_16UC1, 2)};
  const TemporaryFolder folder;
  write(folder / "a.tif", options, pages);
  write(folder / "b.tif", options, pages);
  EXPECT_EQ(read_text_file(folder / "a.tif"), read_text_file(folder / "b.tif"));
}

TEST(TiledTiffWriter, LeavesNothingWhenItIsDroppedUnfinished) {
  const TemporaryFolder folder;
  {
    const auto writer =
        create_tiled_tiff(folder / "a.tif", {.width_px = 32, .height_px = 64, .tile_px = 32}, 1);
    writer->write_band({cv::Mat::zeros(32, 32, CV_16UC1)});
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TiledTiffWriter, RefusesToFinishWithRowsMissing) {
  const TemporaryFolder folder;
  const auto writer =
      create_tiled_tiff(folder / "a.tif", {.width_px = 32, .height_px = 64, .tile_px = 32}, 1);
  writer->write_band({cv::Mat::zeros(32, 32, CV_16UC1)});
  EXPECT_THROW(writer->finish(), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.tif"));
}

TEST(TiledTiffWriter, RefusesABandOfTheWrongSizeTypeOrPageCount) {
  const TemporaryFolder folder;
  const auto writer =
      create_tiled_tiff(folder / "a.tif", {.width_px = 32, .height_px = 32, .tile_px = 32}, 1);
  EXPECT_THROW(writer->write_band({cv::Mat::zeros(32, 31, CV_16UC1)}), Error);
  EXPECT_THROW(writer->write_band({cv::Mat::zeros(31, 32, CV_16UC1)}), Error);
  EXPECT_THROW(writer->write_band({cv::Mat::zeros(32, 32, CV_8UC1)}), Error);
  EXPECT_THROW(writer->write_band({}), Error);
}

TEST(TiledTiffWriter, RefusesATileSizeThatTiffDoesNotAllow) {
  const TemporaryFolder folder;
  EXPECT_THROW((void)create_tiled_tiff(folder / "a.tif", {.width_px = 9, .height_px = 9, .tile_px = 40}, 1),
               Error);
}

TEST(TiledTiffWriter, NamesTheFileWhenItCannotGrow) {
  // A limit on the size of files stands in for a full disk: the same write fails.
  const TemporaryFolder folder;
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto writer = create_tiled_tiff(
      folder / "a.tif",
      {.width_px = 64, .height_px = 64, .tile_px = 64, .compression = TiffCompression::None}, 1);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    writer->write_band({cv::Mat::zeros(64, 64, CV_16UC1)});
  } catch (const Error& error) {
    message = error.what();
  }
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(message, testing::HasSubstr("a.tif"));
}

TEST(OmeXml, NamesChannelsAndGivesThePixelSizeInMicrometres) {
  const std::string xml =
      ome_xml_for({"DAPI", "CK <\"8/18\"> & 19", "CD45"}, 4096, 2048, "uint16", {0.5, 0.25});
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(xml.c_str()));
  const pugi::xml_node pixels = document.child("OME").child("Image").child("Pixels");
  EXPECT_STREQ(pixels.attribute("DimensionOrder").value(), "XYCZT");
  EXPECT_EQ(pixels.attribute("SizeX").as_int(), 4096);
  EXPECT_EQ(pixels.attribute("SizeY").as_int(), 2048);
  EXPECT_EQ(pixels.attribute("SizeC").as_int(), 3);
  EXPECT_EQ(pixels.attribute("PhysicalSizeX").as_double(), 0.5);
  EXPECT_EQ(pixels.attribute("PhysicalSizeY").as_double(), 0.25);
  EXPECT_STREQ(pixels.attribute("PhysicalSizeXUnit").value(), "\xC2\xB5m");
  std::vector<std::string> names;
  for (const pugi::xml_node channel : pixels.children("Channel")) {
    names.emplace_back(channel.attribute("Name").value());
  }
  EXPECT_THAT(names, testing::ElementsAre("DAPI", "CK <\"8/18\"> & 19", "CD45"));
  int plane = 0;
  for (const pugi::xml_node data : pixels.children("TiffData")) {
    EXPECT_EQ(data.attribute("IFD").as_int(), plane);
    EXPECT_EQ(data.attribute("FirstC").as_int(), plane);
    ++plane;
  }
  EXPECT_EQ(plane, 3);
}

}  // namespace
}  // namespace cyto
