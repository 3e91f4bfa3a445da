#include "lessons.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "cytrial/process/correct_tile.h"
#include "merge_model.h"
#include "merge_tree.h"
#include "nucleus_detector.h"
#include "object_model.h"
#include "region_graph.h"

namespace cyto::fit {
namespace {

constexpr double kPureShare = 0.6;         // a mixed region has no right answer
constexpr double kBackgroundWeight = 0.3;  // of a pair of which one is no nucleus
constexpr double kSparePieceWeight = 0.8;  // of an object that is a lesser piece of a nucleus
constexpr double kDoubtfulShare = 0.25;    // objects on nuclei by this to kNucleusShare teach nothing
constexpr double kNucleusShare = 0.5;
// Overlap of a piece with a nucleus that is worth nothing, and all: about half is what counts as found.
constexpr double kNoFit = 0.4;
constexpr double kFullFit = 0.6;
// Objects are taken with more splits than the program makes, so that their network meets halves and refuses
// them.
constexpr double kMoreSplit = -0.6;
constexpr double kFollowTruth = 100.0;  // more than any score

CorrectedTile corrected(const TrainingImage& image) {
  RawTile raw;
  raw.rect = {0, 0, image.plane.cols, image.plane.rows};
  raw.planes = {image.plane};
  Panel panel;
  panel.channels.resize(1);
  panel.channels[0].name = "DAPI";
  panel.channels[0].role = ChannelRole::Nuclear;
  const std::vector<FieldPlacement> fields{{"", raw.rect, raw.rect}};
  CorrectionInputs inputs;
  inputs.panel = &panel;
  inputs.pixel_size = {image.pixel_um, image.pixel_um};
  inputs.slide = raw.rect;
  inputs.fields = &fields;
  return correct_tile(raw, raw.rect, inputs);
}

/// The truth at the middle of each work pixel.
cv::Mat1i truth_on_work_plane(const cv::Mat1i& truth, const WorkPlane& work) {
  cv::Mat1i seen(work.signal.size());
  for (int y = 0; y < seen.rows; ++y) {
    for (int x = 0; x < seen.cols; ++x) {
      seen(y, x) = truth(std::min(truth.rows - 1, y * work.bin + work.bin / 2),
                         std::min(truth.cols - 1, x * work.bin + work.bin / 2));
    }
  }
  return seen;
}

using Overlaps = std::vector<std::map<std::int32_t, std::int64_t>>;

/// Per label: how many of its pixels lie on which nucleus (0: on none).
Overlaps overlaps_of(const cv::Mat1i& labels, const cv::Mat1i& truth, std::int32_t count) {
  Overlaps overlaps(static_cast<std::size_t>(count) + 1);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) != 0) {
        ++overlaps[static_cast<std::size_t>(labels(y, x))][truth(y, x)];
      }
    }
  }
  return overlaps;
}

struct Majority {
  std::int32_t nucleus = 0;
  double share = 0.0;
};

/// On which nucleus the regions of a graph lie while they are being merged.
class RegionTruth {
 public:
  explicit RegionTruth(Overlaps of_basins)
      : of_basins_(std::move(of_basins)), of_regions_(of_basins_), areas_(of_basins_.size(), 0) {}

  Majority majority(const RegionGraph& graph, std::int32_t label) {
    const auto index = static_cast<std::size_t>(label);
    if (areas_[index] != graph.region(label).area) {
      gather(graph, label);
    }
    Majority best;
    std::int64_t most = 0;
    for (const auto& [nucleus, pixels] : of_regions_[index]) {
      if (pixels > most) {
        most = pixels;
        best.nucleus = nucleus;
      }
    }
    best.share = static_cast<double>(most) / static_cast<double>(areas_[index]);
    return best;
  }

 private:
  void gather(const RegionGraph& graph, std::int32_t label) {
    const auto index = static_cast<std::size_t>(label);
    of_regions_[index].clear();
    for (std::int32_t part = 1; part <= graph.size(); ++part) {
      if (graph.root(part) == label) {
        for (const auto& [nucleus, pixels] : of_basins_[static_cast<std::size_t>(part)]) {
          of_regions_[index][nucleus] += pixels;
        }
      }
    }
    areas_[index] = graph.region(label).area;
  }

  Overlaps of_basins_;
  Overlaps of_regions_;
  std::vector<std::int64_t> areas_;  ///< as gathered
};

template <typename Features>
void add_lesson(Lessons& lessons, const Features& features, double answer, double weight) {
  lessons.inputs = features.size();
  lessons.features.insert(lessons.features.end(), features.begin(), features.end());
  lessons.answers.push_back(answer);
  lessons.weights.push_back(weight);
}

/// One picture on its way through the detector.
struct Scene {
  double pixel_um = 0.0;
  double weight = 1.0;
  NucleusField field;
  NucleusRegions regions;
  cv::Mat1i truth;  ///< on work pixels
  DetectionOptions options;
};

