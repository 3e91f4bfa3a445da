#include "place_matching.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto::validation {
namespace {

constexpr std::size_t kMaxPairs = 1U << 28U;
constexpr double kMaxPlaceUm = 1e9;  ///< a kilometre: no slide is that large

/// Places sorted into squares of the search distance, row by row.
class Buckets {
 public:
  Buckets(const std::vector<Place>& places, double edge_um) : edge_um_(edge_um) {
    entries_.reserve(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      entries_.push_back({square(places[i].y_um), square(places[i].x_um), static_cast<std::uint32_t>(i)});
    }
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.row, a.column, a.index) < std::tie(b.row, b.column, b.index);
    });
  }

  /// Calls visit(index) for every place in the nine squares around `at`.
  template <typename Visit>
  void near(const Place& at, const Visit& visit) const {
    const std::int64_t column = square(at.x_um);
    for (std::int64_t row = square(at.y_um) - 1; row <= square(at.y_um) + 1; ++row) {
      auto entry = std::lower_bound(entries_.begin(), entries_.end(), std::pair(row, column - 1),
                                    [](const Entry& a, const std::pair<std::int64_t, std::int64_t>& key) {
                                      return std::pair(a.row, a.column) < key;
                                    });
      for (; entry != entries_.end() && entry->row == row && entry->column <= column + 1; ++entry) {
        visit(entry->index);
      }
    }
  }

 private:
  struct Entry {
    std::int64_t row;
    std::int64_t column;
    std::uint32_t index;
  };
  [[nodiscard]] std::int64_t square(double place_um) const {
    return static_cast<std::int64_t>(std::floor(place_um / edge_um_));
  }

  double edge_um_;
  std::vector<Entry> entries_;
};

void require_places(const std::vector<Place>& places) {
  if (places.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::BadData, "table", "has more than 4294967295 rows");
  }
  for (const Place& place : places) {
    if (!(std::fabs(place.x_um) <= kMaxPlaceUm && std::fabs(place.y_um) <= kMaxPlaceUm)) {
      throw Error(ErrorCode::BadData, "table", "holds a place beyond 1e9 um", "check the pixel size");
    }
  }
}

}  // namespace

std::vector<PlaceMatch> match_places(const std::vector<Place>& truth, const std::vector<Place>& found,
                                     double max_distance_um) {
  if (!(max_distance_um >= 0.001 && max_distance_um <= 1000.0)) {
    throw Error(ErrorCode::BadConfig, "max distance",
                "is " + number_text(max_distance_um) + " um, must be 0.001 to 1000");
  }
  require_places(truth);
  require_places(found);
  const Buckets buckets(found, max_distance_um);
  std::vector<PlaceMatch> pairs;
  for (std::size_t t = 0; t < truth.size(); ++t) {
    buckets.near(truth[t], [&](std::uint32_t f) {
      const double dx = truth[t].x_um - found[f].x_um;
      const double dy = truth[t].y_um - found[f].y_um;
      const double distance = std::sqrt(dx * dx + dy * dy);
      if (distance <= max_distance_um) {
        pairs.push_back({static_cast<std::uint32_t>(t), f, distance});
      }
    });
    if (pairs.size() > kMaxPairs) {
      throw Error(ErrorCode::BadConfig, "max distance", "gives too many pairs for this density",
                  "choose a distance below the cells' own");
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const PlaceMatch& a, const PlaceMatch& b) {
    return std::tie(a.distance_um, a.truth, a.found) < std::tie(b.distance_um, b.truth, b.found);
  });
  std::vector<bool> truth_taken(truth.size());
  std::vector<bool> found_taken(found.size());
  std::vector<PlaceMatch> matches;
  for (const PlaceMatch& pair : pairs) {
    if (!truth_taken[pair.truth] && !found_taken[pair.found]) {
      truth_taken[pair.truth] = true;
      found_taken[pair.found] = true;
      matches.push_back(pair);
    }
  }
  return matches;
}

}  // namespace cyto::validation
