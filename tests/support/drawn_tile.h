#pragma once

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "cytrial/process/correct_tile.h"

namespace cyto::testing {

/// A two-channel picture (nuclear, cytokeratin) drawn by a test, in camera counts.
struct Drawing {
  double pixel_um;
  cv::Mat1f nuclear;
  cv::Mat1f cytokeratin;

  Drawing(int rows, int columns, double pixel_size_um, float background = 200.0F)
      : pixel_um(pixel_size_um), nuclear(rows, columns, background), cytokeratin(rows, columns, background) {}

  /// A disc with an edge about one micrometre soft; lengths in micrometres. Takes the higher of old and new.
  void disc(cv::Mat1f& plane, double x_um, double y_um, double diameter_um, float counts,
            float base = 200.0F) const {
    for (int y = 0; y < plane.rows; ++y) {
      for (int x = 0; x < plane.cols; ++x) {
        const double r = std::hypot((x + 0.5) * pixel_um - x_um, (y + 0.5) * pixel_um - y_um);
        const double inside = 1.0 / (1.0 + std::exp((r - 0.5 * diameter_um) / 0.25));
        plane(y, x) = std::max(plane(y, x), base + counts * static_cast<float>(inside));
      }
    }
  }
  /// Adds camera noise: variance `read`^2 plus counts / `electrons`.
  void add_noise(std::uint32_t seed, double read = 4.0, double electrons = 2.0) {
    std::mt19937 random(seed);
    for (cv::Mat1f* plane : {&nuclear, &cytokeratin}) {
      for (float& value : *plane) {
        // Sum of uniform numbers: the same on every standard library, unlike normal_distribution.
        double z = -6.0;
        for (int i = 0; i < 12; ++i) {
          z += static_cast<double>(random()) / 4294967296.0;
        }
        value = static_cast<float>(
            std::round(static_cast<double>(value) +
                       z * std::sqrt(read * read + static_cast<double>(value) / electrons)));
      }
    }
  }
};

/// Corrects a drawing that lies at (x, y) of a large slide, as the pipeline would. `depth` is how the scan
/// stores pixels: CV_8U and CV_16U round and clip the counts.
inline CorrectedTile corrected(const Drawing& drawing, std::int64_t x = 0, std::int64_t y = 0,
                               int depth = CV_32F) {
  RawTile raw;
  raw.rect = {x, y, drawing.nuclear.cols, drawing.nuclear.rows};
  raw.planes.resize(2);
  drawing.nuclear.convertTo(raw.planes[0], depth);
  drawing.cytokeratin.convertTo(raw.planes[1], depth);
  Panel panel;
  panel.channels.resize(2);
  panel.channels[0].name = "DAPI";
  panel.channels[0].role = ChannelRole::Nuclear;
  panel.channels[1].name = "CK";
  panel.channels[1].role = ChannelRole::Cytokeratin;
  const std::vector<FieldPlacement> fields{{"scan.tif", {0, 0, 100000, 100000}, {0, 0, 100000, 100000}}};
  CorrectionInputs inputs;
  inputs.panel = &panel;
  inputs.pixel_size = {drawing.pixel_um, drawing.pixel_um};
  inputs.slide = {0, 0, 100000, 100000};
  inputs.fields = &fields;
  return correct_tile(raw, raw.rect, inputs);
}

}  // namespace cyto::testing
