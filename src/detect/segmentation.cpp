#include "cytrial/detect/segmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cell_regions.h"
#include "cytokeratin_objects.h"
#include "cytrial/core/error.h"
#include "cytrial/process/correct_tile.h"
#include "label_cleanup.h"
#include "nucleus_detector.h"
#include "nucleus_regions.h"

namespace cyto {
namespace {

// A cytokeratin object with more of its area under nuclei than this is no fragment.
constexpr double kMaxNuclearShare = 0.2;

std::int64_t disc_area_px(double diameter_um, const PixelSize& pixel_size) {
  return std::max<std::int64_t>(
      1, std::llround(0.25 * std::numbers::pi * diameter_um * diameter_um / pixel_size.area_um2()));
}

int hole_px(const CorrectedTile& tile, const DetectionOptions& options) {
  return static_cast<int>(options.max_nucleus_diameter_um / tile.pixel_size.mean_um());
}

/// Cytokeratin objects that no nucleus belongs to, cut to what lies outside all nuclei; others erased.
cv::Mat1i fragment_candidates(const cv::Mat1i& objects, const cv::Mat1i& nuclei,
                              const std::vector<std::int32_t>& owner) {
  const std::int32_t count = *std::max_element(objects.begin(), objects.end());
  std::vector<bool> candidate(static_cast<std::size_t>(count) + 1, true);
  for (const std::int32_t object : owner) {
    candidate[static_cast<std::size_t>(object)] = false;
  }
  std::vector<std::int64_t> area(candidate.size(), 0);
  std::vector<std::int64_t> nuclear(candidate.size(), 0);
  for (int y = 0; y < objects.rows; ++y) {
    for (int x = 0; x < objects.cols; ++x) {
      ++area[static_cast<std::size_t>(objects(y, x))];
      nuclear[static_cast<std::size_t>(objects(y, x))] += nuclei(y, x) != 0 ? 1 : 0;
    }
  }
  cv::Mat1i fragments = cv::Mat1i::zeros(objects.size());
  for (int y = 0; y < objects.rows; ++y) {
    for (int x = 0; x < objects.cols; ++x) {
      const auto object = static_cast<std::size_t>(objects(y, x));
      if (object != 0 && candidate[object] && nuclei(y, x) == 0 &&
          static_cast<double>(nuclear[object]) <= kMaxNuclearShare * static_cast<double>(area[object])) {
        fragments(y, x) = objects(y, x);
      }
    }
  }
  return fragments;
}

/// 255 where cytokeratin belongs to a nucleus or is a fragment: no other cell may grow there.
cv::Mat1b barrier_of(const cv::Mat1i& objects, const std::vector<std::int32_t>& owner,
                     const cv::Mat1i& fragments) {
  const std::int32_t count = *std::max_element(objects.begin(), objects.end());
  std::vector<bool> owned(static_cast<std::size_t>(count) + 1, false);
  for (const std::int32_t object : owner) {
    owned[static_cast<std::size_t>(object)] = object != 0;
  }
  cv::Mat1b barrier(objects.size());
  for (int y = 0; y < objects.rows; ++y) {
    for (int x = 0; x < objects.cols; ++x) {
      barrier(y, x) = owned[static_cast<std::size_t>(objects(y, x))] || fragments(y, x) != 0 ? 255 : 0;
    }
  }
  return barrier;
}

/// Regions of all cells: cytokeratin where a nucleus owns some, else a ring.
cv::Mat1i with_cytokeratin(const CorrectedTile& tile, const cv::Mat1i& nuclei, std::size_t channel,
                           std::size_t count, const DetectionOptions& options,
                           std::vector<LabelledObject>& fragments) {
  const double pixel_um = tile.pixel_size.mean_um();
  const cv::Mat1i objects = find_cytokeratin_objects(tile, channel, options);
  const cv::Mat1i rings = grow_labels(nuclei, options.ring_um / pixel_um, cv::Mat1b::zeros(nuclei.size()));
  const std::vector<std::int32_t> owner = owners(nuclei, rings, objects, count);
  cv::Mat1i free = fragment_candidates(objects, nuclei, owner);
  fragments = clean_labels(free, disc_area_px(options.min_fragment_diameter_um, tile.pixel_size),
                           hole_px(tile, options), tile.rect);
  const cv::Mat1b barrier = barrier_of(objects, owner, free);
  cv::Mat1i cells = nuclei.clone();
  grow_within(cells, objects, owner, options.max_cytoplasm_um / pixel_um);
  for (int y = 0; y < cells.rows; ++y) {
    for (int x = 0; x < cells.cols; ++x) {
      const std::int32_t ring = rings(y, x);
      if (cells(y, x) == 0 && barrier(y, x) == 0 && ring != 0 && owner[static_cast<std::size_t>(ring)] == 0) {
        cells(y, x) = ring;
      }
      if (cells(y, x) == 0 && free(y, x) != 0) {
        cells(y, x) = static_cast<std::int32_t>(count) + free(y, x);
      }
    }
  }
  return cells;
}

void set_cell_boxes(Segmentation& result) {
  std::vector<cv::Rect> boxes(result.objects.size());
  for (int y = 0; y < result.cells.rows; ++y) {
    for (int x = 0; x < result.cells.cols; ++x) {
      if (result.cells(y, x) != 0) {
        cv::Rect& box = boxes[static_cast<std::size_t>(result.cells(y, x)) - 1];
        box |= cv::Rect(x, y, 1, 1);
      }
    }
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    result.objects[i].cell_box = boxes[i];
  }
}

}  // namespace

Segmentation segment(const CorrectedTile& tile, std::optional<std::size_t> cytokeratin_channel,
                     const DetectionOptions& options) {
  options.validate();
  if (tile.nuclear_channel >= tile.planes.size() ||
      (cytokeratin_channel && *cytokeratin_channel >= tile.planes.size())) {
    throw Error(ErrorCode::Internal, "tile", "channel index out of range");
  }
  Segmentation result;
  result.nuclei = find_nuclei(tile, options);
  const std::vector<LabelledObject> nuclei =
      clean_labels(result.nuclei, disc_area_px(options.min_nucleus_diameter_um, tile.pixel_size),
                   hole_px(tile, options), tile.rect);
  std::vector<LabelledObject> fragments;
  if (cytokeratin_channel) {
    result.cells =
        with_cytokeratin(tile, result.nuclei, *cytokeratin_channel, nuclei.size(), options, fragments);
  } else {
    result.cells = grow_labels(result.nuclei, options.ring_um / tile.pixel_size.mean_um(),
                               cv::Mat1b::zeros(result.nuclei.size()));
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

std::int64_t required_halo_px(const PixelSize& pixel_size, const DetectionOptions& options) {
  const double object_um =
      0.5 * options.max_nucleus_diameter_um + std::max(options.ring_um, options.max_cytoplasm_um);
  const double pixel_um = pixel_size.mean_um();
  const auto signal_px =
      static_cast<std::int64_t>(std::ceil((object_um + nucleus_field_support_um()) / pixel_um));
  return std::max(signal_px, background_support_px(pixel_size));
}

}  // namespace cyto
