#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "cytrial/quality/slide_quality.h"

namespace cyto::test {

/// A slide of three channels whose pixels the test may spoil.
struct Scan {
  SlideDescription about;
  Panel panel;
  RawTile raw;
  std::vector<Event> events;
  std::vector<FeatureColumn> columns{{"flags", ""}};  ///< of the events

  Scan(std::int64_t width, std::int64_t height) {
    about.files = {"scan.tif"};
    about.width_px = width;
    about.height_px = height;
    about.pixel_size = PixelSize{0.5, 0.5};
    about.fields = {{"scan.tif", {0, 0, width, height}, {0, 0, width, height}}};
    panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}},
                      {"CK", ChannelRole::Cytokeratin, {}, {}, {}},
                      {"CD45", ChannelRole::Leukocyte, {}, {}, {}}};
    raw.rect = {0, 0, width, height};
  }

  static Scan noisy(std::int64_t width, std::int64_t height, double level = 300.0, double noise = 8.0,
                    int type = CV_16U) {
    Scan scan(width, height);
    std::mt19937 random(5);
    std::normal_distribution<float> pixel(static_cast<float>(level), static_cast<float>(noise));
    for (std::size_t channel = 0; channel < 3; ++channel) {
      cv::Mat1f plane(static_cast<int>(height), static_cast<int>(width));
      std::generate(plane.begin(), plane.end(), [&] { return pixel(random); });
      scan.raw.planes.emplace_back();
      plane.convertTo(scan.raw.planes.back(), type);
    }
    return scan;
  }

  /// Haze-free 8-bit background clipped to 0, with smooth bright spots that are not clipped.
  static Scan clipped(std::int64_t width, std::int64_t height) {
    Scan scan(width, height);
    std::mt19937 random(6);
    std::uniform_int_distribution<int> at_x(0, static_cast<int>(width) - 1);
    std::uniform_int_distribution<int> at_y(0, static_cast<int>(height) - 1);
    for (std::size_t channel = 0; channel < 3; ++channel) {
      cv::Mat1b plane(static_cast<int>(height), static_cast<int>(width), uchar{0});
      for (int spot = 0; spot < 200; ++spot) {
        draw_spot(plane, at_x(random), at_y(random));
      }
      scan.raw.planes.push_back(plane);
    }
    return scan;
  }

  static void draw_spot(cv::Mat1b& plane, int x0, int y0) {
    for (int y = std::max(0, y0 - 12); y < std::min(plane.rows, y0 + 12); ++y) {
      for (int x = std::max(0, x0 - 12); x < std::min(plane.cols, x0 + 12); ++x) {
        const int height = 144 - (x - x0) * (x - x0) - (y - y0) * (y - y0);
        plane(y, x) = static_cast<uchar>(std::max<int>(plane(y, x), std::max(0, height)));
      }
    }
  }

  void fill(std::size_t channel, const SlideRect& rect, double value) {
    raw.planes[channel](cv::Rect(static_cast<int>(rect.x), static_cast<int>(rect.y),
                                 static_cast<int>(rect.width), static_cast<int>(rect.height)))
        .setTo(value);
  }
  void fill_all(const SlideRect& rect, double value) {
    for (std::size_t channel = 0; channel < raw.planes.size(); ++channel) {
      fill(channel, rect, value);
    }
  }

  /// A nucleus at a place.
  void add_nucleus(std::int64_t x, std::int64_t y, bool blurred = false) {
    Event event;
    event.anchor = {x, y, 1};
    event.values = {static_cast<float>(blurred ? bit(EventFlag::OutOfFocus) : 0U)};
    events.push_back(event);
  }

  /// Nuclei on a grid over `rect`.
  void add_nuclei(const SlideRect& rect, std::int64_t step_px) {
    for (std::int64_t y = rect.y + step_px / 2; y < rect.bottom(); y += step_px) {
      for (std::int64_t x = rect.x + step_px / 2; x < rect.right(); x += step_px) {
        add_nucleus(x, y);
      }
    }
  }

  [[nodiscard]] QualityVerdict judge(bool backwards = false) const { return examined(backwards).judge(); }

  /// All windows and events taken; refers to this scan.
  [[nodiscard]] SlideQuality examined(bool backwards = false) const {
    SlideQuality quality(about, panel, FeatureSchema(columns));
    std::vector<SlideRect> windows;
    for (std::int64_t y = 0; y < about.height_px; y += 1024) {
      for (std::int64_t x = 0; x < about.width_px; x += 1024) {
        windows.push_back(intersect({x, y, 1024, 1024}, raw.rect));
      }
    }
    if (backwards) {
      std::reverse(windows.begin(), windows.end());
    }
    for (const SlideRect& window : windows) {
      quality.add(examine_window(raw, window, panel, content_mark_bits(about.width_px, about.height_px)));
    }
    const std::size_t nuclear = panel.index_of(ChannelRole::Nuclear).value_or(0);
    quality.add(events, MarginBlocks(raw, raw.rect, raw.rect, raw.rect, nuclear));
    return quality;
  }
};

}  // namespace cyto::test
