#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/test_tiff.h"

namespace cyto {
namespace {

using ::testing::ContainsRegex;

struct Expected {
  std::string file;
  std::string outcome;
  std::size_t page = 0;
  bool planar = false;
  std::string crc32;
  std::string reason;
};

std::filesystem::path data_folder() {
  return std::filesystem::path(CYTRIAL_SOURCE_DIR) / "tests/data/tiff";
}

std::vector<Expected> read_expected() {
  std::ifstream stream(data_folder() / "expected.csv");
  std::vector<Expected> rows;
  std::string line;
  std::getline(stream, line);  // header
  while (std::getline(stream, line)) {
    std::array<std::string, 6> cells;
    std::istringstream parts(line);
    for (std::string& cell : cells) {
      std::getline(parts, cell, ',');
    }
    rows.push_back({cells[0], cells[1], cells[2].empty() ? 0 : std::stoul(cells[2]), cells[3] == "planar",
                    cells[4], cells[5]});
  }
  return rows;
}

/// CRC-32 of the channels of one page. Test machines are little-endian.
std::string crc_of(const std::vector<cv::Mat>& samples, bool planar) {
  std::string bytes;
  const std::size_t size = samples.front().elemSize();
  const auto append = [&](const cv::Mat& plane, int y, int x) {
    bytes.append(reinterpret_cast<const char*>(plane.ptr(y, x)), size);
  };
  for (std::size_t s = 0; s < (planar ? samples.size() : 1); ++s) {
    for (int y = 0; y < samples.front().rows; ++y) {
      for (int x = 0; x < samples.front().cols; ++x) {
        for (std::size_t k = planar ? s : 0; k < (planar ? s + 1 : samples.size()); ++k) {
          append(samples[k], y, x);
        }
      }
    }
  }
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08lx",
                ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  return text.data();
}

RawTile read_all_channels(const std::filesystem::path& file, SlideDescription& about) {
  about = describe_slide({file});
  return test::read_whole({file}, test::position_panel(about.channels.size()));
}

void expect_pixels(const Expected& expected, const std::filesystem::path& file) {
  SlideDescription about;
  const RawTile tile = read_all_channels(file, about);
  ASSERT_TRUE(tile.failures.empty()) << tile.failures[0].problem;
  std::vector<cv::Mat> samples;
  for (std::size_t i = 0; i < about.channels.size(); ++i) {
    if (about.channels[i].page == expected.page) {
      samples.push_back(tile.planes[i]);
    }
  }
  ASSERT_FALSE(samples.empty());
  EXPECT_EQ(crc_of(samples, expected.planar), expected.crc32) << "page " << expected.page;
}

void expect_refusal(const Expected& expected, const std::filesystem::path& file) {
  SlideDescription about;
  try {
    (void)read_all_channels(file, about);
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BadData);
    EXPECT_THAT(error.what(), ContainsRegex(expected.reason));
  }
}

void expect_loss(const Expected& expected, const std::filesystem::path& file) {
  SlideDescription about;
  const RawTile tile = read_all_channels(file, about);
  ASSERT_FALSE(tile.failures.empty());
  EXPECT_TRUE(tile.planes.empty());
  EXPECT_THAT(tile.failures[0].problem, ContainsRegex(expected.reason));
}

TEST(TiffConformance, FilesOfOtherReadersDecodeExactlyOrAreRefusedWithTheReason) {
  const std::vector<Expected> all = read_expected();
  EXPECT_GT(all.size(), 100U);
  for (const Expected& expected : all) {
    SCOPED_TRACE(expected.file);
    const std::filesystem::path file = data_folder() / expected.file;
    ASSERT_TRUE(std::filesystem::exists(file));
    if (expected.outcome == "pixels") {
      expect_pixels(expected, file);
    } else if (expected.outcome == "refused") {
      expect_refusal(expected, file);
    } else {
      ASSERT_EQ(expected.outcome, "lost");
      expect_loss(expected, file);
    }
  }
}

TEST(TiffConformance, EveryFileOfTheCollectionHasAnExpectation) {
  std::size_t files = 0;
  const std::vector<Expected> all = read_expected();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_folder())) {
    const std::string name = entry.path().lexically_relative(data_folder()).generic_string();
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || extension == ".txt" || extension == ".md" || extension == ".csv") {
      continue;
    }
    ++files;
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Expected& e) { return e.file == name; }))
        << name;
  }
  EXPECT_GT(files, 100U);
}

}  // namespace
}  // namespace cyto
