#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cytrial/core/strict_json.h"
#include "cytrial/measure/event_builder.h"

namespace cyto {
namespace {

constexpr double kAny = std::numeric_limits<double>::infinity();

/// The picture and the values that tests/oracle/generate/measure_values.py made with numpy and scipy.
class MeasureOracle : public ::testing::Test {
 protected:
  MeasureOracle()
      : values_(
            JsonReader::from_file(std::string(CYTRIAL_SOURCE_DIR) + "/tests/oracle/values/measure.json")) {
    const std::vector<JsonReader> window = values_.items("window");
    tile_.rect = {whole(window[0]), whole(window[1]), whole(window[2]), whole(window[3])};
    const std::vector<JsonReader> pixel = values_.items("pixel_size_um");
    tile_.pixel_size = {pixel[0].as_number(0, 1), pixel[1].as_number(0, 1)};
    for (const JsonReader& channel : values_.items("channels")) {
      panel_.channels.push_back(
          {channel.text("name"), channel_role_from(channel.text("role")).value(), {}, {}, {}});
    }
    for (std::size_t i = 0; i < panel_.channels.size(); ++i) {
      tile_.planes.push_back(plane<float>(values_.items("planes")[i]));
      // One mesh cell per pixel.
      tile_.background.push_back(
          {{1, tile_.rect.y, tile_.rect.x, plane<float>(values_.items("backgrounds")[i])}, tile_.rect});
      tile_.saturated.push_back(plane<std::uint8_t>(values_.items("saturated")[i]));
    }
    nuclei_ = plane<std::int32_t>(values_.member("nuclei"));
    cells_ = plane<std::int32_t>(values_.member("cells"));
    segmentation_.nuclei = ObjectRuns(nuclei_);
    segmentation_.cells = ObjectRuns(cells_);
    read_spillover();
    find_objects();
  }

  static std::int64_t whole(const JsonReader& value) { return value.as_integer(0, 1 << 20); }

  template <typename Pixel>
  cv::Mat_<Pixel> plane(const JsonReader& list) const {
    cv::Mat_<Pixel> result(static_cast<int>(tile_.rect.height), static_cast<int>(tile_.rect.width));
    const std::vector<JsonReader> items = list.as_items();
    std::transform(items.begin(), items.end(), result.begin(),
                   [](const JsonReader& item) { return static_cast<Pixel>(item.as_number(-kAny, kAny)); });
    return result;
  }

  void read_spillover() {
    spillover_.spillover.create(3, 3);
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 3; ++column) {
        spillover_.spillover(row, column) = values_.items("spillover")[static_cast<std::size_t>(row)]
                                                .as_items()[static_cast<std::size_t>(column)]
                                                .as_number(0, 1);
      }
    }
    spillover_.compensation = spillover_.spillover.inv();
  }

  void find_objects() {
    for (std::int32_t label = 1; label <= 5; ++label) {
      DetectedCell object;
      object.label = label;
      object.has_nucleus = cv::countNonZero(nuclei_ == label) > 0;
      const cv::Mat1i& anchored = object.has_nucleus ? nuclei_ : cells_;
      for (int y = 0; y < anchored.rows; ++y) {
        for (int x = 0; x < anchored.cols; ++x) {
          if (anchored(y, x) == label) {
            object.anchor.sum_x_px += tile_.rect.x + x;
            object.anchor.sum_y_px += tile_.rect.y + y;
            ++object.anchor.area_px;
          }
          object.nucleus_box |= nuclei_(y, x) == label ? cv::Rect(x, y, 1, 1) : cv::Rect();
          object.cell_box |= cells_(y, x) == label ? cv::Rect(x, y, 1, 1) : cv::Rect();
        }
      }
      segmentation_.objects.push_back(object);
    }
  }

  JsonReader values_;
  Panel panel_;
  CorrectedTile tile_;
  cv::Mat1i nuclei_;
  cv::Mat1i cells_;
  Segmentation segmentation_;
  SpilloverMatrix spillover_;
};

TEST_F(MeasureOracle, AgreesOnEveryColumnOfEveryEvent) {
  MeasureInputs inputs;
  inputs.panel = &panel_;
  inputs.slide = {0, 0, 100000, 100000};
  inputs.spillover = &spillover_;
  inputs.features = kAllFeatures;
  const std::vector<Event> events = measure_events(tile_, segmentation_, tile_.rect, inputs);
  const FeatureSchema schema = feature_schema(panel_, kAllFeatures);
  const std::vector<JsonReader> expected = values_.items("events");
  ASSERT_EQ(events.size(), expected.size());
  for (std::size_t event = 0; event < events.size(); ++event) {
    ASSERT_EQ(expected[event].keys().size(), schema.size());
    for (std::size_t column = 0; column < schema.size(); ++column) {
      const std::string& name = schema.columns()[column].name;
      const JsonReader oracle = expected[event].member(name);
      const auto value = static_cast<double>(events[event].values[column]);
      if (oracle.is_null()) {
        EXPECT_TRUE(std::isnan(value)) << "event " << event << " " << name;
        continue;
      }
      // Both sides are doubles up to the last step: half a unit of a 32-bit float remains.
      const double wanted = oracle.as_number(-kAny, kAny);
      EXPECT_NEAR(value, wanted, 6e-8 * std::abs(wanted) + 1e-9) << "event " << event << " " << name;
    }
  }
}

}  // namespace
}  // namespace cyto
