#include "saddle_graph.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "label_kernels.h"
#include "merge_by_score.h"

namespace cyto {
namespace {

struct NoObserver {
  void begun(const std::vector<double>& /*next*/) const {}
  void merged(std::int32_t /*kept*/, std::int32_t /*gone*/, double /*score*/, double /*next*/) const {}
};

/// Share of the lower peak that the way between two peaks keeps.
double saddle_share(const SaddleGraph& graph, std::int32_t a, const SaddleGraph::Border& border) {
  const float low_peak = std::min(graph.region(a).peak, graph.region(border.other).peak);
  return static_cast<double>(border.saddle) / std::max(1e-6, static_cast<double>(low_peak));
}

}  // namespace

SaddleGraph::SaddleGraph(const cv::Mat1i& labels, const LabelRuns& runs, const cv::Mat1f& signal)
    : basins_(index(runs.most()) + 1), borders_(basins_.size()), parent_(basins_.size()) {
  std::iota(parent_.begin(), parent_.end(), 0);
  const auto columns = static_cast<std::size_t>(labels.cols);
  std::vector<std::int32_t> edges(columns + kPlaceMargin);
  for (int y = 0; y < labels.rows; ++y) {
    const float* here = signal.ptr<float>(y);
    for (const LabelRun& run : runs.row(y)) {
      Basin& basin = basins_[index(run.label)];
      const float peak = *std::max_element(here + run.begin, here + run.end);
      basin.peak = basin.area == 0 ? peak : std::max(basin.peak, peak);
      basin.area += run.end - run.begin;
    }
    const int next = std::min(y + 1, labels.rows - 1);
    const float* below = signal.ptr<float>(next);
    const std::int32_t* label = labels.ptr<std::int32_t>(y);
    const std::int32_t* label_below = labels.ptr<std::int32_t>(next);
    const auto meet = [&](std::int32_t a, std::int32_t b, float saddle) {
      if (a != b && a != 0 && b != 0) {
        add_contact(a, {b, saddle});
        add_contact(b, {a, saddle});
      }
    };
    const std::size_t count = find_edges(label, label_below, columns, edges.data());
    for (std::size_t i = 0; i < count; ++i) {
      const int x = edges[i];
      if (label[x] != 0 && x + 1 < labels.cols) {
        meet(label[x], label[x + 1], std::min(here[x], here[x + 1]));
      }
      meet(label[x], label_below[x], std::min(here[x], below[x]));
    }
  }
}

void SaddleGraph::add_contact(std::int32_t label, const Border& contact) {
  std::vector<Border>& list = borders_[index(label)];
  const auto at =
      std::lower_bound(list.begin(), list.end(), contact.other,
                       [](const Border& border, std::int32_t other) { return border.other < other; });
  if (at != list.end() && at->other == contact.other) {
    at->saddle = std::max(at->saddle, contact.saddle);
  } else {
    list.insert(at, contact);
  }
}

std::int32_t SaddleGraph::root(std::int32_t label) const {
  while (parent_[index(label)] != label) {
    label = parent_[index(label)];
  }
  return label;
}

std::int32_t SaddleGraph::merge(std::int32_t a, std::int32_t b) {
  const std::int32_t kept = std::min(a, b);
  const std::int32_t gone = std::max(a, b);
  Basin& to = basins_[index(kept)];
  to.area += basins_[index(gone)].area;
  to.peak = std::max(to.peak, basins_[index(gone)].peak);
  parent_[index(gone)] = kept;
  std::erase_if(borders_[index(kept)], [gone](const Border& border) { return border.other == gone; });
  for (const Border& border : borders_[index(gone)]) {
    if (border.other != kept) {
      std::erase_if(borders_[index(border.other)], [gone](const Border& seen) { return seen.other == gone; });
      add_contact(kept, border);
      add_contact(border.other, {kept, border.saddle});
    }
  }
  borders_[index(gone)].clear();
  return kept;
}

std::vector<std::int32_t> join_basins(const cv::Mat1i& labels, const LabelRuns& runs, const cv::Mat1f& signal,
                                      double least_share) {
  SaddleGraph graph(labels, runs, signal);
  const NoObserver observer;
  return merge_by_score(graph, least_share, saddle_share, observer);
}

}  // namespace cyto
