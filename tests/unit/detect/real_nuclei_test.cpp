// Detection against hand-drawn outlines of real images (tests/data/nuclei/SOURCE.md). The floors are what the
// program reached when they were set, less about three nuclei: they guard against getting worse.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "cytrial/detect/segmentation.h"
#include "cytrial/imageio/read_plane.h"
#include "cytrial/process/correct_tile.h"

namespace cyto {
namespace {

cv::Mat read_image(const std::string& name) {
  return read_plane(std::string(CYTRIAL_SOURCE_DIR) + "/tests/data/nuclei/" + name);
}

Segmentation segment_image(const cv::Mat& image, double pixel_um) {
  RawTile raw;
  raw.rect = {0, 0, image.cols, image.rows};
  raw.planes = {image};
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].role = ChannelRole::Nuclear;
  const std::vector<FieldPlacement> fields{{"image", raw.rect, raw.rect}};
  CorrectionInputs inputs;
  inputs.panel = &panel;
  inputs.pixel_size = {pixel_um, pixel_um};
  inputs.slide = raw.rect;
  inputs.fields = &fields;
  return segment(correct_tile(raw, raw.rect, inputs), std::nullopt, DetectionOptions{});
}

/// F1 of one-to-one matches with intersection over union above one half (then no match is ambiguous).
double f1(const cv::Mat1i& found, const cv::Mat1w& truth) {
  std::map<int, int> found_area;
  std::map<int, int> true_area;
  std::map<std::pair<int, int>, int> both;
  for (int y = 0; y < found.rows; ++y) {
    for (int x = 0; x < found.cols; ++x) {
      found_area[found(y, x)] += 1;
      true_area[truth(y, x)] += 1;
      both[{found(y, x), truth(y, x)}] += 1;
    }
  }
  int matches = 0;
  for (const auto& [pair, shared] : both) {
    const int either = found_area[pair.first] + true_area[pair.second] - shared;
    matches += pair.first != 0 && pair.second != 0 && 2 * shared > either ? 1 : 0;
  }
  found_area.erase(0);
  true_area.erase(0);
  return 2.0 * matches / static_cast<double>(found_area.size() + true_area.size());
}

struct RealImage {
  const char* name;
  double pixel_um;
  double floor;
};

class RealNuclei : public ::testing::TestWithParam<RealImage> {};

TEST_P(RealNuclei, AreFoundAsPeopleOutlineThem) {
  const cv::Mat image = read_image(std::string(GetParam().name) + "_image.tif");
  const cv::Mat1w truth = read_image(std::string(GetParam().name) + "_labels.tif");
  EXPECT_GE(f1(segment_image(image, GetParam().pixel_um).nuclei.plane(), truth), GetParam().floor);
}

INSTANTIATE_TEST_SUITE_P(Dsb2018, RealNuclei,
                         ::testing::Values(RealImage{"00071198d059", 0.501, 0.80},
                                           RealImage{"9f073db4acd7", 0.499, 0.80},
                                           RealImage{"7978812d0e2e", 0.187, 0.90},
                                           RealImage{"df53d0b6c2c4", 0.643, 0.74}),
                         [](const auto& chosen) { return std::string("Image") + chosen.param.name; });

}  // namespace
}  // namespace cyto
