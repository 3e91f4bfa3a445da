#include "cytrial/exchange/candidate_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>

#include "cytrial/core/error.h"
#include "cytrial/imageio/label_windows.h"
#include "event_ellipse.h"

namespace cyto {
namespace {

constexpr std::array kFormColumns{"cell_area_um2",        "cell_diameter_um", "cell_eccentricity",
                                  "cell_solidity",        "nucleus_area_um2", "nucleus_diameter_um",
                                  "nucleus_eccentricity", "nucleus_solidity"};

/// Label images of a sample; both or none.
struct SampleLabels {
  LabelWindows cells;
  LabelWindows nuclei;
};

std::optional<SampleLabels> labels_of(const RunStore& store, const SampleResult& result) {
  const std::filesystem::path folder = store.sample_folder(result.sample_id);
  if (!std::filesystem::exists(folder / "cells.tif") || !std::filesystem::exists(folder / "nuclei.tif")) {
    return std::nullopt;
  }
  return SampleLabels{LabelWindows(folder / "cells.tif", result.width_px, result.height_px),
                      LabelWindows(folder / "nuclei.tif", result.width_px, result.height_px)};
}

/// One event row by column name.
struct NamedRow {
  const FeatureSchema& schema;
  const float* values;

  [[nodiscard]] std::optional<double> value(std::string_view column) const {
    const auto index = schema.index_of(column);
    if (!index || !std::isfinite(values[*index])) {
      return std::nullopt;
    }
    return static_cast<double>(values[*index]);
  }
  [[nodiscard]] std::int64_t whole(std::string_view column) const {
    return std::llround(value(column).value_or(0.0));
  }
  [[nodiscard]] std::optional<EllipseAxes> axes(const std::string& part, const SlidePoint& centre) const {
    const auto major = value(part + "_major_axis_um");
    const auto minor = value(part + "_minor_axis_um");
    if (!major || !minor || *major <= 0.0 || *minor <= 0.0) {
      return std::nullopt;
    }
    return EllipseAxes{centre, *major, *minor, value(part + "_orientation_rad").value_or(0.0)};
  }
};

class ShapeReader {
 public:
  ShapeReader(const RunStore& store, SampleResult result)
      : result_(std::move(result)),
        slide_{0, 0, result_.width_px, result_.height_px},
        labels_(labels_of(store, result_)) {}

  [[nodiscard]] CandidateShape shape(Candidate candidate, const NamedRow& row) const {
    CandidateShape shape;
    for (const char* column : kFormColumns) {
      if (const auto value = row.value(column)) {
        shape.form.emplace_back(column, *value);
      }
    }
    const SlideRect box = box_of(row, candidate);
    if (!from_masks(candidate.event_id, box, shape)) {
      draw(row, candidate.anchor, box, shape);
    }
    shape.candidate = std::move(candidate);
    return shape;
  }

 private:
  /// The cell's box on the slide; at least the pixel of the anchor.
  [[nodiscard]] SlideRect box_of(const NamedRow& row, const Candidate& candidate) const {
    const SlideRect box = intersect(slide_, {row.whole("cell_left_px"), row.whole("cell_top_px"),
                                             row.whole("cell_width_px"), row.whole("cell_height_px")});
    return box.empty() ? SlideRect{static_cast<std::int64_t>(candidate.anchor.x_px),
                                   static_cast<std::int64_t>(candidate.anchor.y_px), 1, 1}
                       : box;
  }

  [[nodiscard]] bool from_masks(std::uint64_t event_id, const SlideRect& box, CandidateShape& shape) const {
    if (!labels_) {
      return false;
    }
    const auto label = static_cast<std::uint32_t>(event_id);
    shape.cell = outline_of(labels_->cells.read(box).mask_of(box, label));
    if (shape.cell.empty()) {
      return false;
    }
    shape.nucleus = outline_of(labels_->nuclei.read(box).mask_of(box, label));
    shape.source = OutlineSource::Mask;
    return true;
  }

  void draw(const NamedRow& row, const SlidePoint& anchor, const SlideRect& box,
            CandidateShape& shape) const {
    const SlidePoint centre{static_cast<double>(box.x) + static_cast<double>(box.width) / 2.0,
                            static_cast<double>(box.y) + static_cast<double>(box.height) / 2.0};
    const auto cell = row.axes("cell", centre);
    shape.source = cell ? OutlineSource::Ellipse : OutlineSource::Box;
    shape.cell = {cell ? ellipse_outline(*cell, result_.pixel_size, slide_) : box_outline(box)};
    if (const auto nucleus = row.axes("nucleus", anchor)) {
      shape.nucleus = {ellipse_outline(*nucleus, result_.pixel_size, slide_)};
    }
  }

  SampleResult result_;
  SlideRect slide_;
  std::optional<SampleLabels> labels_;
};

}  // namespace

std::string_view name_of(OutlineSource source) noexcept {
  switch (source) {
    case OutlineSource::Mask:
      return "mask";
    case OutlineSource::Ellipse:
      return "ellipse";
    case OutlineSource::Box:
      return "box";
  }
  return "";
}

std::vector<CandidateShape> candidate_shapes(const RunStore& store, const std::string& sample_id) {
  auto result = store.result(sample_id);
  if (!result) {
    throw Error(ErrorCode::Usage, "sample " + sample_id, "is not in this result folder",
                "see the samples with: cytrial export DIR --table counts");
  }
  const auto events = store.events(sample_id);  // tells when the sample is not evaluable
  std::vector<Candidate> candidates = store.candidates(sample_id);
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.event_id < b.event_id; });
  const ShapeReader reader(store, std::move(*result));
  std::vector<CandidateShape> shapes;
  EventBatch batch;
  auto next = candidates.begin();
  while (next != candidates.end() && events->next(batch)) {
    for (; next != candidates.end() && next->event_id <= batch.first_event + batch.rows; ++next) {
      const NamedRow row{events->schema(), batch.row(next->event_id - 1 - batch.first_event)};
      shapes.push_back(reader.shape(std::move(*next), row));
    }
  }
  return shapes;
}

}  // namespace cyto
