#include "cytrial/synth/simulate_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <sstream>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/imageio/read_plane.h"
#include "cytrial/imageio/slide_reader.h"
#include "support/temporary_folder.h"

namespace cyto::synth {
namespace {

using Row = std::map<std::string, std::string>;

double number(const Row& row, const std::string& column) {
  return parse_double(row.at(column)).value();
}

std::vector<Row> rows_of(const std::filesystem::path& csv) {
  std::istringstream text(read_text_file(csv));
  const auto cells = [](const std::string& line) {
    std::vector<std::string> all(1);
    for (const char c : line) {
      if (c == ',') {
        all.emplace_back();
      } else {
        all.back().push_back(c);
      }
    }
    return all;
  };
  std::string line;
  std::getline(text, line);
  const std::vector<std::string> header = cells(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const std::vector<std::string> values = cells(line);
    EXPECT_EQ(values.size(), header.size());
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i) {
      row[header[i]] = values[i];
    }
    rows.push_back(row);
  }
  return rows;
}

/// The labels image, as 32-bit numbers.
cv::Mat read_labels(const std::filesystem::path& file) {
  std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff(TIFFOpen(file.c_str(), "r"), &TIFFClose);
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t edge = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField(tiff.get(), TIFFTAG_TILEWIDTH, &edge);
  cv::Mat labels(static_cast<int>(height), static_cast<int>(width), CV_32SC1);
  cv::Mat tile(static_cast<int>(edge), static_cast<int>(edge), CV_32SC1);
  for (std::uint32_t y = 0; y < height; y += edge) {
    for (std::uint32_t x = 0; x < width; x += edge) {
      EXPECT_GT(TIFFReadTile(tiff.get(), tile.data, x, y, 0, 0), 0);
      const cv::Rect part = cv::Rect(static_cast<int>(x), static_cast<int>(y), tile.cols, tile.rows) &
                            cv::Rect(0, 0, labels.cols, labels.rows);
      tile(cv::Rect(0, 0, part.width, part.height)).copyTo(labels(part));
    }
  }
  return labels;
}

class Scan : public testing::Test {
 protected:
  /// Simulates into the folder `name`.
  ScanPaths simulate(const std::string& name, const ScanOptions& options) {
    const ScanPaths paths{folder_ / name / "scan.ome.tif", folder_ / name / "truth.csv",
                          folder_ / name / "labels.tif", folder_ / name / "options.json"};
    SilentLogger log;
    result_ = simulate_scan(options, paths, log);
    return paths;
  }

  test::TemporaryFolder folder_;
  SimulatedScan result_;
};

ScanOptions small(std::uint64_t seed) {
  ScanOptions options;
  options.width_px = 700;
  options.height_px = 500;
  options.seed = seed;
  options.density_per_mm2 = 1500;
  options.ctc_count = 12;
  options.tile_px = 256;
  return options;
}

TEST_F(Scan, SameOptionsGiveTheSameBytes) {
  const ScanPaths a = simulate("a", small(4));
  const ScanPaths b = simulate("b", small(4));
  EXPECT_EQ(read_text_file(a.scan), read_text_file(b.scan));
  EXPECT_EQ(read_text_file(a.truth), read_text_file(b.truth));
  EXPECT_EQ(read_text_file(a.labels), read_text_file(b.labels));
  EXPECT_EQ(read_text_file(a.options), read_text_file(b.options));
}

TEST_F(Scan, AnotherSeedGivesAnotherSlide) {
  const ScanPaths a = simulate("a", small(4));
  const ScanPaths b = simulate("b", small(5));
  EXPECT_NE(read_text_file(a.truth), read_text_file(b.truth));
  EXPECT_GT(cv::norm(read_plane(a.scan), read_plane(b.scan), cv::NORM_INF), 0.0);
}

TEST_F(Scan, PixelsAndTruthDoNotDependOnTheBands) {
  ScanOptions options = small(6);
  const ScanPaths a = simulate("a", options);
  options.tile_px = 48;
  options.compression = TiffCompression::None;
  const ScanPaths b = simulate("b", options);
  EXPECT_EQ(read_text_file(a.truth), read_text_file(b.truth));
  for (std::size_t page = 0; page < 3; ++page) {
    EXPECT_EQ(cv::norm(read_plane(a.scan, page), read_plane(b.scan, page), cv::NORM_INF), 0.0) << page;
  }
}

TEST_F(Scan, IsReadAsTheSlideItIs) {
  ScanOptions options = small(7);
  options.fourth_channel = true;
  options.pixel_size = {0.65, 0.6};
  const SlideDescription slide = describe_slide({simulate("a", options).scan});
  EXPECT_EQ(slide.width_px, 700);
  EXPECT_EQ(slide.height_px, 500);
  ASSERT_TRUE(slide.pixel_size);
  EXPECT_EQ(slide.pixel_size->x_um, 0.65);
  EXPECT_EQ(slide.pixel_size->y_um, 0.6);
  std::vector<std::string> names;
  for (const SlideChannel& channel : slide.channels) {
    names.push_back(channel.name);
  }
  EXPECT_THAT(names, testing::ElementsAre("DAPI", "CK", "CD45", "HER2"));
}

TEST_F(Scan, TruthCountsWhatWasSimulated) {
  const std::vector<Row> rows = rows_of(simulate("a", small(8)).truth);
  std::uint64_t cells = 0;
  std::uint64_t ctcs = 0;
  for (const Row& row : rows) {
    cells += row.at("is_cell") == "1" ? 1 : 0;
    ctcs += row.at("phenotype") == "ctc" ? 1 : 0;
  }
  EXPECT_EQ(rows.size(), result_.objects);
  EXPECT_EQ(cells, result_.cells);
  EXPECT_EQ(ctcs, 12U);
  EXPECT_EQ(result_.by_phenotype.at("ctc"), 12U);
}

TEST_F(Scan, LabelsHaveTheAreaAndCentroidOfTheTruth) {
  // Wider than one drawn chunk and lower than one band: nuclei are cut by both and must come together.
  ScanOptions options = small(9);
  options.width_px = 2300;
  options.height_px = 200;
  options.tile_px = 64;
  const ScanPaths paths = simulate("a", options);
  const cv::Mat labels = read_labels(paths.labels);
  std::map<std::int32_t, Anchor> drawn;
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      Anchor& anchor = drawn[labels.at<std::int32_t>(y, x)];
      anchor = {anchor.sum_x_px + x, anchor.sum_y_px + y, anchor.area_px + 1};
    }
  }
  int compared = 0;
  for (const Row& row : rows_of(paths.truth)) {
    const auto id = static_cast<std::int32_t>(number(row, "object_id"));
    if (row.at("is_cell") == "0") {
      EXPECT_EQ(drawn.count(id), 0U);
    } else if (row.at("touching") == "0") {
      ASSERT_EQ(drawn.count(id), 1U) << "object " << id;
      EXPECT_EQ(static_cast<double>(drawn[id].area_px), number(row, "nucleus_area_px")) << "object " << id;
      EXPECT_NEAR(drawn[id].point().x_px, number(row, "x_px"), 6e-4);
      EXPECT_NEAR(drawn[id].point().y_px, number(row, "y_px"), 6e-4);
      ++compared;
    }
  }
  EXPECT_GT(compared, 80);
}

