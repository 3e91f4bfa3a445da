#include "cytrial/validation/score.h"

#include <algorithm>
#include <cmath>

#include "place_matching.h"
#include "ratio.h"

namespace cyto::validation {
namespace {

constexpr std::array kBinEdgesLsd{-1e9, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 1e9};

std::size_t index_of(Phenotype phenotype) {
  return static_cast<std::size_t>(phenotype);
}

std::vector<Place> places_of_cells(const TruthTable& truth) {
  std::vector<Place> places;
  for (const TruthObject& object : truth.objects) {
    if (object.is_cell) {
      places.push_back({object.x_um, object.y_um});
    }
  }
  return places;
}

std::vector<Place> places_of_events(const EventTable& found, bool with_debris) {
  std::vector<Place> places;
  for (const ScoredEvent& event : found.events) {
    const bool rejected = event.phenotype == Phenotype::Debris && !with_debris;
    if (event.phenotype != Phenotype::Fragment && !rejected) {
      places.push_back({event.x_um, event.y_um});
    }
  }
  return places;
}

/// @param sorted ascending, not empty. Nearest-rank percentile.
double percentile(const std::vector<double>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

/// @param matches by increasing distance.
std::optional<CentroidError> centroid_error(const std::vector<PlaceMatch>& matches) {
  if (matches.empty()) {
    return std::nullopt;
  }
  std::vector<double> distances;
  double sum = 0.0;
  for (const PlaceMatch& match : matches) {
    distances.push_back(match.distance_um);
    sum += match.distance_um;
  }
  return CentroidError{sum / static_cast<double>(distances.size()), percentile(distances, 0.5),
                       percentile(distances, 0.95)};
}

std::vector<CtcBin> empty_bins(const TruthTable& truth) {
  const bool has_levels =
      std::any_of(truth.objects.begin(), truth.objects.end(), [](const TruthObject& object) {
        return object.phenotype == Phenotype::Ctc && object.ck_level_lsd.has_value();
      });
  std::vector<CtcBin> bins;
  for (std::size_t i = 0; has_levels && i + 1 < kBinEdgesLsd.size(); ++i) {
    bins.push_back({kBinEdgesLsd[i], kBinEdgesLsd[i + 1]});
  }
  return bins;
}

void count_ctc(ClassificationScore& score, const TruthObject& object, std::size_t called) {
  const std::uint64_t found = called == kNone ? 0 : 1;
  const std::uint64_t as_ctc = called == index_of(Phenotype::Ctc) ? 1 : 0;
  ++score.true_ctcs;
  score.ctcs_found += found;
  score.ctcs_called += as_ctc;
  for (CtcBin& bin : score.ctc_bins) {
    if (object.ck_level_lsd && *object.ck_level_lsd >= bin.low_lsd && *object.ck_level_lsd < bin.high_lsd) {
      ++bin.truth;
      bin.found += found;
      bin.called_ctc += as_ctc;
    }
  }
}

ClassificationScore score_calls(const EventTable& found, const TruthTable& truth, double max_distance_um) {
  std::vector<Place> truth_places;
  for (const TruthObject& object : truth.objects) {
    truth_places.push_back({object.x_um, object.y_um});
  }
  std::vector<Place> found_places;
  for (const ScoredEvent& event : found.events) {
    found_places.push_back({event.x_um, event.y_um});
  }
  std::vector<std::size_t> called(truth.objects.size(), kNone);
  std::vector<bool> matched(found.events.size());
  for (const PlaceMatch& match : match_places(truth_places, found_places, max_distance_um)) {
    called[match.truth] = index_of(found.events[match.found].phenotype);
    matched[match.found] = true;
  }
  ClassificationScore score;
  score.ctc_bins = empty_bins(truth);
  for (std::size_t i = 0; i < truth.objects.size(); ++i) {
    const TruthObject& object = truth.objects[i];
    ++score.confusion[index_of(object.phenotype)][called[i]];
    if (object.phenotype == Phenotype::Ctc) {
      count_ctc(score, object, called[i]);
    }
  }
  for (std::size_t i = 0; i < found.events.size(); ++i) {
    if (!matched[i]) {
      ++score.confusion[kNone][index_of(found.events[i].phenotype)];
    }
  }
  for (std::size_t row = 0; row <= kNone; ++row) {
    score.false_ctcs += row == index_of(Phenotype::Ctc) ? 0 : score.confusion[row][index_of(Phenotype::Ctc)];
  }
  return score;
}

}  // namespace

std::optional<double> MatchCount::precision() const noexcept {
  return ratio(static_cast<double>(matched), static_cast<double>(found));
}

std::optional<double> MatchCount::recall() const noexcept {
  return ratio(static_cast<double>(matched), static_cast<double>(truth));
}

std::optional<double> MatchCount::f1() const noexcept {
  return f1_of(truth, found, matched);
}

std::optional<double> MatchCount::count_error() const noexcept {
  return ratio(static_cast<double>(found) - static_cast<double>(truth), static_cast<double>(truth));
}

std::optional<double> ClassificationScore::sensitivity() const noexcept {
  return ratio(static_cast<double>(ctcs_called), static_cast<double>(true_ctcs));
}

std::optional<double> Score::false_ctcs_per_million() const noexcept {
  if (!classification) {
    return std::nullopt;
  }
  return ratio(1e6 * static_cast<double>(classification->false_ctcs), static_cast<double>(cells.truth));
}

Score score_events(const EventTable& found, const TruthTable& truth, double max_distance_um) {
  Score score;
  score.max_distance_um = max_distance_um;
  const std::vector<Place> cells = places_of_cells(truth);
  const std::vector<Place> claimed = places_of_events(found, false);
  const std::vector<PlaceMatch> matches = match_places(cells, claimed, max_distance_um);
  score.cells = {cells.size(), claimed.size(), matches.size()};
  score.centroid = centroid_error(matches);
  const std::vector<Place> nucleated = places_of_events(found, true);
  score.nucleated = {cells.size(), nucleated.size(),
                     nucleated.size() == claimed.size()
                         ? matches.size()
                         : match_places(cells, nucleated, max_distance_um).size()};
  if (found.has_phenotypes && truth.has_phenotypes) {
    score.classification = score_calls(found, truth, max_distance_um);
  }
  return score;
}

}  // namespace cyto::validation
