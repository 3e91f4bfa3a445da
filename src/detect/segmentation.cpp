#include "cytrial/detect/segmentation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cell_regions.h"
#include "cytokeratin_objects.h"
#include "cytrial/core/error.h"
#include "cytrial/process/correct_tile.h"
#include "label_cleanup.h"
#include "label_kernels.h"
#include "label_runs.h"
#include "nucleus_detector.h"
#include "nucleus_regions.h"
#include "object_growth.h"

namespace cyto {
namespace {

// A cytokeratin object with more of its area under nuclei than this is no fragment.
constexpr double kMaxNuclearShare = 0.2;
// Cells are looked for so much further out than they reach: a clump that is cut there may be divided
// otherwise.
constexpr double kClumpMarginUm = 6.0;

std::int64_t disc_area_px(double diameter_um, const PixelSize& pixel_size) {
  return std::max<std::int64_t>(
      1, std::llround(0.25 * std::numbers::pi * diameter_um * diameter_um / pixel_size.area_um2()));
}

int hole_px(const CorrectedTile& tile, const DetectionOptions& options) {
  return static_cast<int>(options.max_nucleus_diameter_um / tile.pixel_size.mean_um());
}

/// Cytokeratin objects that no nucleus belongs to, cut to what lies outside all nuclei.
LabelRuns fragment_candidates(const LabelRuns& objects, const LabelRuns& nuclei,
                              const std::vector<std::int32_t>& owner) {
  const auto entries = static_cast<std::size_t>(objects.most()) + 1;
  std::vector<std::int64_t> area(entries, 0);
  std::vector<std::int64_t> nuclear(entries, 0);
  for (int y = 0; y < objects.rows(); ++y) {
    const std::span<const LabelRun> row = objects.row(y);
    const std::span<const LabelRun> nucleus = nuclei.row(y);
    for (const LabelRun& run : row) {
      area[static_cast<std::size_t>(run.label)] += run.end - run.begin;
    }
    for_each_contact(row, nucleus, [&](std::size_t i, std::size_t j) {
      nuclear[static_cast<std::size_t>(row[i].label)] +=
          std::min(row[i].end, nucleus[j].end) - std::max(row[i].begin, nucleus[j].begin);
    });
  }
  std::vector<std::int32_t> label_of(entries, 0);
  for (std::size_t object = 1; object < entries; ++object) {
    label_of[object] =
        static_cast<double>(nuclear[object]) <= kMaxNuclearShare * static_cast<double>(area[object])
            ? static_cast<std::int32_t>(object)
            : 0;
  }
  for (const std::int32_t object : owner) {
    label_of[static_cast<std::size_t>(object)] = 0;
  }
  return outside_of(objects.relabelled(label_of), nuclei);
}

/// The cytokeratin objects that belong to a nucleus, so that no other cell may grow there.
LabelRuns owned_objects(const LabelRuns& objects, const std::vector<std::int32_t>& owner) {
  std::vector<std::int32_t> label_of(static_cast<std::size_t>(objects.most()) + 1, 0);
  for (const std::int32_t object : owner) {
    label_of[static_cast<std::size_t>(object)] = object;
  }
  return objects.relabelled(label_of);
}

/// Gives nuclei without cytokeratin their rings, but nothing that belongs to others: all cells so far lie in
/// nuclei or in owned objects.
void add_rings(const LabelRuns& rings, const LabelRuns& owned, const LabelRuns& fragments,
               const std::vector<std::int32_t>& owner, cv::Mat1i& cells) {
  std::vector<std::int32_t> label_of(owner.size(), 0);
  for (std::size_t label = 1; label < owner.size(); ++label) {
    label_of[label] = owner[label] == 0 ? static_cast<std::int32_t>(label) : 0;
  }
  const LabelRuns free = outside_of(outside_of(rings.relabelled(label_of), owned), fragments);
  for (int y = 0; y < cells.rows; ++y) {
    std::int32_t* cell = cells.ptr<std::int32_t>(y);
    for (const LabelRun& run : free.row(y)) {
      std::fill(cell + run.begin, cell + run.end, run.label);
    }
  }
}

void add_fragments(const LabelRuns& fragments, std::size_t count, cv::Mat1i& cells) {
  for (int y = 0; y < cells.rows; ++y) {
    std::int32_t* cell = cells.ptr<std::int32_t>(y);
    for (const LabelRun& run : fragments.row(y)) {
      for (int x = run.begin; x < run.end; ++x) {
        cell[x] = cell[x] == 0 ? static_cast<std::int32_t>(count) + run.label : cell[x];
      }
    }
  }
}

/// Regions of all cells: cytokeratin where a nucleus owns some, else a ring.
cv::Mat1i with_cytokeratin(const CorrectedTile& tile, const Segmentation& found, std::size_t channel,
                           const CleanLabels& nuclei, const DetectionOptions& options,
                           std::vector<LabelledObject>& fragments) {
  const double pixel_um = tile.pixel_size.mean_um();
  const std::size_t count = nuclei.objects.size();
  const LabelRuns objects = find_cytokeratin_objects(tile, channel, found.rect, options);
  const LabelRuns rings =
      outside_of(grown_runs(found.nuclei, nuclei.runs.most(), options.ring_um / pixel_um), nuclei.runs);
  const std::vector<std::int32_t> owner = owners(nuclei.runs, rings, objects, count);
  const CleanLabels free = clean_labels(fragment_candidates(objects, nuclei.runs, owner), found.nuclei.cols,
                                        disc_area_px(options.min_fragment_diameter_um, tile.pixel_size),
                                        hole_px(tile, options), found.rect);
  fragments = free.objects;
  cv::Mat1i cells = found.nuclei.clone();
  const LabelRuns owned = owned_objects(objects, owner);
  grow_within(nuclei.runs, owned, owner, options.max_cytoplasm_um / pixel_um, cells);
  add_rings(rings, owned, free.runs, owner, cells);
  add_fragments(free.runs, count, cells);
  return cells;
}

void set_cell_boxes(Segmentation& result) {
  struct Bounds {
    int left = std::numeric_limits<int>::max();
    int right = 0;
    int top = 0;
    int bottom = 0;  ///< behind the last, as `right`; 0 without pixels
  };
  std::vector<Bounds> bounds(result.objects.size() + 1);
  const auto columns = static_cast<std::size_t>(result.cells.cols);
  std::vector<std::int32_t> changes(columns + kPlaceMargin);
  for (int y = 0; y < result.cells.rows; ++y) {
    const std::int32_t* row = result.cells.ptr<std::int32_t>(y);
    std::size_t count = find_changes(row, columns, changes.data());
    changes[count++] = result.cells.cols;
    int begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
      Bounds& of_cell = bounds[static_cast<std::size_t>(row[begin])];
      of_cell.left = std::min(of_cell.left, begin);
      of_cell.right = std::max(of_cell.right, changes[i]);
      of_cell.top = of_cell.bottom == 0 ? y : of_cell.top;
      of_cell.bottom = y + 1;
      begin = changes[i];
    }
  }
  for (std::size_t i = 0; i < result.objects.size(); ++i) {
    if (const Bounds& of_cell = bounds[i + 1]; of_cell.bottom > 0) {
      result.objects[i].cell_box =
          cv::Rect(of_cell.left, of_cell.top, of_cell.right - of_cell.left, of_cell.bottom - of_cell.top);
    }
  }
}

}  // namespace

