#include <gtest/gtest.h>
#include <tiffio.h>
#include <zstd.h>

#include <cstring>
#include <optional>
#include <random>
#include <vector>

#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;

constexpr int kEdge = 64;

/// The only tile of a file as the TIFF library decodes it; nothing when it refuses.
std::optional<cv::Mat> by_the_library(const std::filesystem::path& file) {
  TIFFSetErrorHandler(nullptr);
  TIFFSetWarningHandler(nullptr);
  TIFF* tiff = TIFFOpen(file.c_str(), "rm");
  if (tiff == nullptr) {
    return std::nullopt;
  }
  cv::Mat pixels(kEdge, kEdge, CV_16UC1);
  const auto size = static_cast<tmsize_t>(pixels.total() * pixels.elemSize());
  const tmsize_t got = TIFFReadEncodedTile(tiff, 0, pixels.data, size);
  TIFFClose(tiff);
  return got == size ? std::optional(pixels) : std::nullopt;
}

std::optional<cv::Mat> by_us(const std::filesystem::path& file) {
  const RawTile tile = test::read_whole({file}, test::position_panel(1));
  return tile.failures.empty() ? std::optional(tile.planes[0]) : std::nullopt;
}

bool agree(const std::filesystem::path& file) {
  const auto theirs = by_the_library(file);
  const auto ours = by_us(file);
  return theirs.has_value() == ours.has_value() && (!ours || test::same_pixels(*theirs, *ours));
}

/// A file of one tile, and where the tile's bytes lie in it.
struct OneTile {
  std::string bytes;
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

OneTile one_tile(const std::filesystem::path& file, int compression) {
  TiffVariant variant;
  variant.compression = compression;
  variant.predictor = 2;
  variant.tile_width = variant.tile_height = kEdge;
  test::write_test_tiff(file, test::test_planes(1, kEdge, kEdge, CV_16UC1), variant);
  OneTile tile{test::bytes_of(file), 0, 0};
  tile.begin = test::tag_value(tile.bytes, 0, 324);
  tile.size = test::tag_value(tile.bytes, 0, 325);
  return tile;
}

/// The file with other compressed bytes for its tile, at its end.
std::string with_content(const OneTile& tile, const std::string& content) {
  std::string bytes = tile.bytes;
  const auto begin = static_cast<std::uint32_t>(bytes.size());
  bytes += content;
  test::patch_tag(bytes, 0, 324, TIFF_LONG, 1, begin);
  test::patch_tag(bytes, 0, 325, TIFF_LONG, 1, static_cast<std::uint32_t>(content.size()));
  return bytes;
}

std::string compressed(std::size_t bytes, bool with_checksum = false) {
  const std::string pixels(bytes, '\x03');
  std::string frame(ZSTD_compressBound(bytes), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, with_checksum ? 1 : 0);
  frame.resize(ZSTD_compress2(context, frame.data(), frame.size(), pixels.data(), pixels.size()));
  ZSTD_freeCCtx(context);
  return frame;
}

TEST(LibraryAgreement, ADamagedZstandardTileIsRefusedOrReadAsTheTiffLibraryDoes) {
  const TemporaryFolder folder;
  const OneTile tile = one_tile(folder / "scan.tif", COMPRESSION_ZSTD);
  std::mt19937 random(11);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = tile.bytes;
    const std::size_t at = tile.begin + (i < 40 ? static_cast<std::uint32_t>(i) : random() % tile.size);
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
    test::write_bytes(folder / "damaged.tif", bytes);
    EXPECT_TRUE(agree(folder / "damaged.tif")) << "byte " << at - tile.begin;
  }
}

TEST(LibraryAgreement, AZstandardTileOfAnyLengthIsRefusedOrReadAsTheTiffLibraryDoes) {
  const TemporaryFolder folder;
  const OneTile tile = one_tile(folder / "scan.tif", COMPRESSION_ZSTD);
  const std::size_t pixels = std::size_t{kEdge} * kEdge * 2;
  const std::string skipped("\x50\x2A\x4D\x18\x04\0\0\0abcd", 12);
  const std::string whole = compressed(pixels);
  for (const std::string& content :
       {whole, whole + "behind", compressed(pixels - 2), compressed(pixels + 512),
        compressed(pixels / 2) + compressed(pixels / 2), skipped + whole, whole + skipped,
        whole.substr(0, whole.size() - 1), whole.substr(0, whole.size() / 2), std::string("none of it")}) {
    test::write_bytes(folder / "other.tif", with_content(tile, content));
    EXPECT_TRUE(agree(folder / "other.tif")) << content.size() << " bytes";
  }
}

TEST(LibraryAgreement, ADeflateTileThatTheTiffLibraryRefusesIsNeverRead) {
  const TemporaryFolder folder;
  const OneTile tile = one_tile(folder / "scan.tif", COMPRESSION_ADOBE_DEFLATE);
  const cv::Mat healthy = *by_us(folder / "scan.tif");
  EXPECT_TRUE(test::same_pixels(healthy, *by_the_library(folder / "scan.tif")));
  std::mt19937 random(12);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = tile.bytes;
    const std::size_t at = tile.begin + random() % tile.size;
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
    test::write_bytes(folder / "damaged.tif", bytes);
    const auto ours = by_us(folder / "damaged.tif");
    // The sum at the stream's end lets no changed pixel pass, where the library may.
    EXPECT_TRUE(!ours || test::same_pixels(*ours, healthy)) << "byte " << at - tile.begin;
  }
}

}  // namespace
}  // namespace cyto
