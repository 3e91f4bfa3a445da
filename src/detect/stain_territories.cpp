#include "stain_territories.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>

#include "disjoint_sets.h"
#include "flow_basins.h"
#include "saddle_graph.h"

namespace cyto {
namespace {

/// The foreground in clusters of pixels that touch with sides or corners: no basin goes beyond one.
class Clusters {
 public:
  explicit Clusters(const LabelRuns& foreground) : of_run_(foreground.size()), parent_{0} {
    for (int y = 0; y < foreground.rows(); ++y) {
      if (y > 0) {
        join_rows(foreground, y);
      }
      for (std::size_t i = foreground.first_of(y); i < foreground.first_of(y + 1); ++i) {
        if (of_run_[i] == 0) {
          of_run_[i] = static_cast<std::int32_t>(parent_.size());
          parent_.push_back(of_run_[i]);
        }
      }
    }
    for (std::int32_t& cluster : of_run_) {
      cluster = find_root(parent_, cluster);
    }
  }

  /// Clusters are numbered below it.
  [[nodiscard]] std::size_t end() const { return parent_.size(); }
  /// Cluster of run i.
  [[nodiscard]] std::size_t of_run(std::size_t i) const { return static_cast<std::size_t>(of_run_[i]); }

 private:
  /// Hands the clusters of the row above to the runs of row `y`.
  void join_rows(const LabelRuns& foreground, int y) {
    const std::span<const LabelRun> above = foreground.row(y - 1);
    const std::span<const LabelRun> row = foreground.row(y);
    const std::size_t first_above = foreground.first_of(y - 1);
    const std::size_t first = foreground.first_of(y);
    for (std::size_t i = 0, j = 0; i < above.size() && j < row.size();) {
      if (above[i].begin <= row[j].end && row[j].begin <= above[i].end) {
        join(of_run_[first + j], of_run_[first_above + i]);
      }
      if (above[i].end < row[j].end) {
        ++i;
      } else {
        ++j;
      }
    }
  }
  void join(std::int32_t& cluster, std::int32_t above) {
    if (cluster == 0) {
      cluster = above;
    } else if (cluster != above) {
      join_sets(parent_, cluster, above);
    }
  }
  std::vector<std::int32_t> of_run_;
  std::vector<std::int32_t> parent_;
};

/// What is known of a cluster from its peaks.
struct ClusterPeaks {
  std::size_t first = 0;    ///< number of a peak
  std::size_t highest = 0;  ///< of equal ones the first
  bool stands_out = false;  ///< some peak does
  bool in_doubt = false;    ///< whether it is one territory
};

/// The peaks of a field, sorted by cluster.
class PeakedClusters {
 public:
  PeakedClusters(const NucleusField& field, const LabelRuns& foreground, const StainLevels& levels)
      : field_(field),
        foreground_(foreground),
        levels_(levels),
        clusters_(foreground),
        peaks_(flow_peaks(field.smooth, foreground)),
        known_(clusters_.end()) {
    find_clusters();
    for (std::size_t peak = 1; peak < peaks_.size(); ++peak) {
      ClusterPeaks& known = known_[cluster_[peak]];
      known.first = known.first == 0 ? peak : known.first;
      known.highest = known.highest == 0 || height(peak) > height(known.highest) ? peak : known.highest;
      known.stands_out = known.stands_out || height(peak) >= levels.peak_snr * noise(peaks_[peak]);
    }
    for (std::size_t peak = 1; peak < peaks_.size(); ++peak) {
      ClusterPeaks& known = known_[cluster_[peak]];
      if (known.stands_out && !known.in_doubt && peak != known.highest) {
        known.in_doubt = !is_joined(peak, peaks_[known.highest]);
      }
    }
  }

  /// Those that are one territory for certain.
  [[nodiscard]] StainTerritories whole() const {
    StainTerritories found{{}, std::vector<cv::Point>(peaks_.size())};
    found.runs = labelled([](const ClusterPeaks& known) { return known.in_doubt ? 0 : known.first; });
    for (const ClusterPeaks& known : known_) {
      found.peaks[known.first] = peaks_[known.highest];
    }
    return found;
  }

