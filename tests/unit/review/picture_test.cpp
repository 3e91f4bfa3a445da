#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/core.hpp>

#include "../../../src/review/grey_png.h"
#include "../../../src/review/tile_render.h"
#include "cytrial/process/crop_render.h"
#include "review_office.h"

namespace cyto::review::test {
namespace {

struct Slides {
  Office office{{1, 12, true, 3000}};
  Browser browser;
  Slides() : browser((office.hire("dora", Role::LabLead), office.login("dora"))) {}
  [[nodiscard]] Response tile(const std::string& place, const std::string& layers = "") const {
    return browser.get("/api/slides/" + office.sample(0) + "/tiles/" + place +
                       (layers.empty() ? "" : "?layers=" + layers));
  }
};

/// The answer once the scan was compared with what was analysed.
Response settled(const Browser& browser, const std::string& path) {
  Response response = browser.get(path);
  while (response.status == 503) {
    EXPECT_THAT(response.body, testing::HasSubstr(R"("code":"preparing")"));
    response = browser.get(path);
  }
  return response;
}

TEST(Tiles, ShowTheScansOwnPixelsAtFullResolution) {
  const Slides slides;
  const Response response = slides.tile("12/1_2", "0:ffffff:0:1000:1");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.type, "image/png");
  cv::Mat1w plane(256, 256);
  for (int row = 0; row < 256; ++row) {
    for (int column = 0; column < 256; ++column) {
      plane(row, column) = static_cast<std::uint16_t>(100 + (256 + column) % 512 + (512 + row) % 256);
    }
  }
  EXPECT_EQ(response.body, png_rgb8(blend({plane}, {{0, {255, 255, 255}, {0.0, 1000.0}, 1.0}})));
}

TEST(Tiles, EveryLevelIsThereAndNothingBeyond) {
  const Slides slides;
  EXPECT_THAT(
      slides.browser.get("/api/slides/" + slides.office.sample(0)).body,
      testing::HasSubstr(
          R"("available":true,"reason":null,"width_px":3000,"height_px":3000,"tile_px":256,"max_level":12)"));
  for (int level = 0; level <= 12; ++level) {
    EXPECT_EQ(slides.tile(std::to_string(level) + "/0_0").status, 200) << level;
  }
  for (const char* beyond : {"13/0_0", "12/12_0", "12/0_12", "12/-1_0", "-1/0_0", "12/0", "12/a_b",
                             "12/0_0_0", "99/0_0", "12/99999999999999999999_0"}) {
    EXPECT_EQ(slides.tile(beyond).status, 404) << beyond;
  }
  EXPECT_EQ(slides.tile("12/11_11").status, 200);
}

TEST(Tiles, RefuseLayersThatAreNone) {
  const Slides slides;
  for (const char* layers :
       {"0", "0:ffffff:0:1000", "3:ffffff:0:1000:1", "-1:ffffff:0:1000:1", "0:fffff:0:1000:1",
        "0:FFFFFF:0:1000:1", "0:ffffff:1000:0:1", "0:ffffff:0:1000:0", "0:ffffff:nan:1000:1",
        "0:ffffff:0:inf:1", "0:ffffff:0:1000:11", ","}) {
    EXPECT_EQ(slides.tile("12/0_0", layers).status, 400) << layers;
  }
  EXPECT_EQ(slides.tile("12/0_0", "0:0072b2:0:1000:0.5,2:d55e00:10:900:2").status, 200);
}

TEST(Tiles, ReducedLevelsHoldTheMeanOfTheirPixels) {
  const Slides slides;
  const ReviewSample& sample = slides.office.content().samples()[0];
  ScanChecks checks({}, std::string(64, 'k'), 0);
  (void)checks.digest(slides.office.run() / "scans/S1.ome.tif", [](std::uint64_t /*bytes*/) { return true; });
  SlideShelf shelf(slides.office.content(), ScanFiles({slides.office.run() / "scans"}), checks);
  const auto slide = shelf.slide(sample);
  const cv::Mat whole = slide->part({0, 0, 2048, 2048})[1];
  for (const int level : {11, 9, 8, 7}) {
    const int scale = 1 << (12 - level);
    const cv::Mat reduced = (*slide->tile(level, 0, 0))[1];
    const int edge = std::min(2048 / scale, reduced.rows);
    for (const int at : {0, edge / 2, edge - 1}) {
      const double mean = cv::mean(whole(cv::Rect(at * scale, at * scale, scale, scale)))[0];
      EXPECT_NEAR(reduced.at<std::uint16_t>(at, at), mean, 1.5) << level << " " << at;
    }
  }
}

TEST(Pictures, AreOneSizeAlsoAtTheSlidesEdge) {
  const Slides slides;
  const std::string first = "/api/candidates/" + slides.office.candidate(0, 0) + "/picture";
  const Response strip = slides.browser.get(first);
  ASSERT_EQ(strip.status, 200) << strip.body;
  // 48 um at 0.5 um: 97 pixels, three channels side by side.
  const cv::Mat1b pixels = gray8_from_png(strip.body, "strip");
  EXPECT_EQ(pixels.size(), cv::Size(3 * 97, 97));
  EXPECT_EQ(gray8_from_png(slides.browser.get(first + "?show=1&edge_um=96").body, "channel").size(),
            cv::Size(193, 193));
  EXPECT_EQ(slides.browser.get(first + "?show=composite").status, 200);
  for (const char* wrong :
       {"?show=3", "?show=-1", "?show=x", "?edge_um=7", "?edge_um=401", "?edge_um=nan", "?other=1"}) {
    EXPECT_EQ(slides.browser.get(first + wrong).status, 400) << wrong;
  }
}

TEST(Pictures, WithoutTheScanTheStoredOnesAreShownAndSaySo) {
  Office office;
  office.hire("dora", Role::LabLead);
  const Browser dora = office.login("dora");
  const auto& content = office.content();
  std::string with_crop;
  for (const std::size_t index : content.samples()[0].candidates) {
    with_crop = content.candidates()[index].found.event_id == 1 ? content.candidates()[index].id : with_crop;
  }
  const Response strip = dora.get("/api/candidates/" + with_crop + "/picture");
  ASSERT_EQ(strip.status, 200) << strip.body;
  EXPECT_THAT(strip.headers, testing::Contains(testing::Pair("X-Cytrial-Range", "sample")));
  EXPECT_EQ(gray8_from_png(strip.body, "strip").size(), cv::Size(3 * 97, 97));
  EXPECT_EQ(dora.get("/api/candidates/" + with_crop + "/picture?edge_um=96").status, 404);
  EXPECT_THAT(dora.get("/api/slides/" + office.sample(0)).body, testing::HasSubstr(R"("available":false)"));
}

TEST(Slides, AnotherFileOfTheSameNameIsNeverShown) {
  Office office{{1, 12, true, 1024}};
  office.hire("dora", Role::LabLead);
  const std::filesystem::path scan = office.run() / "scans/S1.ome.tif";
  std::FILE* file = std::fopen(scan.c_str(), "r+b");
  std::fseek(file, -1, SEEK_END);
  const int last = std::fgetc(file);
  std::fseek(file, -1, SEEK_END);
  std::fputc(last ^ 1, file);
  std::fclose(file);
  const Browser dora = office.login("dora");
  const std::string slide = "/api/slides/" + office.sample(0);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(
        settled(dora, slide).body,
        testing::HasSubstr(R"("available":false,"reason":"the scan is not the one that was analysed")"));
    EXPECT_EQ(dora.get(slide + "/tiles/10/0_0").status, 500);
  }
}