/// MergeScores of a score of single pairs.
template <typename Score>
MergeScores one_by_one(const Score& score) {
  return [score](const RegionGraph& graph, std::span<const MergePair> pairs, double* scores) {
    for (const MergePair& pair : pairs) {
      *scores++ = score(graph, pair.a, *pair.border);
    }
  };
}

/// Merges as the truth or the network says, taking notes of every pair on the way.
/// @return the territory after merging.
LabelRuns merge_and_note(const Scene& scene, const Network* network, bool follow_truth, Lessons& lessons,
                         std::int32_t& labels) {
  RegionGraph graph(scene.regions.cores, scene.field, scene.regions.floors, scene.pixel_um);
  RegionTruth truth(overlaps_of(scene.regions.cores.plane(scene.truth.cols), scene.truth, graph.size()));
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::size_t>> same_pair;
  const auto note = [&](const RegionGraph& of, std::int32_t a, const Border& border) {
    const MergeFeatures features = of.features(a, border);
    if (merged_diameter_um(features) > scene.options.max_nucleus_diameter_um) {
      return -std::numeric_limits<double>::infinity();
    }
    // Without a network the deepest saddle is merged last.
    const double odds = network != nullptr ? network->log_odds(features.data()) : features[0];
    const Majority here = truth.majority(of, a);
    const Majority there = truth.majority(of, border.other);
    const bool together = here.nucleus == there.nucleus && here.nucleus != 0;
    if ((here.nucleus != 0 || there.nucleus != 0) && std::min(here.share, there.share) >= kPureShare) {
      same_pair[std::minmax(here.nucleus, there.nucleus)].push_back(lessons.size());
      const bool both = here.nucleus != 0 && there.nucleus != 0;
      add_lesson(lessons, features, together ? 1.0 : 0.0, scene.weight * (both ? 1.0 : kBackgroundWeight));
    }
    return !follow_truth ? odds : together ? kFollowTruth + odds : -1.0;
  };
  const std::vector<std::int32_t> merged = merge_regions(graph, 0.0, one_by_one(note));
  // One large nucleus of many basins must not outweigh many small ones.
  for (const auto& [nuclei, places] : same_pair) {
    for (const std::size_t place : places) {
      lessons.weights[place] *= 2.0 / std::pow(static_cast<double>(places.size()), 0.4);
    }
  }
  labels = graph.size();
  return scene.regions.territory.relabelled(merged);
}

/// For each nucleus the label that covers most of it.
std::map<std::int32_t, std::size_t> best_pieces(const Overlaps& overlaps) {
  std::map<std::int32_t, std::size_t> best;
  std::map<std::int32_t, std::int64_t> most;
  for (std::size_t label = 1; label < overlaps.size(); ++label) {
    for (const auto& [nucleus, pixels] : overlaps[label]) {
      if (nucleus != 0 && pixels > most[nucleus]) {
        most[nucleus] = pixels;
        best[nucleus] = label;
      }
    }
  }
  return best;
}

void note_objects(const Scene& scene, const LabelRuns& territory, std::int32_t labels, Lessons& lessons) {
  const LabelPixels signal(scene.field.smooth, territory, labels);
  const auto levels = final_levels(scene.field, territory, signal);
  const LabelRuns masks = outline_on_work(scene.field.smooth, territory, edge_levels(levels, scene.options));
  const auto features = object_features(scene.field, masks, levels, scene.pixel_um);
  const Overlaps overlaps = overlaps_of(masks.plane(scene.truth.cols), scene.truth, labels);
  const auto best = best_pieces(overlaps);
  const double radius_px = 0.5 * scene.options.min_nucleus_diameter_um / scene.pixel_um;
  for (std::size_t label = 1; label < overlaps.size(); ++label) {
    std::int64_t area = 0;
    std::int64_t on_nuclei = 0;
    bool is_best = false;
    for (const auto& [nucleus, pixels] : overlaps[label]) {
      area += pixels;
      on_nuclei += nucleus != 0 ? pixels : 0;
      is_best = is_best || (nucleus != 0 && best.at(nucleus) == label);
    }
    const double share = area > 0 ? static_cast<double>(on_nuclei) / static_cast<double>(area) : 0.0;
    if (static_cast<double>(area) < std::numbers::pi * radius_px * radius_px ||
        (share > kDoubtfulShare && share < kNucleusShare)) {
      continue;
    }
    const bool spare = share >= kNucleusShare && !is_best;
    add_lesson(lessons, features[label], share >= kNucleusShare && is_best ? 1.0 : 0.0,
               scene.weight * (spare ? kSparePieceWeight : 1.0));
  }
}

/// Pixels below a piece: how bright, and on which nucleus.
struct PiecePixels {
  TerritoryLevels levels;
  std::vector<std::pair<float, std::int32_t>> pixels;
};

void take_in(PiecePixels& whole, const PiecePixels& part) {
  if (whole.pixels.empty() || part.levels.peak > whole.levels.peak) {
    whole.levels.peak = part.levels.peak;
    whole.levels.noise = part.levels.noise;
  }
  whole.pixels.insert(whole.pixels.end(), part.pixels.begin(), part.pixels.end());
}