TEST_F(Scan, NucleiShineAtTheirPlaces) {
  ScanOptions options = small(10);
  options.out_of_focus_share = 0.0;
  const ScanPaths paths = simulate("a", options);
  const cv::Mat dapi = read_plane(paths.scan, 0);
  const cv::Scalar background = cv::mean(dapi);
  for (const Row& row : rows_of(paths.truth)) {
    const bool round = row.at("type") == "leukocyte_lymphocyte" || row.at("type") == "ctc";
    if (!round || row.at("touching_edge") == "1") {
      continue;
    }
    const int x = static_cast<int>(number(row, "x_px"));
    const int y = static_cast<int>(number(row, "y_px"));
    const cv::Rect around = cv::Rect(x - 2, y - 2, 5, 5) & cv::Rect(0, 0, dapi.cols, dapi.rows);
    EXPECT_GT(cv::mean(dapi(around))[0], background[0] + 300.0) << "object " << row.at("object_id");
  }
}

TEST_F(Scan, TheTruthsLightIsInThePixels) {
  ScanOptions options = small(11);
  // CTCs alone, bright against the unevenness of the background.
  options.density_per_mm2 = 1;
  options.fragments_per_mm2 = options.ck_debris_per_mm2 = options.fibres_per_mm2 = 0.0;
  options.cluster_share = options.ctc_touching_share = 0.0;
  options.vignetting = 0.0;
  options.background_gradient = 0.0;
  options.ck_level_min = 60;
  options.out_of_focus_share = 0.0;
  const ScanPaths paths = simulate("a", options);
  const cv::Mat ck = read_plane(paths.scan, 1);
  // The median is background: cells cover little of so thin a smear.
  cv::Mat sorted;
  cv::sort(ck.reshape(1, 1), sorted, cv::SORT_EVERY_ROW + cv::SORT_ASCENDING);
  const double background = sorted.at<std::uint16_t>(0, sorted.cols / 2);
  const std::vector<Row> rows = rows_of(paths.truth);
  const auto alone = [&](const Row& row, double reach_px) {
    return std::count_if(rows.begin(), rows.end(), [&](const Row& other) {
             return std::fabs(number(other, "x_px") - number(row, "x_px")) < 2 * reach_px &&
                    std::fabs(number(other, "y_px") - number(row, "y_px")) < 2 * reach_px;
           }) == 1;
  };
  int compared = 0;
  for (const Row& row : rows) {
    const int reach = static_cast<int>(number(row, "cell_diameter_um") / options.pixel_size.x_um * 0.9);
    if (row.at("type") != "ctc" || row.at("touching_edge") == "1" || !alone(row, reach)) {
      continue;
    }
    const cv::Rect around =
        cv::Rect(static_cast<int>(number(row, "x_px")) - reach, static_cast<int>(number(row, "y_px")) - reach,
                 2 * reach + 1, 2 * reach + 1) &
        cv::Rect(0, 0, ck.cols, ck.rows);
    double light = 0.0;
    for (int y = around.y; y < around.br().y; ++y) {
      for (int x = around.x; x < around.br().x; ++x) {
        light += ck.at<std::uint16_t>(y, x) - background;
      }
    }
    const double told =
        number(row, "ck_mean_adu") * number(row, "cell_area_um2") / options.pixel_size.area_um2();
    // The rest lies outside the outline: blur and soft edge.
    EXPECT_NEAR(light / told, 1.06, 0.06) << "object " << row.at("object_id");
    ++compared;
  }
  EXPECT_GE(compared, 4);
}

