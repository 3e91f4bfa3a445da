#include "cytrial/trial/scan_landmarks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace cyto {
namespace {

/// Landmarks of two files of one scan differ by less than this [px] after the shift.
constexpr std::int32_t kBinPx = 4;
/// Places are below 2^31; a shift, in bins, fits 32 bits with room for its neighbours.
constexpr std::int64_t kShiftOffset = std::int64_t{1} << 30U;

/// One bin of shifts as one number: neighbours in x differ by 1.
std::uint64_t bin_of(std::int32_t dx, std::int32_t dy) noexcept {
  const auto bin = [](std::int32_t shift) {
    // Rounded down also below zero.
    const std::int64_t down =
        shift >= 0 ? shift / kBinPx : -((-static_cast<std::int64_t>(shift) + kBinPx - 1) / kBinPx);
    return static_cast<std::uint64_t>(down + kShiftOffset);
  };
  return bin(dy) << 32U | bin(dx);
}

std::int32_t pixel(double place) noexcept {
  return static_cast<std::int32_t>(std::lround(place));
}

bool is_before(const Landmark& a, const Landmark& b) noexcept {
  return std::pair(a.y, a.x) < std::pair(b.y, b.x);
}

std::int64_t squared(std::int64_t length) noexcept {
  return length * length;
}

/// Nuclei in square cells of about four each, so that a neighbour is found without looking at all.
class NeighbourGrid {
 public:
  /// @param nuclei not empty.
  explicit NeighbourGrid(const std::vector<Landmark>& nuclei) : nuclei_(nuclei) {
    const auto [left, right] = std::minmax_element(nuclei.begin(), nuclei.end(),
                                                   [](const auto& a, const auto& b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(nuclei.begin(), nuclei.end(),
                                                   [](const auto& a, const auto& b) { return a.y < b.y; });
    left_ = left->x;
    top_ = top->y;
    const auto width = static_cast<double>(std::int64_t{right->x} - left_ + 1);
    const auto height = static_cast<double>(std::int64_t{bottom->y} - top_ + 1);
    constexpr double kNucleiPerCell = 4.0;
    const double area = std::max(1.0, width * height * kNucleiPerCell / static_cast<double>(nuclei.size()));
    edge_ = std::max<std::int64_t>(1, std::llround(std::sqrt(area)));
    // A slide that is one line of nuclei would otherwise have a cell for each of its pixels.
    edge_ = std::max<std::int64_t>(
        edge_, std::llround((width + height) * kNucleiPerCell / static_cast<double>(nuclei.size())));
    columns_ = static_cast<std::int64_t>(width) / edge_ + 1;
    rows_ = static_cast<std::int64_t>(height) / edge_ + 1;
    fill();
  }

  /// Squared distance to the nearest other nucleus.
  [[nodiscard]] std::int64_t nearest(std::size_t at) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    const std::int64_t column = column_of(nuclei_[at]);
    const std::int64_t row = row_of(nuclei_[at]);
    // What lies beyond ring r is farther away than r cells.
    for (std::int64_t ring = 0; ring <= std::max(columns_, rows_); ++ring) {
      for (std::int64_t y = row - ring; y <= row + ring; ++y) {
        const bool whole = y == row - ring || y == row + ring;
        for (std::int64_t x = column - ring; x <= column + ring;
             x += whole ? 1 : std::max<std::int64_t>(1, 2 * ring)) {
          best = std::min(best, nearest_in(x, y, at));
        }
      }
      if (best <= squared(ring * edge_)) {
        break;
      }
    }
    return best;
  }

 private:
  [[nodiscard]] std::int64_t column_of(const Landmark& place) const { return (place.x - left_) / edge_; }
  [[nodiscard]] std::int64_t row_of(const Landmark& place) const { return (place.y - top_) / edge_; }

  void fill() {
    first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
    const auto cell_of = [&](const Landmark& place) {
      return static_cast<std::size_t>(row_of(place) * columns_ + column_of(place));
    };
    for (const Landmark& place : nuclei_) {
      ++first_[cell_of(place) + 1];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    in_cells_.resize(nuclei_.size());
    for (std::size_t at = 0; at < nuclei_.size(); ++at) {
      in_cells_[next[cell_of(nuclei_[at])]++] = static_cast<std::uint32_t>(at);
    }
  }

  [[nodiscard]] std::int64_t nearest_in(std::int64_t column, std::int64_t row, std::size_t at) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    if (column < 0 || row < 0 || column >= columns_ || row >= rows_) {
      return best;
    }
    const auto cell = static_cast<std::size_t>(row * columns_ + column);
    for (std::uint32_t i = first_[cell]; i < first_[cell + 1]; ++i) {
      const Landmark& other = nuclei_[in_cells_[i]];
      if (in_cells_[i] != at) {
        best = std::min(best, squared(std::int64_t{other.x} - nuclei_[at].x) +
                                  squared(std::int64_t{other.y} - nuclei_[at].y));
      }
    }
    return best;
  }

  const std::vector<Landmark>& nuclei_;
  std::int64_t left_ = 0;
  std::int64_t top_ = 0;
  std::int64_t edge_ = 1;
  std::int64_t columns_ = 0;
  std::int64_t rows_ = 0;
  std::vector<std::uint32_t> first_;     ///< of each cell, in in_cells_
  std::vector<std::uint32_t> in_cells_;  ///< positions of nuclei, cell by cell
};

struct Lonely {
  std::int64_t distance = 0;  ///< squared
  Landmark place;
};

/// The loneliest first, as many as landmarks are wanted; ties by place.
std::vector<Lonely> by_loneliness(const std::vector<Landmark>& nuclei) {
  std::vector<Lonely> lonely;
  if (nuclei.empty()) {
    return lonely;
  }
  const NeighbourGrid grid(nuclei);
  lonely.reserve(nuclei.size());
  for (std::size_t at = 0; at < nuclei.size(); ++at) {
    lonely.push_back({grid.nearest(at), nuclei[at]});
  }
  const auto wanted = std::min(lonely.size(), kMostLandmarks);
  std::partial_sort(lonely.begin(), lonely.begin() + static_cast<std::ptrdiff_t>(wanted), lonely.end(),
                    [](const Lonely& a, const Lonely& b) {
                      return a.distance != b.distance ? a.distance > b.distance : is_before(a.place, b.place);
                    });
  return lonely;
}

}  // namespace

void LandmarkPicker::add(double x_px, double y_px, double area_um2) {
  constexpr double kFarthestPx = 1e9;
  constexpr double kSpeckUm2 = 20.0;
  if (area_um2 >= kSpeckUm2 && std::abs(x_px) < kFarthestPx && std::abs(y_px) < kFarthestPx) {
    nuclei_.push_back({pixel(x_px), pixel(y_px)});
  }
}

ScanLandmarks LandmarkPicker::landmarks() const {
  const std::vector<Lonely> lonely = by_loneliness(nuclei_);
  ScanLandmarks landmarks;
  for (std::size_t i = 0; i < std::min(lonely.size(), kMostLandmarks); ++i) {
    landmarks.places.push_back(lonely[i].place);
  }
  std::sort(landmarks.places.begin(), landmarks.places.end(), is_before);
  return landmarks;
}

std::size_t shared_landmarks(const ScanLandmarks& a, const ScanLandmarks& b) {
  std::vector<std::uint64_t> shifts;
  shifts.reserve(a.places.size() * b.places.size());
  for (const Landmark& from : a.places) {
    for (const Landmark& to : b.places) {
      shifts.push_back(bin_of(to.x - from.x, to.y - from.y));
    }
  }
  std::sort(shifts.begin(), shifts.end());
  const auto in_bin = [&](std::uint64_t bin) {
    const auto [first, last] = std::equal_range(shifts.begin(), shifts.end(), bin);
    return static_cast<std::size_t>(last - first);
  };
  // The true shift may lie at the edge of a bin: two by two of them are taken together.
  constexpr std::uint64_t kRight = 1;
  constexpr std::uint64_t kDown = std::uint64_t{1} << 32U;
  std::size_t best = 0;
  for (auto at = shifts.begin(); at != shifts.end(); at = std::upper_bound(at, shifts.end(), *at)) {
    for (const std::uint64_t corner : {*at, *at - kRight, *at - kDown, *at - kDown - kRight}) {
      best = std::max(best, in_bin(corner) + in_bin(corner + kRight) + in_bin(corner + kDown) +
                                in_bin(corner + kDown + kRight));
    }
  }
  return std::min({best, a.places.size(), b.places.size()});
}

bool show_same_cells(const ScanLandmarks& a, const ScanLandmarks& b) {
  const std::size_t fewer = std::min(a.places.size(), b.places.size());
  return fewer >= kLeastLandmarks && 3 * shared_landmarks(a, b) > fewer;
}

std::string landmarks_text(const ScanLandmarks& landmarks) {
  std::string text;
  for (const Landmark& place : landmarks.places) {
    text.append(text.empty() ? "" : " ")
        .append(std::to_string(place.x))
        .append(",")
        .append(std::to_string(place.y));
  }
  return text;
}

std::optional<ScanLandmarks> landmarks_from(std::string_view text) {
  ScanLandmarks landmarks;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto read = [&](std::int32_t& number, char behind) {
    const auto [stop, status] = std::from_chars(at, end, number);
    const bool good = status == std::errc() && (stop == end ? behind == ' ' : *stop == behind);
    at = stop == end ? end : stop + 1;
    return good;
  };
  while (at != end) {
    Landmark place;
    if (!read(place.x, ',') || !read(place.y, ' ') || landmarks.places.size() == kMostLandmarks) {
      return std::nullopt;
    }
    landmarks.places.push_back(place);
  }
  return landmarks;
}

}  // namespace cyto
