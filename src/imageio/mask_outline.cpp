#include "cytrial/imageio/mask_outline.h"

#include <algorithm>
#include <array>
#include <map>

namespace cyto {
namespace {

/// A corner between pixels, in the mask's own columns and rows.
struct Corner {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const Corner&) const = default;
};

/// Directions of an edge: right, down, left, up. An edge has the object's pixel on the side of the next one.
constexpr std::array<Corner, 4> kStep{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
/// Column and row of the object's pixel beside an edge that starts at a corner, by direction.
constexpr std::array<Corner, 4> kPixelOf{{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};

struct Loop {
  std::vector<Corner> corners;  ///< not closed
  int component = 0;            ///< of the pixel beside it
};

/// Components of pixels that share an edge, numbered from 1 in the order of their first pixel.
std::vector<int> components_of(const MaskWindow& mask) {
  std::vector<int> component(mask.inside.size(), 0);
  std::vector<Corner> open;
  int last = 0;
  for (std::int64_t y = 0; y < mask.rect.height; ++y) {
    for (std::int64_t x = 0; x < mask.rect.width; ++x) {
      const auto take = [&](Corner pixel, int number) {
        int& known = component[static_cast<std::size_t>(pixel.y * mask.rect.width + pixel.x)];
        if (known == 0) {
          known = number;
          open.push_back(pixel);
        }
      };
      if (!mask.at(x, y) || component[static_cast<std::size_t>(y * mask.rect.width + x)] != 0) {
        continue;
      }
      take({x, y}, ++last);
      while (!open.empty()) {
        const Corner pixel = open.back();
        open.pop_back();
        for (const Corner step : kStep) {
          if (mask.at(pixel.x + step.x, pixel.y + step.y)) {
            take({pixel.x + step.x, pixel.y + step.y}, last);
          }
        }
      }
    }
  }
  return component;
}

/// Directions of the edges that start at each corner.
using Edges = std::map<Corner, std::vector<std::size_t>>;

Edges edges_of(const MaskWindow& mask) {
  Edges edges;
  for (std::int64_t y = 0; y < mask.rect.height; ++y) {
    for (std::int64_t x = 0; x < mask.rect.width; ++x) {
      if (!mask.at(x, y)) {
        continue;
      }
      // Around the pixel: its top edge runs right, its right edge down, and so on.
      const std::array<Corner, 4> outside{{{x, y - 1}, {x + 1, y}, {x, y + 1}, {x - 1, y}}};
      const std::array<Corner, 4> start{{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}};
      for (std::size_t direction = 0; direction < 4; ++direction) {
        if (!mask.at(outside[direction].x, outside[direction].y)) {
          edges[start[direction]].push_back(direction);
        }
      }
    }
  }
  return edges;
}

/// Takes the next edge out of `edges`: the one that stays at the same pixel when there are two.
std::size_t take_edge(Edges& edges, const Corner& corner, std::size_t arrived_by) {
  std::vector<std::size_t>& leaving = edges.at(corner);
  auto next = std::find(leaving.begin(), leaving.end(), (arrived_by + 1) % 4);
  if (next == leaving.end()) {
    next = leaving.begin();
  }
  const std::size_t direction = *next;
  leaving.erase(next);
  return direction;
}

/// Cuts a closed walk where it meets itself, so that no loop holds a corner twice.
void cut_at_repeats(const std::vector<Corner>& walk, int component, std::vector<Loop>& loops) {
  std::vector<Corner> path;
  for (const Corner& corner : walk) {
    const auto before = std::find(path.begin(), path.end(), corner);
    if (before != path.end()) {
      loops.push_back({{before, path.end()}, component});
      path.erase(before, path.end());
    }
    path.push_back(corner);
  }
  loops.push_back({path, component});
}

std::vector<Loop> loops_of(const MaskWindow& mask) {
  const std::vector<int> components = components_of(mask);
  Edges edges = edges_of(mask);
  std::vector<Loop> loops;
  for (auto& [start, leaving] : edges) {
    while (!leaving.empty()) {
      const Corner pixel{start.x + kPixelOf[leaving.front()].x, start.y + kPixelOf[leaving.front()].y};
      const int component = components[static_cast<std::size_t>(pixel.y * mask.rect.width + pixel.x)];
      std::vector<Corner> walk;
      Corner corner = start;
      std::size_t direction = leaving.front();
      leaving.erase(leaving.begin());
      while (true) {
        walk.push_back(corner);
        corner = {corner.x + kStep[direction].x, corner.y + kStep[direction].y};
        if (corner == start) {
          break;
        }
        direction = take_edge(edges, corner, direction);
      }
      cut_at_repeats(walk, component, loops);
    }
  }
  return loops;
}

std::int64_t twice_area(const std::vector<Corner>& corners) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Corner& a = corners[i];
    const Corner& b = corners[(i + 1) % corners.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

/// Only corners where the ring turns, on the slide, closed.
OutlineRing ring_of(const std::vector<Corner>& corners, const SlideRect& rect) {
  OutlineRing ring;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Corner& before = corners[(i + corners.size() - 1) % corners.size()];
    const Corner& after = corners[(i + 1) % corners.size()];
    if (before.x != after.x && before.y != after.y) {
      ring.push_back(
          {static_cast<double>(rect.x + corners[i].x), static_cast<double>(rect.y + corners[i].y)});
    }
  }
  ring.push_back(ring.front());
  return ring;
}

}  // namespace

std::vector<OutlinePolygon> outline_of(const MaskWindow& mask) {
  std::map<int, OutlinePolygon> polygons;
  for (const Loop& loop : loops_of(mask)) {
    OutlinePolygon& polygon = polygons[loop.component];
    OutlineRing ring = ring_of(loop.corners, mask.rect);
    if (twice_area(loop.corners) > 0) {
      polygon.outer = std::move(ring);
    } else {
      polygon.holes.push_back(std::move(ring));
    }
  }
  std::vector<OutlinePolygon> ordered;
  for (auto& [component, polygon] : polygons) {
    ordered.push_back(std::move(polygon));
  }
  return ordered;
}

}  // namespace cyto
