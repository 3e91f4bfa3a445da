#include "likely_candidates.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "cytrial/measure/event_builder.h"

namespace cyto {
namespace {

// A tumor cell has at most a third of a leukocyte's CD45, so that a leukocyte's cytokeratin counts a fifth of
// its own. With 4, 99.6 to 100 % of the candidates of eleven simulated scans are among the 450 first
// (docs/performance.md); with 1, 96 %.
constexpr double kWeightOfCd45 = 4.0;
// Cytokeratin without a nucleus is a candidate from here on (large_fragment of the default gates).
constexpr float kLeastFragmentUm = 8.0F;
// The candidates of nine simulated scans, two of them noisy, all stand out by more than 10; with 4, most of
// what was kept were leukocytes (docs/performance.md).
constexpr double kStandOut = 8.0;
constexpr double kMadToSigma = 1.4826;
// So few cells are no population that one could stand out of.
constexpr std::size_t kFewEvents = 32;

/// @pre not empty.
double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// What most events of a window stay below; 0 when they are too few to tell.
double limit_of(const std::vector<double>& likelihoods) {
  if (likelihoods.size() < kFewEvents) {
    return 0.0;
  }
  const double middle = median(likelihoods);
  std::vector<double> deviations(likelihoods.size());
  std::transform(likelihoods.begin(), likelihoods.end(), deviations.begin(),
                 [middle](double value) { return std::abs(value - middle); });
  return std::max(0.0, middle + kStandOut * kMadToSigma * median(std::move(deviations)));
}

/// 0 in place of what was not measured and of what lies below the background.
double light_of(float value) {
  return value > 0.0F ? static_cast<double>(value) : 0.0;
}

}  // namespace

LikelyCandidates::LikelyCandidates(const Panel& panel, const FeatureSchema& schema)
    : flags_(schema.require(column::kFlags)), diameter_(schema.require("cell_diameter_um")) {
  const std::vector<std::string> prefixes = channel_prefixes(panel);
  const auto mean_of = [&](ChannelRole role) -> std::optional<std::size_t> {
    const auto channel = panel.index_of(role);
    if (!channel) {
      return std::nullopt;
    }
    return schema.require(prefixes[*channel] + "_cell_mean_adu");
  };
  cytokeratin_ = mean_of(ChannelRole::Cytokeratin);
  leukocyte_ = mean_of(ChannelRole::Leukocyte);
}

std::vector<double> LikelyCandidates::likelihoods(const std::vector<Event>& events) const {
  std::vector<double> cd45;
  double usual_cd45 = 0.0;
  if (leukocyte_) {
    for (const Event& event : events) {
      cd45.push_back(light_of(event.values[*leukocyte_]));
    }
    usual_cd45 = median(cd45);
  }
  std::vector<double> likelihoods;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const EventValues& values = events[i].values;
    const double share = usual_cd45 > 0.0 ? usual_cd45 / (usual_cd45 + kWeightOfCd45 * cd45[i]) : 1.0;
    const bool small_fragment = has(static_cast<EventFlags>(values[flags_]), EventFlag::WithoutNucleus) &&
                                values[diameter_] < kLeastFragmentUm;
    likelihoods.push_back(small_fragment ? 0.0 : light_of(values[*cytokeratin_]) * share);
  }
  return likelihoods;
}

std::vector<LikelyCandidate> LikelyCandidates::among(const std::vector<Event>& events) const {
  std::vector<LikelyCandidate> likely;
  if (!cytokeratin_ || events.empty()) {
    return likely;
  }
  const std::vector<double> all = likelihoods(events);
  const double limit = limit_of(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] > limit) {
      likely.push_back({i, all[i]});
    }
  }
  return likely;
}

}  // namespace cyto