Segmentation segment(const CorrectedTile& tile, std::optional<std::size_t> cytokeratin_channel,
                     const DetectionOptions& options, const SlideRect& area) {
  options.validate();
  if (tile.nuclear_channel >= tile.planes.size() ||
      (cytokeratin_channel && *cytokeratin_channel >= tile.planes.size())) {
    throw Error(ErrorCode::Internal, "tile", "channel index out of range");
  }
  if (area.empty() || intersect(area, tile.rect) != area) {
    throw Error(ErrorCode::Internal, "tile", "the area to be searched leaves it");
  }
  Segmentation result;
  result.rect = area;
  const auto columns = static_cast<int>(area.width);
  const CleanLabels nuclei = clean_labels(find_nuclei(tile, area, options), columns,
                                          disc_area_px(options.min_nucleus_diameter_um, tile.pixel_size),
                                          hole_px(tile, options), area);
  result.nuclei = nuclei.runs.plane(columns);
  std::vector<LabelledObject> fragments;
  if (cytokeratin_channel) {
    result.cells = with_cytokeratin(tile, result, *cytokeratin_channel, nuclei, options, fragments);
  } else {
    result.cells = grow_labels(result.nuclei, options.ring_um / tile.pixel_size.mean_um());
  }
  for (const LabelledObject& nucleus : nuclei.objects) {
    const auto label = static_cast<std::int32_t>(result.objects.size()) + 1;
    result.objects.push_back({label, true, nucleus.anchor, nucleus.box, {}});
  }
  for (const LabelledObject& fragment : fragments) {
    const auto label = static_cast<std::int32_t>(result.objects.size()) + 1;
    result.objects.push_back({label, false, fragment.anchor, {}, {}});
  }
  set_cell_boxes(result);
  return result;
}

namespace {

/// From a nucleus' centre to the end of its cell.
double cell_reach_um(const DetectionOptions& options) {
  return 0.5 * options.max_nucleus_diameter_um + std::max(options.ring_um, options.max_cytoplasm_um);
}

}  // namespace

std::int64_t detection_margin_px(const PixelSize& pixel_size, const DetectionOptions& options) {
  return static_cast<std::int64_t>(
      std::ceil((cell_reach_um(options) + kClumpMarginUm) / pixel_size.mean_um()));
}

std::int64_t required_halo_px(const PixelSize& pixel_size, const DetectionOptions& options) {
  const double signal_um = cell_reach_um(options) + nucleus_field_support_um();
  const auto signal_px = static_cast<std::int64_t>(std::ceil(signal_um / pixel_size.mean_um()));
  return std::max(signal_px, background_support_px(pixel_size));
}

}  // namespace cyto