/// Intersection over union of a piece's outline with the nucleus that it fits best.
double best_overlap(PiecePixels& piece, const std::map<std::int32_t, std::int64_t>& true_areas,
                    const DetectionOptions& options) {
  std::vector<float> signals;
  for (const auto& [signal, nucleus] : piece.pixels) {
    signals.push_back(signal);
  }
  ValueRanks ranks;
  piece.levels.signal = signals;
  set_floor(piece.levels, ranks);
  piece.levels.floor = final_floor(piece.levels);
  const EdgeLevels edges = edge_levels({piece.levels}, options);
  std::int64_t area = 0;
  std::map<std::int32_t, std::int64_t> shared;
  for (const auto& [signal, nucleus] : piece.pixels) {
    if (signal >= edges.level[0]) {
      ++area;
      ++shared[nucleus];
    }
  }
  double best = 0.0;
  for (const auto& [nucleus, pixels] : shared) {
    if (nucleus != 0) {
      const std::int64_t either = area + true_areas.at(nucleus) - pixels;
      best = std::max(best, static_cast<double>(pixels) / static_cast<double>(either));
    }
  }
  return best;
}

std::map<std::int32_t, std::int64_t> areas_of(const cv::Mat1i& labels) {
  std::map<std::int32_t, std::int64_t> areas;
  for (const std::int32_t label : labels) {
    ++areas[label];
  }
  return areas;
}

/// The tree that the detector would grow.
MergeTree tree_of(const Scene& scene, const Network& network) {
  RegionGraph graph(scene.regions.cores, scene.field, scene.regions.floors, scene.pixel_um);
  const auto score = [&](const RegionGraph& of, std::int32_t a, const Border& border) {
    const MergeFeatures features = of.features(a, border);
    return merged_diameter_um(features) > scene.options.max_nucleus_diameter_um
               ? -std::numeric_limits<double>::infinity()
               : network.log_odds(features.data());
  };
  return grow_merge_tree(graph, scene.pixel_um, one_by_one(score));
}

void note_pieces(const Scene& scene, const MergeTree& tree, Lessons& lessons) {
  const auto true_areas = areas_of(scene.truth);
  const cv::Mat1i territory = scene.regions.territory.plane(scene.truth.cols);
  std::vector<PiecePixels> of_pieces(tree.pieces.size());
  for (int y = 0; y < scene.truth.rows; ++y) {
    for (int x = 0; x < scene.truth.cols; ++x) {
      if (const std::int32_t basin = territory(y, x); basin != 0) {
        PiecePixels one;
        one.levels.peak = scene.field.smooth(y, x);
        one.levels.noise = scene.field.noise(y, x);
        one.pixels = {{scene.field.smooth(y, x), scene.truth(y, x)}};
        take_in(of_pieces[static_cast<std::size_t>(basin)], one);
      }
    }
  }
  for (std::size_t i = 1; i < tree.pieces.size(); ++i) {
    const Piece& piece = tree.pieces[i];
    if (piece.first >= 0) {
      take_in(of_pieces[i], of_pieces[static_cast<std::size_t>(piece.first)]);
      take_in(of_pieces[i], of_pieces[static_cast<std::size_t>(piece.second)]);
    }
    if (of_pieces[i].pixels.empty()) {
      continue;
    }
    const double overlap = best_overlap(of_pieces[i], true_areas, scene.options);
    add_lesson(lessons, piece.features, std::clamp((overlap - kNoFit) / (kFullFit - kNoFit), 0.0, 1.0),
               scene.weight);
  }
}

}  // namespace

void add_lessons(const TrainingImage& image, const FittedNetworks& networks, LessonSets& sets) {
  const CorrectedTile tile = corrected(image);
  const WorkPlane work = make_work_plane(tile, 0);
  Scene scene;
  scene.pixel_um = work.pixel_um;
  scene.weight = image.weight;
  scene.field = make_nucleus_field(work);
  scene.regions = over_segment(scene.field, scene.options);
  scene.truth = truth_on_work_plane(image.truth, work);
  std::int32_t labels = 0;
  const LabelRuns as_true = merge_and_note(scene, networks.merge, true, sets.merges, labels);
  if (networks.merge == nullptr) {
    return;
  }
  (void)merge_and_note(scene, networks.merge, false, sets.merges, labels);
  const MergeTree tree = tree_of(scene, *networks.merge);
  note_pieces(scene, tree, sets.pieces);
  if (networks.piece == nullptr) {
    return;
  }
  note_objects(scene, as_true, labels, sets.objects);
  std::vector<double> odds(tree.pieces.size());
  std::transform(tree.pieces.begin(), tree.pieces.end(), odds.begin(),
                 [&](const Piece& piece) { return networks.piece->log_odds(piece.features.data()); });
  const std::vector<std::int32_t> chosen = choose_pieces(tree, kMoreSplit, odds);
  note_objects(scene, scene.regions.territory.relabelled(chosen), labels, sets.objects);
}

}  // namespace cyto::fit
