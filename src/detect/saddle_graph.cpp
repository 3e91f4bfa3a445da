#include "saddle_graph.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "merge_by_score.h"

namespace cyto {
namespace {

struct NoObserver {
  void begun(std::int32_t /*label*/, double /*next*/) const {}
  void merged(std::int32_t /*kept*/, std::int32_t /*gone*/, double /*score*/, double /*next*/) const {}
};

/// Per pair the share of the lower peak that the way between two peaks keeps.
void saddle_shares(const SaddleGraph& graph, std::span<const TouchingPair<SaddleGraph::Border>> pairs,
                   double* shares) {
  for (const auto& [a, border] : pairs) {
    const float low_peak = std::min(graph.region(a).peak, graph.region(border->other).peak);
    *shares++ = static_cast<double>(border->saddle) / std::max(1e-6, static_cast<double>(low_peak));
  }
}

}  // namespace

SaddleGraph::SaddleGraph(const LabelRuns& basins, const std::vector<float>& peaks, const cv::Mat1f& signal)
    : basins_(index(basins.most()) + 1), borders_(basins_.size()), parent_(basins_.size()) {
  std::iota(parent_.begin(), parent_.end(), 0);
  for (std::size_t label = 1; label < basins_.size(); ++label) {
    basins_[label].peak = peaks[label];
  }
  find_borders(basins, signal);
  // So far only the lower of two labels knows.
  for (std::int32_t label = 1; label <= size(); ++label) {
    for (std::size_t i = 0; i < borders_.of(label).size(); ++i) {
      const Border border = borders_.of(label)[i];
      if (border.other > label) {
        meet_one(border.other, label, border.saddle);
      }
    }
  }
}

void SaddleGraph::find_borders(const LabelRuns& basins, const cv::Mat1f& signal) {
  const auto lower_meets = [this](std::int32_t a, std::int32_t b, float saddle) {
    meet_one(std::min(a, b), std::max(a, b), saddle);
  };
  for (int y = 0; y < basins.rows(); ++y) {
    const float* here = signal.ptr<float>(y);
    const std::span<const LabelRun> row = basins.row(y);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const LabelRun& run = row[i];
      basins_[index(run.label)].area += run.end - run.begin;
      if (i > 0 && row[i - 1].end == run.begin) {
        lower_meets(row[i - 1].label, run.label, std::min(here[run.begin - 1], here[run.begin]));
      }
    }
    if (y + 1 == basins.rows()) {
      break;
    }
    const float* below = signal.ptr<float>(y + 1);
    const std::span<const LabelRun> next = basins.row(y + 1);
    for_each_contact(row, next, [&](std::size_t i, std::size_t j) {
      if (row[i].label != next[j].label) {
        const int begin = std::max(row[i].begin, next[j].begin);
        float saddle = std::min(here[begin], below[begin]);
        for (int x = begin + 1; x < std::min(row[i].end, next[j].end); ++x) {
          saddle = std::max(saddle, std::min(here[x], below[x]));
        }
        lower_meets(row[i].label, next[j].label, saddle);
      }
    });
  }
}

void SaddleGraph::meet_one(std::int32_t a, std::int32_t b, float saddle) {
  Border& border = borders_.entry(a, b);
  border.saddle = std::max(border.saddle, saddle);
}

void SaddleGraph::meet(std::int32_t a, std::int32_t b, float saddle) {
  meet_one(a, b, saddle);
  meet_one(b, a, saddle);
}

std::int32_t SaddleGraph::merge(std::int32_t a, std::int32_t b) {
  const std::int32_t kept = std::min(a, b);
  const std::int32_t gone = std::max(a, b);
  Basin& to = basins_[index(kept)];
  to.area += basins_[index(gone)].area;
  to.peak = std::max(to.peak, basins_[index(gone)].peak);
  parent_[index(gone)] = kept;
  (void)borders_.take(kept, gone);
  (void)borders_.take(gone, kept);
  for (std::size_t i = 0; i < borders_.of(gone).size(); ++i) {
    const Border border = borders_.of(gone)[i];
    (void)borders_.take(border.other, gone);
    meet(kept, border.other, border.saddle);
  }
  borders_.clear(gone);
  return kept;
}

std::vector<std::int32_t> join_basins(const LabelRuns& basins, const std::vector<float>& peaks,
                                      const cv::Mat1f& signal, double least_share) {
  SaddleGraph graph(basins, peaks, signal);
  const NoObserver observer;
  return merge_by_score(graph, least_share, saddle_shares, observer);
}

}  // namespace cyto