TEST_F(Scan, EightBitsAndTwelveBitsStayInTheirRange) {
  ScanOptions options = small(12);
  options.bits = 8;
  EXPECT_EQ(read_plane(simulate("a", options).scan).type(), CV_8UC1);
  options.bits = 16;
  options.camera_bits = 12;
  options.ck_level_min = 500;
  options.ck_level_max = 1000;
  double highest = 0.0;
  cv::minMaxLoc(read_plane(simulate("b", options).scan, 1), nullptr, &highest);
  EXPECT_EQ(highest, 4095.0);
}

TEST_F(Scan, FieldsShowTheSameSlideWithNoiseOfTheirOwn) {
  ScanOptions options = small(13);
  options.field_px = 256;
  options.field_overlap_px = 32;
  options.width_px = 256 + 224;
  options.height_px = 256 + 224;
  const ScanPaths whole = simulate("whole", options);
  options.as_fields = true;
  options.serpentine = true;
  const ScanPaths fields = simulate("fields", options);
  EXPECT_EQ(read_text_file(whole.truth), read_text_file(fields.truth));
  const SlideDescription slide = describe_slide({fields.scan});
  EXPECT_EQ(slide.width_px, options.width_px);
  EXPECT_EQ(slide.height_px, options.height_px);
  EXPECT_EQ(slide.fields.size(), 4U);
  // Serpentine: the fourth exposure is the second row's first column.
  const cv::Mat right = read_plane(fields.scan / "field_0003.ome.tif");
  const cv::Mat left = read_plane(fields.scan / "field_0004.ome.tif");
  const cv::Mat shared_left = left.colRange(224, 256);
  const cv::Mat shared_right = right.colRange(0, 32);
  EXPECT_GT(cv::norm(shared_left, shared_right, cv::NORM_INF), 0.0);
  EXPECT_NEAR(cv::mean(shared_left)[0], cv::mean(shared_right)[0], 0.1 * cv::mean(shared_left)[0]);
}

TEST_F(Scan, FieldsGoIntoAnEmptyFolderOnly) {
  ScanOptions options = small(13);
  options.field_px = options.width_px = options.height_px = 256;
  options.as_fields = true;
  (void)simulate("a", options);
  EXPECT_THROW((void)simulate("a", options), Error);
}

TEST_F(Scan, AFailedSecondRunLeavesNoOlderTruthBehind) {
  const ScanPaths first = simulate("a", small(14));
  ScanOptions options = small(15);
  options.ctc_count = 5000;
  EXPECT_THROW((void)simulate("a", options), Error);
  EXPECT_FALSE(std::filesystem::exists(first.truth));
}

TEST_F(Scan, WritesNoTruthWhereTheScanFailed) {
  ScanOptions options = small(14);
  options.ctc_count = 5000;
  EXPECT_THROW((void)simulate("a", options), Error);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a" / "scan.ome.tif"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a" / "truth.csv"));
}

TEST(ScanOptions, RefusesWhatLiesOutOfRangeByName) {
  const auto refusal = [](const auto& change) {
    ScanOptions options;
    change(options);
    try {
      options.validate();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BadConfig);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  using testing::HasSubstr;
  EXPECT_EQ(refusal([](ScanOptions&) {}), "accepted");
  EXPECT_THAT(refusal([](ScanOptions& o) { o.width_px = 0; }), HasSubstr("width_px"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.density_per_mm2 = std::nan(""); }),
              HasSubstr("density_per_mm2"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.ck_level_max = 1; }), HasSubstr("ck_level_max"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.ctc_count = 2000000; }), HasSubstr("ctc_count"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.bits = 12; }), HasSubstr("bits"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.tile_px = 100; }), HasSubstr("tile_px"));
  EXPECT_THAT(refusal([](ScanOptions& o) { o.spillover[1][1] = 0.9; }), HasSubstr("spillover"));
  EXPECT_THAT(refusal([](ScanOptions& o) {
                o.as_fields = true;
                o.field_overlap_px = 100;
              }),
              HasSubstr("use 5944"));
}

}  // namespace
}  // namespace cyto::synth
