#include "cytrial/detect/segmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>

#include "bit_plane.h"
#include "cytokeratin_objects.h"
#include "cytokeratin_owners.h"
#include "cytrial/core/error.h"
#include "cytrial/process/correct_tile.h"
#include "label_cleanup.h"
#include "label_runs.h"
#include "nucleus_detector.h"
#include "nucleus_regions.h"
#include "nucleus_rings.h"
#include "object_growth.h"
#include "work_plane.h"

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
  std::vector<std::int32_t> label_of(static_cast<std::size_t>(objects.most()) + 1);
  std::iota(label_of.begin(), label_of.end(), 0);
  for (const std::int32_t object : owner) {
    label_of[static_cast<std::size_t>(object)] = 0;
  }
  const LabelRuns free = objects.relabelled(label_of);  // few as a rule
  std::vector<std::int64_t> area(label_of.size(), 0);
  std::vector<std::int64_t> nuclear(label_of.size(), 0);
  for (int y = 0; y < free.rows(); ++y) {
    const std::span<const LabelRun> row = free.row(y);
    const std::span<const LabelRun> nucleus = nuclei.row(y);
    for (const LabelRun& run : row) {
      area[static_cast<std::size_t>(run.label)] += run.end - run.begin;
    }
    for_each_contact(row, nucleus, [&](std::size_t i, std::size_t j) {
      nuclear[static_cast<std::size_t>(row[i].label)] +=
          std::min(row[i].end, nucleus[j].end) - std::max(row[i].begin, nucleus[j].begin);
    });
  }
  for (std::size_t object = 1; object < label_of.size(); ++object) {
    if (static_cast<double>(nuclear[object]) > kMaxNuclearShare * static_cast<double>(area[object])) {
      label_of[object] = 0;
    }
  }
  return outside_of(free.relabelled(label_of), nuclei);
}

/// The cytokeratin objects that belong to a nucleus, so that no other cell may grow there.
LabelRuns owned_objects(const LabelRuns& objects, const std::vector<std::int32_t>& owner) {
  std::vector<std::int32_t> label_of(static_cast<std::size_t>(objects.most()) + 1, 0);
  for (const std::int32_t object : owner) {
    label_of[static_cast<std::size_t>(object)] = object;
  }
  return objects.relabelled(label_of);
}

/// Regions of all cells: cytokeratin where a nucleus owns some, else a ring; behind them, fragments.
ObjectRuns with_cytokeratin(const CorrectedTile& tile, const Segmentation& found, std::size_t channel,
                            const CleanLabels& nuclei, const DetectionOptions& options,
                            std::vector<LabelledObject>& fragments) {
  const double pixel_um = tile.pixel_size.mean_um();
  const cv::Size window = found.nuclei.window();
  const LabelRuns objects = find_cytokeratin_objects(tile, channel, found.rect, options);
  const ObjectRuns by_label = objects_of(objects, window.width);
  const CytokeratinOwners owners =
      find_owners(found.nuclei, boxes_of(nuclei), objects, by_label, options.ring_um / pixel_um);
  const std::vector<std::int32_t>& owner = owners.object_of;
  CleanLabels free =
      clean_labels(fragment_candidates(objects, nuclei.runs, owner),
                   least_fragment_px(tile.pixel_size, options), hole_px(tile, options), found.rect);
  LabelRuns fragment_runs = outside_of(free.runs, nuclei.runs);
  BitPlane nuclear(window);
  nuclear.add(nuclei.runs);
  BitPlane of_others(window);
  of_others.add(owned_objects(objects, owner));
  of_others.remove(nuclear);
  const bool fragments_overlap = of_others.meets(fragment_runs);
  of_others.add(fragment_runs);
  const ObjectRuns with_ring = outside_of(owners.ringed, of_others);
  const ObjectRuns in_objects =
      grow_within(found.nuclei, nuclear, by_label, owner, options.max_cytoplasm_um / pixel_um);
  ObjectRuns cells(window);
  cells.reserve(owner.size() + free.objects.size(), in_objects.all().size() + with_ring.all().size());
  for (std::int32_t label = 1; label <= found.nuclei.most(); ++label) {
    cells.append_object(owner[static_cast<std::size_t>(label)] != 0 ? in_objects.of(label)
                                                                    : with_ring.of(label));
  }
  if (fragments_overlap) {  // a fragment whose holes were filled lies around a cell
    fragment_runs = outside_of(fragment_runs, rows_of(in_objects));
  }
  const ObjectRuns left = objects_of(fragment_runs, window.width);
  for (std::size_t i = 1; i <= free.objects.size(); ++i) {
    cells.append_object(left.of(static_cast<std::int32_t>(i)));
  }
  fragments = std::move(free.objects);
  return cells;
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
  const CleanLabels nuclei = clean_labels(find_nuclei(tile, area, options),
                                          disc_area_px(options.min_nucleus_diameter_um, tile.pixel_size),
                                          hole_px(tile, options), area);
  result.nuclei = objects_of(nuclei.runs, columns);
  std::vector<LabelledObject> fragments;
  if (cytokeratin_channel) {
    result.cells = with_cytokeratin(tile, result, *cytokeratin_channel, nuclei, options, fragments);
  } else {
    const std::vector<bool> all(nuclei.objects.size() + 1, true);
    result.cells =
        nuclei_with_rings(result.nuclei, boxes_of(nuclei), all, options.ring_um / tile.pixel_size.mean_um());
  }
  const auto add_object = [&](bool has_nucleus, const Anchor& anchor, const cv::Rect& nucleus_box) {
    const auto label = static_cast<std::int32_t>(result.objects.size()) + 1;
    result.objects.push_back({label, has_nucleus, anchor, nucleus_box, box_of(result.cells.of(label))});
  };
  result.objects.reserve(nuclei.objects.size() + fragments.size());
  for (const LabelledObject& nucleus : nuclei.objects) {
    add_object(true, nucleus.anchor, nucleus.box);
  }
  for (const LabelledObject& fragment : fragments) {
    add_object(false, fragment.anchor, {});
  }
  return result;
}

namespace {

/// From a nucleus' centre to the end of its cell.
double cell_reach_um(const DetectionOptions& options) {
  return 0.5 * options.max_nucleus_diameter_um + std::max(options.ring_um, options.max_cytoplasm_um);
}

}  // namespace

int work_pixel_px(const PixelSize& pixel_size) {
  return work_bin(pixel_size);
}

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
