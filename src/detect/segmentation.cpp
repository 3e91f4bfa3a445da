#include "cytrial/detect/segmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cell_regions.h"
#include "cytokeratin_objects.h"
#include "cytrial/core/error.h"
#include "cytrial/process/correct_tile.h"
#include "label_cleanup.h"
#include "label_runs.h"
#include "nucleus_detector.h"
#include "nucleus_regions.h"

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

/// Cytokeratin objects that no nucleus belongs to, cut to what lies outside all nuclei; others erased.
cv::Mat1i fragment_candidates(const LabelRuns& objects, const cv::Mat1i& nuclei,
                              const std::vector<std::int32_t>& owner) {
  std::vector<bool> candidate(static_cast<std::size_t>(objects.most()) + 1, true);
  for (const std::int32_t object : owner) {
    candidate[static_cast<std::size_t>(object)] = false;
  }
  std::vector<std::int64_t> area(candidate.size(), 0);
  std::vector<std::int64_t> nuclear(candidate.size(), 0);
  for (int y = 0; y < objects.rows(); ++y) {
    const std::int32_t* nucleus = nuclei.ptr<std::int32_t>(y);
    for (const LabelRun& run : objects.row(y)) {
      const auto object = static_cast<std::size_t>(run.label);
      area[object] += run.end - run.begin;
      nuclear[object] += (run.end - run.begin) - std::count(nucleus + run.begin, nucleus + run.end, 0);
    }
  }
  cv::Mat1i fragments = cv::Mat1i::zeros(nuclei.size());
  for (int y = 0; y < objects.rows(); ++y) {
    const std::int32_t* nucleus = nuclei.ptr<std::int32_t>(y);
    std::int32_t* fragment = fragments.ptr<std::int32_t>(y);
    for (const LabelRun& run : objects.row(y)) {
      const auto object = static_cast<std::size_t>(run.label);
      if (!candidate[object] ||
          static_cast<double>(nuclear[object]) > kMaxNuclearShare * static_cast<double>(area[object])) {
        continue;
      }
      for (int x = run.begin; x < run.end; ++x) {
        fragment[x] = nucleus[x] == 0 ? run.label : 0;
      }
    }
  }
  return fragments;
}

/// Per cytokeratin object: whether it belongs to a nucleus, so that no other cell may grow there.
std::vector<bool> owned_objects(const std::vector<std::int32_t>& owner, std::int32_t most) {
  std::vector<bool> owned(static_cast<std::size_t>(most) + 1, false);
  for (const std::int32_t object : owner) {
    owned[static_cast<std::size_t>(object)] = object != 0;
  }
  return owned;
}

/// Gives nuclei without cytokeratin their rings, but neither on owned cytokeratin nor on fragments.
void add_rings(const LabelRuns& rings, const cv::Mat1i& objects, const cv::Mat1i& fragments,
               const std::vector<std::int32_t>& owner, const std::vector<bool>& owned, cv::Mat1i& cells) {
  for (int y = 0; y < cells.rows; ++y) {
    const std::int32_t* object = objects.ptr<std::int32_t>(y);
    const std::int32_t* fragment = fragments.ptr<std::int32_t>(y);
    std::int32_t* cell = cells.ptr<std::int32_t>(y);
    for (const LabelRun& run : rings.row(y)) {
      for (int x = run.begin; owner[static_cast<std::size_t>(run.label)] == 0 && x < run.end; ++x) {
        if (cell[x] == 0 && fragment[x] == 0 && !owned[static_cast<std::size_t>(object[x])]) {
          cell[x] = run.label;
        }
      }
    }
  }
}

void add_fragments(const cv::Mat1i& fragments, std::size_t count, cv::Mat1i& cells) {
  const LabelRuns runs(fragments);
  for (int y = 0; y < cells.rows; ++y) {
    std::int32_t* cell = cells.ptr<std::int32_t>(y);
    for (const LabelRun& run : runs.row(y)) {
      for (int x = run.begin; x < run.end; ++x) {
        cell[x] = cell[x] == 0 ? static_cast<std::int32_t>(count) + run.label : cell[x];
      }
    }
  }
}

/// Regions of all cells: cytokeratin where a nucleus owns some, else a ring.
cv::Mat1i with_cytokeratin(const CorrectedTile& tile, const Segmentation& found, std::size_t channel,
                           std::size_t count, const DetectionOptions& options,
                           std::vector<LabelledObject>& fragments) {
  const cv::Mat1i& nuclei = found.nuclei;
  const double pixel_um = tile.pixel_size.mean_um();
  const cv::Mat1i objects = find_cytokeratin_objects(tile, channel, found.rect, options);
  const LabelRuns object_runs(objects);
  const LabelRuns rings(grow_labels(nuclei, options.ring_um / pixel_um));
  const std::vector<std::int32_t> owner = owners(nuclei, rings, objects, count);
  cv::Mat1i free = fragment_candidates(object_runs, nuclei, owner);
  fragments = clean_labels(free, disc_area_px(options.min_fragment_diameter_um, tile.pixel_size),
                           hole_px(tile, options), found.rect);
  cv::Mat1i cells = nuclei.clone();
  grow_within(cells, objects, owner, options.max_cytoplasm_um / pixel_um);
  add_rings(rings, objects, free, owner, owned_objects(owner, object_runs.most()), cells);
  add_fragments(free, count, cells);
  return cells;
}

void set_cell_boxes(Segmentation& result) {
  const LabelRuns runs(result.cells);
  std::vector<cv::Rect> boxes(result.objects.size());
  for (int y = 0; y < runs.rows(); ++y) {
    for (const LabelRun& run : runs.row(y)) {
      boxes[static_cast<std::size_t>(run.label) - 1] |= cv::Rect(run.begin, y, run.end - run.begin, 1);
    }
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    result.objects[i].cell_box = boxes[i];
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
  result.nuclei = find_nuclei(tile, area, options);
  const std::vector<LabelledObject> nuclei =
      clean_labels(result.nuclei, disc_area_px(options.min_nucleus_diameter_um, tile.pixel_size),
                   hole_px(tile, options), area);
  std::vector<LabelledObject> fragments;
  if (cytokeratin_channel) {
    result.cells = with_cytokeratin(tile, result, *cytokeratin_channel, nuclei.size(), options, fragments);
  } else {
    result.cells = grow_labels(result.nuclei, options.ring_um / tile.pixel_size.mean_um());
  }
  for (const LabelledObject& nucleus : nuclei) {
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
