#include "cytrial/measure/event_builder.h"

#include <algorithm>
#include <memory>
#include <span>

#include "cell_measures.h"
#include "cytrial/core/error.h"
#include "cytrial/core/focus_limit.h"
#include "feature_table.h"

namespace cyto {
namespace {

void check_planes(const CorrectedTile& tile, const Segmentation& segmentation, const MeasureInputs& inputs) {
  const cv::Size size(static_cast<int>(tile.rect.width), static_cast<int>(tile.rect.height));
  const std::size_t channels = inputs.panel->channels.size();
  const auto fits = [&](const auto& planes, const auto& plane_fits) {
    return planes.size() == channels && std::all_of(planes.begin(), planes.end(), plane_fits);
  };
  if (!fits(tile.planes, [&](const cv::Mat& plane) { return plane.size() == size; }) ||
      !fits(tile.background,
            [&](const MeshPlane& plane) { return cv::Size(plane.cols(), plane.rows()) == size; }) ||
      !fits(tile.saturated, [&](const cv::Mat1b& mask) { return mask.empty() || mask.size() == size; }) ||
      segmentation.nuclei.window() != size || segmentation.cells.window() != size) {
    throw Error(ErrorCode::Internal,
                "window at " + std::to_string(tile.rect.x) + ", " + std::to_string(tile.rect.y),
                "planes, labels and panel do not fit each other");
  }
  constexpr double kMostFocus = 10.0;
  if (!(inputs.min_focus_per_um >= 0 && inputs.min_focus_per_um <= kMostFocus)) {
    throw Error(ErrorCode::BadConfig, "min_focus_per_um", "is out of range", "allowed: 0 to 10");
  }
}

/// On the slide.
SlideRect box_on_slide(const CorrectedTile& tile, const cv::Rect& box) {
  return {tile.rect.x + box.x, tile.rect.y + box.y, box.width, box.height};
}

EventFlags edge_flags(const SlideRect& box, const SlideRect& window, const SlideRect& slide) {
  struct Side {
    bool at_window;
    bool at_slide;
  };
  EventFlags flags = 0;
  for (const Side& side :
       {Side{box.x <= window.x, box.x <= slide.x}, Side{box.y <= window.y, box.y <= slide.y},
        Side{box.right() >= window.right(), box.right() >= slide.right()},
        Side{box.bottom() >= window.bottom(), box.bottom() >= slide.bottom()}}) {
    if (side.at_slide) {
      flags |= bit(EventFlag::TouchesSlideEdge);
    } else if (side.at_window) {
      flags |= bit(EventFlag::TouchesHaloEdge);
    }
  }
  return flags;
}

EventFlags flags_of(const CellMeasures& measures, const DetectedCell& object, const CorrectedTile& tile,
                    const MeasureInputs& inputs) {
  EventFlags flags = edge_flags(box_on_slide(tile, object.cell_box), tile.rect, inputs.slide);
  for (const ChannelMeasures& channel : measures.channels) {
    if (channel.cell.saturated_share > 0 || channel.nucleus.saturated_share > 0) {
      flags |= bit(EventFlag::Saturated);
    }
  }
  if (measures.focus.at_most_per_um <
      focus_limit_at(inputs.min_focus_per_um, tile.pixel_size)) {  // false for NaN: nothing to judge
    flags |= bit(EventFlag::OutOfFocus);
  }
  if (!object.has_nucleus) {
    flags |= bit(EventFlag::WithoutNucleus);
  }
  return flags;
}

/// Writes the values of one event in the order of feature_schema().
class RowWriter {
 public:
  explicit RowWriter(std::span<float> row) : row_(row) {}
  /// What the row has no room for is counted alone.
  void add(double value) {
    if (size_ < row_.size()) {
      row_[size_] = static_cast<float>(value);
    }
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  template <typename Group, typename Table>
  void add_group(const Group& group, const Table& table) {
    for (const auto& entry : table) {
      add(group.*entry.value);
    }
  }
  void add_intensity(const Intensity& intensity, bool with_median) {
    for (const auto& entry : kIntensityColumns) {
      if (entry.value != &Intensity::median_adu || with_median) {
        add(intensity.*entry.value);
      }
    }
  }

 private:
  std::span<float> row_;
  std::size_t size_ = 0;
};

void add_identity(RowWriter& row, const Anchor& anchor, const PixelSize& pixel, EventFlags flags) {
  const SlidePoint point = anchor.point();
  row.add(point.x_px);
  row.add(point.y_px);
  row.add(point.x_px * pixel.x_um);
  row.add(point.y_px * pixel.y_um);
  row.add(static_cast<double>(flags));
}

void add_whole_cell(RowWriter& row, const CellMeasures& measures, const SlideRect& box, bool cytokeratin) {
  row.add(measures.nucleus.area_um2 / measures.cell.area_um2);
  row.add(static_cast<double>(box.x));
  row.add(static_cast<double>(box.y));
  row.add(static_cast<double>(box.width));
  row.add(static_cast<double>(box.height));
  row.add(measures.focus.score_per_um);
  if (cytokeratin) {
    row.add(measures.cytokeratin_overlap);
  }
}

void add_row(RowWriter& row, const CellMeasures& measures, const DetectedCell& object,
             const CorrectedTile& tile, const MeasureInputs& inputs) {
  add_identity(row, object.anchor, tile.pixel_size, flags_of(measures, object, tile, inputs));
  row.add_group(measures.nucleus, kShapeColumns);
  row.add_group(measures.cell, kShapeColumns);
  add_whole_cell(row, measures, box_on_slide(tile, object.cell_box),
                 inputs.panel->index_of(ChannelRole::Cytokeratin).has_value());
  const auto leukocyte = inputs.panel->index_of(ChannelRole::Leukocyte);
  for (std::size_t i = 0; i < measures.channels.size(); ++i) {
    const ChannelMeasures& channel = measures.channels[i];
    row.add_intensity(channel.nucleus, inputs.features.medians);
    row.add_intensity(channel.cell, inputs.features.medians || leukocyte == i);
    row.add(channel.ring_mean_adu);
    row.add(channel.background_adu);
    if (channel.texture) {
      row.add_group(*channel.texture, kTextureColumns);
    }
  }
}

}  // namespace

std::vector<Event> measure_events(const CorrectedTile& tile, const Segmentation& segmentation,
                                  const SlideRect& core, const MeasureInputs& inputs) {
  check_planes(tile, segmentation, inputs);
  const std::size_t columns = feature_schema(*inputs.panel, inputs.features).size();
  std::vector<const DetectedCell*> own;
  for (const DetectedCell& object : segmentation.objects) {
    if (owns(core, object.anchor)) {
      own.push_back(&object);
    }
  }
  std::vector<Event> events(own.size());
  const auto rows = std::make_shared<std::vector<float>>(own.size() * columns);
  CellMeters meters(tile.pixel_size);
  CellRegions regions;
  PixelsAhead ahead(tile);
  for (std::size_t i = 0; i < own.size(); ++i) {
    const DetectedCell& object = *own[i];
    cut_cell(segmentation, object, regions);
    ahead.look_at(own[std::min(i + 1, own.size() - 1)]->cell_box);
    const CellMeasures measures = measure_cell(tile, regions, inputs, meters, ahead);
    Event& event = events[i];
    event.anchor = object.anchor;
    RowWriter row({rows->data() + i * columns, columns});
    add_row(row, measures, object, tile, inputs);
    if (row.size() != columns) {
      throw Error(ErrorCode::Internal, "event table", "a row does not fit the schema");
    }
    if (inputs.keep_masks) {
      event.cell_spans = spans_of(regions.cell, tile.rect);
      event.nucleus_spans = regions.nucleus ? spans_of(*regions.nucleus, tile.rect) : std::vector<MaskSpan>();
    }
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].values = EventValues(rows, i, columns);
  }
  return events;
}

}  // namespace cyto