TEST(Slides, AScanThatIsWrittenToWhileItIsOpenIsNotShownAnyMore) {
  Office office{{1, 12, true, 1024}};
  office.hire("dora", Role::LabLead);
  const Browser dora = office.login("dora");
  const std::string slide = "/api/slides/" + office.sample(0);
  EXPECT_EQ(dora.get(slide + "/tiles/10/0_0").status, 200);
  const std::filesystem::path scan = office.run() / "scans/S1.ome.tif";
  std::FILE* file = std::fopen(scan.c_str(), "r+b");
  std::fseek(file, -1, SEEK_END);
  std::fputc('x', file);
  std::fclose(file);
  EXPECT_EQ(settled(dora, slide + "/tiles/10/0_0").status, 500);
}

TEST(Blend, FollowsRangeColourAndGamma) {
  const std::vector<cv::Mat> planes{cv::Mat(1, 4, CV_16U), cv::Mat(1, 4, CV_32F, cv::Scalar(50.0))};
  cv::Mat first = planes[0];
  for (int i = 0; i < 4; ++i) {
    first.at<std::uint16_t>(0, i) = static_cast<std::uint16_t>(100 * i);
  }
  const cv::Mat3b linear = blend(planes, {{0, {255, 0, 0}, {100.0, 300.0}, 1.0}});
  EXPECT_EQ(linear(0, 0), cv::Vec3b(0, 0, 0));
  EXPECT_NEAR(linear(0, 2)[0], 128, 1);
  EXPECT_EQ(linear(0, 3), cv::Vec3b(255, 0, 0));
  const cv::Mat3b bent = blend(planes, {{0, {255, 0, 0}, {100.0, 300.0}, 0.5}});
  EXPECT_NEAR(bent(0, 2)[0], 180, 1);
  const cv::Mat3b both =
      blend(planes, {{0, {255, 0, 0}, {100.0, 300.0}, 1.0}, {1, {0, 200, 100}, {0.0, 100.0}, 1.0}});
  EXPECT_NEAR(both(0, 3)[1], 100, 1);
  EXPECT_EQ(both(0, 3)[0], 255);
}

}  // namespace
}  // namespace cyto::review::test