  /// The others, divided as need be.
  void add_divided(StainTerritories& found) const {
    const PeakedBasins basins =
        peaked_basins(field_.smooth, labelled([](const ClusterPeaks& known) { return known.in_doubt; }));
    std::vector<float> heights(1, 0.0F);
    for (std::size_t basin = 1; basin < basins.peaks.size(); ++basin) {
      heights.push_back(field_.smooth(basins.peaks[basin]));
    }
    std::vector<std::int32_t> joined = join_basins(basins.runs, heights, field_.smooth, levels_.join_share);
    // Their peaks are the same, in the same order.
    std::vector<std::int32_t> number(1, 0);
    for (std::size_t peak = 1; peak < peaks_.size(); ++peak) {
      if (known_[cluster_[peak]].in_doubt) {
        number.push_back(static_cast<std::int32_t>(peak));
      }
    }
    std::vector<std::size_t> highest(peaks_.size(), 0);  // basin per territory
    for (std::size_t basin = 1; basin < joined.size(); ++basin) {
      joined[basin] = number[static_cast<std::size_t>(joined[basin])];
      const auto territory = static_cast<std::size_t>(joined[basin]);
      if (highest[territory] == 0 || heights[basin] > heights[highest[territory]]) {
        highest[territory] = basin;
        found.peaks[territory] = basins.peaks[basin];
      }
    }
    found.runs = runs_of_both(found.runs, basins.runs.relabelled(joined));
  }

 private:
  [[nodiscard]] float height(std::size_t peak) const { return field_.smooth(peaks_[peak]); }
  [[nodiscard]] float noise(const cv::Point& place) const { return field_.noise(place.y, place.x); }

  /// Sets the cluster of each peak.
  void find_clusters() {
    cluster_.assign(peaks_.size(), 0);
    std::size_t run = 0;
    for (std::size_t peak = 1; peak < peaks_.size(); ++peak) {
      const cv::Point& place = peaks_[peak];
      run = std::max(run, foreground_.first_of(place.y));
      while (foreground_[run].end <= place.x) {
        ++run;
      }
      cluster_[peak] = clusters_.of_run(run);
    }
  }

  /// Whether a straight way by sides from a peak to the highest one stays in the foreground and keeps the
  /// share of the peak. Wherever it goes from one territory to another, the two are to be joined.
  [[nodiscard]] bool is_joined(std::size_t peak, const cv::Point& highest) const {
    const double least = levels_.join_share * static_cast<double>(height(peak)) * (1.0 + kRoundingMargin);
    cv::Point at = peaks_[peak];
    while (at != highest) {
      const cv::Point left = highest - at;
      if (std::abs(left.x) > std::abs(left.y)) {
        at.x += left.x > 0 ? 1 : -1;
      } else {
        at.y += left.y > 0 ? 1 : -1;
      }
      const float signal = field_.smooth(at);
      if (static_cast<double>(signal) < least || signal <= levels_.foreground_snr * noise(at)) {
        return false;
      }
    }
    return true;
  }

  /// The runs of clusters with the label that each is given, 0 for none.
  template <typename LabelOf>
  [[nodiscard]] LabelRuns labelled(const LabelOf& label_of) const {
    std::vector<std::int32_t> label(known_.size(), 0);
    for (std::size_t cluster = 1; cluster < known_.size(); ++cluster) {
      if (known_[cluster].stands_out) {
        label[cluster] = static_cast<std::int32_t>(label_of(known_[cluster]));
      }
    }
    LabelRuns found;
    found.reserve(foreground_.size(), foreground_.rows());
    for (int y = 0; y < foreground_.rows(); ++y) {
      for (std::size_t i = foreground_.first_of(y); i < foreground_.first_of(y + 1); ++i) {
        if (const std::int32_t given = label[clusters_.of_run(i)]; given != 0) {
          found.append(foreground_[i].begin, foreground_[i].end, given);
        }
      }
      found.end_row();
    }
    return found;
  }

  /// More than the share of two peaks is rounded by.
  static constexpr double kRoundingMargin = 1e-12;

  const NucleusField& field_;
  const LabelRuns& foreground_;
  const StainLevels& levels_;
  Clusters clusters_;
  std::vector<cv::Point> peaks_;
  std::vector<std::size_t> cluster_;  ///< per peak
  std::vector<ClusterPeaks> known_;
};

}  // namespace

StainTerritories stain_territories(const NucleusField& field, const StainLevels& levels) {
  const LabelRuns foreground = foreground_of(field, levels.foreground_snr);
  const PeakedClusters clusters(field, foreground, levels);
  StainTerritories found = clusters.whole();
  clusters.add_divided(found);
  return found;
}

}  // namespace cyto
