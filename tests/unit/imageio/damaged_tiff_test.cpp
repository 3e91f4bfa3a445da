#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using test::TemporaryFolder;
using test::TiffVariant;
using ::testing::ContainsRegex;

/// The message of the Error that describing `file` gives; empty when it is accepted.
std::string refusal_of(const std::filesystem::path& file, ErrorCode code = ErrorCode::BadData) {
  try {
    (void)describe_slide({file});
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return {};
}

/// Pages that a program sees which takes the library's "no more directories" for the end of the file.
int pages_of_a_trusting_reader(const std::filesystem::path& file) {
  TIFFSetErrorHandler(nullptr);
  TIFF* tiff = TIFFOpen(file.c_str(), "r");
  if (tiff == nullptr) {
    return 0;
  }
  int pages = 1;
  while (TIFFReadDirectory(tiff) == 1) {
    ++pages;
  }
  TIFFClose(tiff);
  return pages;
}

struct CutFile {
  const char* name;
  TiffVariant variant;
};

std::vector<CutFile> files_to_cut(const cv::Mat& plane) {
  std::vector<CutFile> files(5);
  files[0].name = "strips";
  files[1].name = "tiles in a BigTIFF";
  files[1].variant.tile_width = files[1].variant.tile_height = 16;
  files[1].variant.big_tiff = true;
  files[2].name = "compressed OME pages";
  files[2].variant.compression = COMPRESSION_ADOBE_DEFLATE;
  files[2].variant.description = test::test_ome_xml({"DAPI", "CK", "CD45", "x"}, plane, 0.65);
  files[3].name = "one planar page";
  files[3].variant.samples_in_page = files[3].variant.planar = true;
  files[4].name = "OME pyramid";
  files[4].variant.description = files[2].variant.description;
  files[4].variant.reduced_copies = 1;
  return files;
}

TEST(DamagedTiff, AFourChannelFileCutAtAnyByteIsRefused) {
  const TemporaryFolder folder;
  const auto planes = test::test_planes(4, 21, 19, CV_16UC1);
  const auto file = folder / "cut.tif";
  for (const CutFile& cut : files_to_cut(planes[0])) {
    SCOPED_TRACE(cut.name);
    test::write_test_tiff(file, planes, cut.variant);
    ASSERT_EQ(refusal_of(file), "");
    const auto whole = static_cast<std::int64_t>(std::filesystem::file_size(file));
    int accepted = 0;
    for (std::int64_t size = whole - 1; size >= 0; --size) {
      ASSERT_EQ(::truncate(file.c_str(), size), 0);
      accepted += refusal_of(file).empty() ? 1 : 0;
    }
    EXPECT_GT(whole, 100);
    EXPECT_EQ(accepted, 0) << "of " << whole << " cuts";
  }
}

TEST(DamagedTiff, ATrustingReaderWouldLoseChannelsOfACutFile) {
  // The positive control: these cuts look like healthy files with fewer channels.
  const TemporaryFolder folder;
  const auto file = folder / "cut.tif";
  test::write_test_tiff(file, test::test_planes(4, 21, 19, CV_16UC1), {});
  const auto whole = static_cast<std::int64_t>(std::filesystem::file_size(file));
  int lost = 0;
  for (std::int64_t size = whole - 1; size >= 0; size -= 7) {
    ASSERT_EQ(::truncate(file.c_str(), size), 0);
    const int pages = pages_of_a_trusting_reader(file);
    lost += pages > 0 && pages < 4 ? 1 : 0;
  }
  EXPECT_GT(lost, 100);
}

/// One change to a healthy two-page, 16-bit, uncompressed file and the refusal it must give.
struct Damage {
  const char* reason;
  std::function<void(std::string&)> apply;
};

void set_tag(std::string& tiff, std::uint16_t tag, std::uint32_t value) {
  test::patch_tag(tiff, 0, tag, 3, 1, value);
}

std::vector<Damage> unsupported_pixels() {
  return {
      {"page 0: stores 1-bit unsigned integers", [](auto& t) { set_tag(t, 258, 1); }},
      {"page 0: stores 2-bit unsigned", [](auto& t) { set_tag(t, 258, 2); }},
      {"page 0: stores 4-bit unsigned", [](auto& t) { set_tag(t, 258, 4); }},
      {"page 0: stores 12-bit unsigned", [](auto& t) { set_tag(t, 258, 12); }},
      {"page 0: stores 14-bit unsigned", [](auto& t) { set_tag(t, 258, 14); }},
      {"16 bytes|strip 0 has .* bytes, its pixels need", [](auto& t) { set_tag(t, 258, 32); }},
      {"page 0: stores 16-bit signed", [](auto& t) { set_tag(t, 339, 2); }},
      {"page 0: stores 16-bit floating point", [](auto& t) { set_tag(t, 339, 3); }},
      {"page 0: does not say what its samples are", [](auto& t) { set_tag(t, 339, 4); }},
      {"page 0: stores complex numbers", [](auto& t) { set_tag(t, 339, 5); }},
      {"page 0: has the unknown sample format 9", [](auto& t) { set_tag(t, 339, 9); }},
      {"page 0: unsupported compression: CCITT", [](auto& t) { set_tag(t, 259, 3); }},
      {"page 0: unsupported compression: JPEG;", [](auto& t) { set_tag(t, 259, 7); }},
      {"page 0: unsupported compression: PackBits", [](auto& t) { set_tag(t, 259, 32773); }},
      {"page 0: unsupported compression: JPEG 2000", [](auto& t) { set_tag(t, 259, 34712); }},
      {"page 0: unsupported compression: 42;", [](auto& t) { set_tag(t, 259, 42); }},
      {"page 0: stores inverted grey", [](auto& t) { set_tag(t, 262, 0); }},
      {"page 0: stores a colour palette", [](auto& t) { set_tag(t, 262, 3); }},
      {"page 0: is a transparency mask", [](auto& t) { set_tag(t, 262, 4); }},
      {"page 0: stores printing inks", [](auto& t) { set_tag(t, 262, 5); }},
      {"page 0: stores YCbCr", [](auto& t) { set_tag(t, 262, 6); }},
      {"page 0: stores CIE", [](auto& t) { set_tag(t, 262, 8); }},
      {"page 0: stores logarithmic", [](auto& t) { set_tag(t, 262, 32845); }},
      {"page 0: has the unsupported photometric interpretation 77", [](auto& t) { set_tag(t, 262, 77); }},
  };
}

std::vector<Damage> broken_structure() {
  return {
      {"page 0: the width is 0", [](auto& t) { set_tag(t, 256, 0); }},
      {"page 0: the height is 4000000000", [](auto& t) { test::patch_tag(t, 0, 257, 4, 1, 4'000'000'000U); }},
      {"page 0: the number of samples per pixel is 65535", [](auto& t) { set_tag(t, 277, 65535); }},
      {"page 0: the number of rows per strip is 0", [](auto& t) { set_tag(t, 278, 0); }},
      {"page 0: the planar configuration is 7", [](auto& t) { set_tag(t, 284, 7); }},
      {"lists 3 tile or strip offsets, the image needs", [](auto& t) { set_tag(t, 278, 1); }},
      {"tag 257 has type 5, not an unsigned integer|tag 257 .* behind its end",
       [](auto& t) { test::patch_tag(t, 0, 257, 5, 1, 8); }},
      {"tag 256 has type 2, not an unsigned", [](auto& t) { test::patch_tag(t, 0, 256, 2, 4, 65); }},
      {"tag 258 has the unknown type 99", [](auto& t) { test::patch_tag(t, 0, 258, 99, 1, 16); }},
      {"tag 273 .* claims 4000000000 values",
       [](auto& t) { test::patch_tag(t, 0, 273, 4, 4'000'000'000U, 8); }},
      {"values of tag 273 .* lie behind its end",
       [](auto& t) { test::patch_tag(t, 0, 273, 4, 3, static_cast<std::uint32_t>(t.size()) - 4); }},
      {"page 0: strip 1 .* lies behind the end of the file",
       [](auto& t) { test::put_u32(t, test::tag_value(t, 0, 273) + 4, 1'000'000); }},
      {"page 0: strip 0 is empty", [](auto& t) { test::put_u32(t, test::tag_value(t, 0, 279), 0); }},
      {"page 0: strip 0 has 3 bytes, its pixels need",
       [](auto& t) { test::put_u32(t, test::tag_value(t, 0, 279), 3); }},
      {"page 0: two of its tiles or strips share the bytes",
       [](auto& t) {
         const std::uint32_t offsets = test::tag_value(t, 0, 273);
         test::put_u32(t, offsets, test::get_u32(t, offsets + 4));
       }},
      {"page 1: two of its tiles or strips share the bytes at offset .* with page 0",
       [](auto& t) { test::patch_tag(t, 1, 273, 4, 3, test::tag_value(t, 0, 273)); }},
      {"loop: the directory at offset .* is reached twice",
       [](auto& t) { test::put_u32(t, test::next_link_position(t, 1), test::get_u32(t, 4)); }},
      {"loop: the directory at offset .* is reached twice",
       [](auto& t) { test::put_u32(t, test::next_link_position(t, 0), test::get_u32(t, 4)); }},
      {"directory at offset 9999999 lies behind its end",
       [](auto& t) { test::put_u32(t, test::next_link_position(t, 1), 9'999'999); }},
      {"holds no page", [](auto& t) { test::put_u32(t, 4, 0); }},
      {"does not begin with II or MM", [](auto& t) { t[0] = 'X'; }},
      {"version 44 instead of 42 or 43", [](auto& t) { t[2] = 44; }},
      {"holds tag 256 twice",
       [](auto& t) {
         test::patch_tag(t, 0, 257, 3, 1, 64);
         t[t.find(std::string("\x01\x01\x03\x00", 4))] = 0;
       }},
  };
}

class DamageTest : public ::testing::Test {
 protected:
  void expect_all_refused(const std::vector<Damage>& damages) {
    const auto file = folder_ / "scan.tif";
    test::write_test_tiff(file, test::test_planes(2, 20, 30, CV_16UC1), {});
    const std::string healthy = test::bytes_of(file);
    ASSERT_EQ(refusal_of(file), "");
    for (const Damage& damage : damages) {
      std::string bytes = healthy;
      damage.apply(bytes);
      test::write_bytes(file, bytes);
      EXPECT_THAT(refusal_of(file), ContainsRegex(damage.reason));
      EXPECT_THAT(refusal_of(file), ::testing::HasSubstr("scan.tif"));
    }
  }
  TemporaryFolder folder_;
};

TEST_F(DamageTest, EachUnsupportedPixelFormatIsRefusedWithItsOwnReason) {
  expect_all_refused(unsupported_pixels());
}

TEST_F(DamageTest, EachBrokenStructureIsRefusedWithItsOwnReason) {
  expect_all_refused(broken_structure());
}

TEST_F(DamageTest, TurnedPixelsReversedBitsAndLargeTilesAreRefused) {
  const auto file = folder_ / "scan.tif";
  const auto planes = test::test_planes(1, 20, 30, CV_16UC1);
  const auto with = [&](const TiffVariant& variant, std::uint16_t old_tag, std::uint16_t tag,
                        std::uint32_t value) {
    test::write_test_tiff(file, planes, variant);
    std::string bytes = test::bytes_of(file);
    test::patch_tag(bytes, 0, old_tag, 4, 1, value);
    // Rename the patched tag: libtiff does not write the wanted one itself.
    bytes.replace(
        bytes.find(std::string{static_cast<char>(old_tag & 0xFF), static_cast<char>(old_tag >> 8), 4, 0}), 2,
        std::string{static_cast<char>(tag & 0xFF), static_cast<char>(tag >> 8)});
    test::write_bytes(file, bytes);
    return refusal_of(file);
  };
  EXPECT_THAT(with({}, 284, 274, 6), ContainsRegex("page 0: is stored turned or mirrored .orientation 6"));
  EXPECT_THAT(with({}, 284, 266, 2), ContainsRegex("page 0: stores its bits in reverse"));
  TiffVariant tiled;
  tiled.tile_width = tiled.tile_height = 16;
  tiled.compression = COMPRESSION_ADOBE_DEFLATE;
  test::write_test_tiff(file, planes, tiled);
  std::string bytes = test::bytes_of(file);
  test::patch_tag(bytes, 0, 322, 4, 1, 65536);
  test::patch_tag(bytes, 0, 323, 4, 1, 65536);
  test::write_bytes(file, bytes);
  EXPECT_THAT(refusal_of(file), ContainsRegex("page 0: one tile decodes to 8589934592 bytes, the limit is"));
}

TEST_F(DamageTest, AStripWithFarMoreBytesThanItsPixelsNeedIsRefused) {
  const auto file = folder_ / "scan.tif";
  TiffVariant variant;
  variant.compression = COMPRESSION_LZW;
  variant.rows_per_strip = 20;
  test::write_test_tiff(file, test::test_planes(1, 20, 30, CV_16UC1), variant);
  std::string bytes = test::bytes_of(file);
  test::patch_tag(bytes, 0, 279, 4, 1, 3'000'000);
  bytes.resize(4'000'000);
  test::write_bytes(file, bytes);
  EXPECT_THAT(refusal_of(file),
              ContainsRegex("page 0: strip 0 has 3000000 compressed bytes, the limit is 1050976"));
}

TEST_F(DamageTest, APageThatTheLibraryRefusesIsRefusedAtOpening) {
  const auto file = folder_ / "scan.tif";
  TiffVariant variant;
  variant.compression = COMPRESSION_LZW;
  variant.samples_in_page = true;
  test::write_test_tiff(file, test::test_planes(4, 20, 30, CV_16UC1), variant);
  std::string bytes = test::bytes_of(file);
  test::patch_tag(bytes, 0, 258, 3, 2, 16U | 16U << 16U);  // bits of two of the four samples
  test::write_bytes(file, bytes);
  EXPECT_THAT(refusal_of(file), ContainsRegex("page 0: the TIFF library refuses the page: .*BitsPerSample"));
}

TEST_F(DamageTest, ALoopThroughSubIfdsIsRefused) {
  const auto file = folder_ / "scan.tif";
  TiffVariant variant;
  variant.reduced_copies = 2;
  test::write_test_tiff(file, test::test_planes(1, 40, 40, CV_16UC1), variant);
  const std::string healthy = test::bytes_of(file);
  const std::uint32_t list = test::tag_value(healthy, 0, 330);
  const std::uint32_t first = test::get_u32(healthy, list);
  for (const std::uint32_t target : {first, test::get_u32(healthy, 4)}) {
    std::string bytes = healthy;
    test::put_u32(bytes, list + 4, target);  // the second SubIFD is the first one, or its own parent
    test::write_bytes(file, bytes);
    EXPECT_THAT(refusal_of(file), ContainsRegex("loop: the directory at offset .* is reached twice"));
  }
}

TEST_F(DamageTest, OnlyRegularFilesAreOpened) {
  EXPECT_THAT(refusal_of(folder_ / "absent.tif", ErrorCode::NoInput), ContainsRegex("does not exist"));
  test::write_bytes(folder_ / "empty.tif", "");
  EXPECT_THAT(refusal_of(folder_ / "empty.tif"), ContainsRegex("is empty"));
  test::write_bytes(folder_ / "short.tif", "II*");
  EXPECT_THAT(refusal_of(folder_ / "short.tif"), ContainsRegex("shorter than a TIFF header"));
  const auto fifo = folder_ / "fifo.tif";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(refusal_of(fifo), ContainsRegex("is not a regular file"));
  EXPECT_THAT(refusal_of("/dev/zero"), ContainsRegex("is not a regular file"));
  std::filesystem::create_directory(folder_ / "no_fields");
  EXPECT_THAT(refusal_of(folder_ / "no_fields", ErrorCode::NoInput), ContainsRegex("holds no TIFF file"));
}

TEST_F(DamageTest, AFileThatChangesAfterOpeningLosesItsTilesByName) {
  const auto file = folder_ / "scan.tif";
  test::write_test_tiff(file, test::test_planes(1, 20, 30, CV_16UC1), {});
  const auto slide = open_slide({file}, test::position_panel(1));
  test::write_bytes(file, test::bytes_of(file) + "x");
  const RawTile tile = slide->read_tile({0, 0, 30, 20});
  ASSERT_EQ(tile.failures.size(), 3U);
  EXPECT_THAT(tile.failures[0].problem, ContainsRegex("page 0, strip 0 .*changed while it was read"));
}

TEST_F(DamageTest, AFileThatGrowsBetweenTwoTilesLosesTheSecond) {
  const auto file = folder_ / "scan.tif";
  test::write_test_tiff(file, test::test_planes(1, 20, 30, CV_16UC1), {});
  const auto slide = open_slide({file}, test::position_panel(1));
  EXPECT_TRUE(slide->read_tile({0, 0, 30, 7}).failures.empty());
  test::write_bytes(file, test::bytes_of(file) + "x");
  const RawTile tile = slide->read_tile({0, 7, 30, 7});
  ASSERT_EQ(tile.failures.size(), 1U);
  EXPECT_THAT(tile.failures[0].problem, ContainsRegex("strip 1 .*changed while it was read"));
}

TEST_F(DamageTest, PagesThatShareOneLongListOfTilesAreRefusedEarly) {
  // 40 directories point to one list of 307,200 tiles: 12 million to keep, from a file of 1.2 MB.
  constexpr std::uint32_t kTiles = 307'200;
  constexpr std::uint32_t kPages = 40;
  const auto file = folder_ / "bomb.tif";
  std::string bytes("II*\0", 4);
  bytes.resize(16);
  const auto put = [&](std::uint32_t value) {
    bytes.resize(bytes.size() + 4);
    test::put_u32(bytes, bytes.size() - 4, value);
  };
  for (std::uint32_t i = 0; i < kTiles; ++i) {
    put(1000);  // offset and size of every tile
  }
  test::put_u32(bytes, 4, static_cast<std::uint32_t>(bytes.size()));
  const std::vector<std::array<std::uint32_t, 3>> tags{{256, 1, 8192}, {257, 1, 9600},    {258, 1, 16},
                                                       {259, 1, 5},    {262, 1, 1},       {322, 1, 16},
                                                       {323, 1, 16},   {324, kTiles, 16}, {325, kTiles, 16}};
  for (std::uint32_t page = 0; page < kPages; ++page) {
    bytes += std::string{static_cast<char>(tags.size()), 0};
    for (const auto& [tag, count, value] : tags) {
      put(tag | 4U << 16U);
      put(count);
      put(value);
    }
    put(page + 1 < kPages ? static_cast<std::uint32_t>(bytes.size()) + 4 : 0);
  }
  test::write_bytes(file, bytes);
  EXPECT_THAT(refusal_of(file), ContainsRegex("holds more than 8388608 tiles or strips"));
}

}  // namespace
}  // namespace cyto
