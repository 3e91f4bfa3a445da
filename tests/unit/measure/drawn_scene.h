#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/measure/event_builder.h"
#include "cytrial/measure/region.h"

namespace cyto {

/// Whether the pixel centre (x, y) [slide pixels] belongs to a form.
using Form = std::function<bool(double x, double y)>;

inline Form disc(double x, double y, double radius) {
  return [=](double px, double py) { return (px - x) * (px - x) + (py - y) * (py - y) < radius * radius; };
}

/// Ellipse with semi-axes a (along `angle`, from +x to +y) and b.
inline Form ellipse(double x, double y, double a, double b, double angle) {
  return [=](double px, double py) {
    const double u = (px - x) * std::cos(angle) + (py - y) * std::sin(angle);
    const double v = (py - y) * std::cos(angle) - (px - x) * std::sin(angle);
    return u * u / (a * a) + v * v / (b * b) < 1;
  };
}

/// Rectangle of length along `angle` and width across.
inline Form bar(double x, double y, double length, double width, double angle) {
  return [=](double px, double py) {
    const double u = (px - x) * std::cos(angle) + (py - y) * std::sin(angle);
    const double v = (py - y) * std::cos(angle) - (px - x) * std::sin(angle);
    return std::abs(u) < length / 2 && std::abs(v) < width / 2;
  };
}

/// A region drawn into an empty plane.
inline MeasuredRegion region_of(const Form& form, int width, int height) {
  cv::Mat1i labels = cv::Mat1i::zeros(height, width);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      labels(y, x) = form(x + 0.5, y + 0.5) ? 1 : 0;
    }
  }
  return cut_region(ObjectRuns(labels), 1, cv::Rect(0, 0, width, height));
}

/// A background with one mesh cell per pixel, so that each can be set. @param rect its place on the slide.
inline MeshPlane pixel_mesh(const cv::Mat1f& values, const SlideRect& rect) {
  return {{1, rect.y, rect.x, values}, rect};
}

/// Values of a plane without background in a region, row by row.
inline std::vector<float> values_in(const cv::Mat1f& plane, const MeasuredRegion& region) {
  std::vector<float> values(static_cast<std::size_t>(region.area_px) + MeshPlane::kRunMargin);
  std::vector<float> background(values.size());
  gather(plane, pixel_mesh(cv::Mat1f::zeros(plane.size()), {0, 0, plane.cols, plane.rows}), region,
         values.data(), background.data());
  values.resize(static_cast<std::size_t>(region.area_px));
  return values;
}

/// A window with labelled cells and planes that are functions of the slide pixel.
struct DrawnScene {
  Panel panel;
  CorrectedTile tile;
  Segmentation segmentation;

  DrawnScene(const SlideRect& window, const PixelSize& pixel,
             const std::vector<std::pair<std::string, ChannelRole>>& channels) {
    tile.rect = window;
    tile.pixel_size = pixel;
    const cv::Size size(static_cast<int>(window.width), static_cast<int>(window.height));
    segmentation.nuclei = ObjectRuns(size);
    segmentation.cells = ObjectRuns(size);
    for (const auto& [name, role] : channels) {
      panel.channels.push_back({name, role, {}, {}, {}});
      tile.planes.push_back(cv::Mat1f::zeros(size));
      tile.background.push_back(pixel_mesh(cv::Mat1f::zeros(size), window));
      tile.saturated.push_back(cv::Mat1b::zeros(size));
    }
    tile.nuclear_channel = panel.index_of(ChannelRole::Nuclear).value_or(0);
  }

  /// Sets every pixel of a channel to value(x, y) of its centre on the slide.
  void paint(std::size_t channel, const std::function<double(double, double)>& value,
             const std::function<double(double, double)>& background) {
    cv::Mat1f plane = tile.planes[channel];
    cv::Mat1f under(plane.size());
    for (int y = 0; y < plane.rows; ++y) {
      for (int x = 0; x < plane.cols; ++x) {
        const double slide_x = static_cast<double>(tile.rect.x + x) + 0.5;
        const double slide_y = static_cast<double>(tile.rect.y + y) + 0.5;
        plane(y, x) = static_cast<float>(value(slide_x, slide_y));
        under(y, x) = static_cast<float>(background(slide_x, slide_y));
      }
    }
    tile.background[channel] = pixel_mesh(under, tile.rect);
  }

  /// Draws a cell; without `nucleus` it is a fragment. Labels count up from 1.
  DetectedCell& add(const Form& nucleus, const Form& cell) {
    DetectedCell object;
    object.label = static_cast<std::int32_t>(segmentation.objects.size()) + 1;
    object.has_nucleus = nucleus != nullptr;
    if (nucleus) {
      object.nucleus_box = draw(segmentation.nuclei, nucleus, object.label);
    }
    object.cell_box = draw(segmentation.cells, cell, object.label);
    object.anchor = anchor_of(object.has_nucleus ? segmentation.nuclei : segmentation.cells, object.label);
    segmentation.objects.push_back(object);
    return segmentation.objects.back();
  }

  [[nodiscard]] std::vector<Event> measure(const MeasureInputs& settings = {}) const {
    MeasureInputs inputs = settings;
    inputs.panel = &panel;
    if (inputs.slide.empty()) {
      inputs.slide = inflate_within(tile.rect, 1000, {0, 0, 1 << 20, 1 << 20});
    }
    return measure_events(tile, segmentation, tile.rect, inputs);
  }
  /// One column of the only event, of all there are.
  [[nodiscard]] float value(const std::string& name, const MeasureInputs& settings = {}) const {
    MeasureInputs inputs = settings;
    inputs.features = kAllFeatures;
    return measure(inputs).at(0).values[feature_schema(panel, kAllFeatures).require(name)];
  }

 private:
  cv::Rect draw(ObjectRuns& objects, const Form& form, std::int32_t label) const {
    cv::Mat1i labels = objects.plane();
    cv::Rect box;
    for (int y = 0; y < labels.rows; ++y) {
      for (int x = 0; x < labels.cols; ++x) {
        if (form(static_cast<double>(tile.rect.x + x) + 0.5, static_cast<double>(tile.rect.y + y) + 0.5)) {
          labels(y, x) = label;
          box |= cv::Rect(x, y, 1, 1);
        }
      }
    }
    objects = ObjectRuns(labels);
    return box;
  }
  [[nodiscard]] Anchor anchor_of(const ObjectRuns& objects, std::int32_t label) const {
    const cv::Mat1i labels = objects.plane();
    Anchor anchor;
    for (int y = 0; y < labels.rows; ++y) {
      for (int x = 0; x < labels.cols; ++x) {
        if (labels(y, x) == label) {
          anchor.sum_x_px += tile.rect.x + x;
          anchor.sum_y_px += tile.rect.y + y;
          ++anchor.area_px;
        }
      }
    }
    return anchor;
  }
};

}  // namespace cyto
