#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

/// First and last column of a region in one row; left > right where it has no pixels.
struct RowExtent {
  int left = 0;
  int right = 0;
};

/// A corner of a convex hull in half pixels.
struct HullCorner {
  std::int32_t x = 0;
  std::int32_t y = 0;
};

/// Both sides of a convex hull, each from its top to its bottom line, without corners on a straight line.
struct HullView {
  std::span<const HullCorner> left;
  std::span<const HullCorner> right;
};

/// One side of a hull that is being made: turns one way only. Keeps its memory.
/// @tparam Side -1 for the left one, 1 for the right one, walked from top to bottom.
template <std::int64_t Side>
class HullChain {
 public:
  /// Begins anew. @param most appends to come.
  void begin(std::size_t most) {
    if (corners_.size() < most) {
      corners_.resize(most);
    }
    size_ = 0;
  }
  void append(HullCorner next) {
    HullCorner* corners = corners_.data();
    std::size_t size = size_;
    while (size >= 2) {
      const HullCorner& a = corners[size - 2];
      const HullCorner& b = corners[size - 1];
      const std::int64_t cross = static_cast<std::int64_t>(b.x - a.x) * (next.y - a.y) -
                                 static_cast<std::int64_t>(b.y - a.y) * (next.x - a.x);
      if (Side * cross > 0) {
        break;
      }
      --size;
    }
    corners[size] = next;
    size_ = size + 1;
  }
  [[nodiscard]] std::span<const HullCorner> corners() const { return {corners_.data(), size_}; }

 private:
  std::vector<HullCorner> corners_;
  std::size_t size_ = 0;
};

/// A hull that is being made, or work space for one.
struct HullChains {
  HullChain<-1> left;
  HullChain<1> right;

  [[nodiscard]] HullView view() const { return {left.corners(), right.corners()}; }
};

/// Convex hull of the pixels' edge midpoints: unlike that of corners it does not favour large objects. In
/// half pixels and whole numbers.
/// @param rows of the region, from row `top` down.
void hull_of_rows(std::span<const RowExtent> rows, int top, HullChains& hull);

/// The hull around two: exactly that of the pixels of both.
void hull_around(const HullView& a, const HullView& b, HullChains& hull);

/// Area [px].
[[nodiscard]] double hull_area(const HullView& hull);

/// The hulls of many regions, one behind the other.
class HullStore {
 public:
  /// Where a hull stands.
  struct Place {
    std::size_t first = 0;
    std::size_t left = 0;
    std::size_t right = 0;
  };

  [[nodiscard]] Place keep(const HullView& hull);
  /// Valid until the next keep().
  [[nodiscard]] HullView at(const Place& place) const {
    const std::span<const HullCorner> all(corners_);
    return {all.subspan(place.first, place.left), all.subspan(place.first + place.left, place.right)};
  }

 private:
  std::vector<HullCorner> corners_;
};

}  // namespace cyto
