#include "label_cleanup.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace cyto {
namespace {

/// A 4-connected piece of equal labels.
struct Piece {
  std::int32_t label = 0;
  std::int64_t area = 0;
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
  bool at_border = false;  ///< reaches the plane's edge
  /// For background: the one labelled piece around it; -1 none seen yet, -2 several.
  std::int32_t around = -1;
};

struct Pieces {
  cv::Mat1i index;  ///< piece of each pixel
  std::vector<Piece> list;
};

std::int32_t find_root(std::vector<std::int32_t>& parent, std::int32_t at) {
  while (parent[static_cast<std::size_t>(at)] != at) {
    auto& up = parent[static_cast<std::size_t>(at)];
    up = parent[static_cast<std::size_t>(up)];
    at = up;
  }
  return at;
}

/// Numbers the 4-connected pieces of equal label, background included, in raster order of first pixels.
Pieces find_pieces(const cv::Mat1i& labels) {
  Pieces pieces;
  pieces.index.create(labels.size());
  std::vector<std::int32_t> parent;
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      const bool left = x > 0 && labels(y, x - 1) == labels(y, x);
      const bool up = y > 0 && labels(y - 1, x) == labels(y, x);
      if (!left && !up) {
        pieces.index(y, x) = static_cast<std::int32_t>(parent.size());
        parent.push_back(pieces.index(y, x));
        continue;
      }
      const std::int32_t first = left ? pieces.index(y, x - 1) : pieces.index(y - 1, x);
      pieces.index(y, x) = first;
      if (left && up && pieces.index(y - 1, x) != first) {
        const std::int32_t a = find_root(parent, first);
        const std::int32_t b = find_root(parent, pieces.index(y - 1, x));
        parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
      }
    }
  }
  std::vector<std::int32_t> number(parent.size(), -1);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      auto& n = number[static_cast<std::size_t>(find_root(parent, pieces.index(y, x)))];
      if (n < 0) {
        n = static_cast<std::int32_t>(pieces.list.size());
        pieces.list.push_back({labels(y, x), 0, x, y, x, y, false, -1});
      }
      pieces.index(y, x) = n;
      Piece& piece = pieces.list[static_cast<std::size_t>(n)];
      piece.area += 1;
      piece.left = std::min(piece.left, x);
      piece.right = std::max(piece.right, x);
      piece.bottom = y;
      piece.at_border |= x == 0 || y == 0 || x + 1 == labels.cols || y + 1 == labels.rows;
    }
  }
  return pieces;
}

void note_surroundings(Pieces& pieces) {
  const auto meet = [&](int y, int x, int v, int u) {
    Piece& piece = pieces.list[static_cast<std::size_t>(pieces.index(y, x))];
    const std::int32_t other = pieces.index(v, u);
    if (piece.label == 0 && pieces.list[static_cast<std::size_t>(other)].label != 0) {
      piece.around = piece.around == -1 || piece.around == other ? other : -2;
    }
  };
  for (int y = 0; y < pieces.index.rows; ++y) {
    for (int x = 0; x < pieces.index.cols; ++x) {
      if (x + 1 < pieces.index.cols) {
        meet(y, x, y, x + 1);
        meet(y, x + 1, y, x);
      }
      if (y + 1 < pieces.index.rows) {
        meet(y, x, y + 1, x);
        meet(y + 1, x, y, x);
      }
    }
  }
}

/// New label of each piece: its own for the largest of a label, the surrounding one for a small hole, else 0.
std::vector<std::int32_t> settle(const Pieces& pieces, std::int32_t max_label, int max_hole_px) {
  std::vector<std::int32_t> largest(static_cast<std::size_t>(max_label) + 1, -1);
  for (std::size_t i = 0; i < pieces.list.size(); ++i) {
    const Piece& piece = pieces.list[i];
    auto& best = largest[static_cast<std::size_t>(piece.label)];
    if (best < 0 || piece.area > pieces.list[static_cast<std::size_t>(best)].area) {
      best = static_cast<std::int32_t>(i);
    }
  }
  const auto is_largest = [&](std::int32_t piece) {
    return largest[static_cast<std::size_t>(pieces.list[static_cast<std::size_t>(piece)].label)] == piece;
  };
  std::vector<std::int32_t> settled(pieces.list.size(), 0);
  for (std::size_t i = 0; i < pieces.list.size(); ++i) {
    const Piece& piece = pieces.list[i];
    const bool hole = piece.label == 0 && !piece.at_border && piece.around >= 0 &&
                      piece.right - piece.left < max_hole_px && piece.bottom - piece.top < max_hole_px;
    if (piece.label != 0 && is_largest(static_cast<std::int32_t>(i))) {
      settled[i] = piece.label;
    } else if (hole && is_largest(piece.around)) {
      settled[i] = pieces.list[static_cast<std::size_t>(piece.around)].label;
    }
  }
  return settled;
}

struct Sums {
  std::int64_t area = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
};

std::vector<Sums> sum_labels(const cv::Mat1i& labels, std::int32_t max_label) {
  std::vector<Sums> sums(static_cast<std::size_t>(max_label) + 1);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) == 0) {
        continue;
      }
      Sums& s = sums[static_cast<std::size_t>(labels(y, x))];
      if (s.area == 0) {
        s = {0, 0, 0, x, y, x, y};
      }
      s.area += 1;
      s.x += x;
      s.y += y;
      s.left = std::min(s.left, x);
      s.right = std::max(s.right, x);
      s.bottom = y;
    }
  }
  return sums;
}

}  // namespace

std::vector<LabelledObject> clean_labels(cv::Mat1i& labels, std::int64_t min_area_px, int max_hole_px,
                                         const SlideRect& origin) {
  const std::int32_t max_label = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
  Pieces pieces = find_pieces(labels);
  note_surroundings(pieces);
  const std::vector<std::int32_t> settled = settle(pieces, max_label, max_hole_px);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      labels(y, x) = settled[static_cast<std::size_t>(pieces.index(y, x))];
    }
  }
  const std::vector<Sums> sums = sum_labels(labels, max_label);
  std::vector<std::int32_t> number(sums.size(), 0);
  std::vector<LabelledObject> objects;
  for (std::int32_t& label : labels) {
    const auto old = static_cast<std::size_t>(label);
    if (label == 0 || sums[old].area < min_area_px) {
      label = 0;
      continue;
    }
    if (number[old] == 0) {
      const Sums& s = sums[old];
      objects.push_back({cv::Rect(s.left, s.top, s.right - s.left + 1, s.bottom - s.top + 1),
                         Anchor{s.x + origin.x * s.area, s.y + origin.y * s.area, s.area}});
      number[old] = static_cast<std::int32_t>(objects.size());
    }
    label = number[old];
  }
  return objects;
}

}  // namespace cyto
