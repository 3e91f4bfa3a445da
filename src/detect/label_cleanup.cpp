#include "label_cleanup.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "label_runs.h"

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
  std::vector<std::int32_t> of_run;
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

void join(std::vector<std::int32_t>& parent, std::size_t i, std::size_t j) {
  const std::int32_t a = find_root(parent, static_cast<std::int32_t>(i));
  const std::int32_t b = find_root(parent, static_cast<std::int32_t>(j));
  parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
}

/// Calls visit(i, j) for runs i and j, one above the other, that share a column.
template <typename Visit>
void for_each_vertical_contact(const LabelRuns& runs, const Visit& visit) {
  for (int y = 1; y < runs.rows(); ++y) {
    const std::size_t above = runs.first_of(y - 1);
    const std::size_t below = runs.first_of(y);
    for_each_contact(runs.row(y - 1), runs.row(y),
                     [&](std::size_t i, std::size_t j) { visit(above + i, below + j); });
  }
}

/// Numbers the 4-connected pieces of equal label, background included, in raster order of first pixels.
Pieces find_pieces(const LabelRuns& runs, int columns) {
  std::vector<std::int32_t> parent(runs.size());
  std::iota(parent.begin(), parent.end(), 0);
  for_each_vertical_contact(runs, [&](std::size_t i, std::size_t j) {
    if (runs[i].label == runs[j].label) {
      join(parent, i, j);
    }
  });
  Pieces pieces;
  pieces.of_run.resize(runs.size());
  for (int y = 0; y < runs.rows(); ++y) {
    for (std::size_t i = runs.first_of(y); i < runs.first_of(y + 1); ++i) {
      const LabelRun& run = runs[i];
      const std::int32_t root = find_root(parent, static_cast<std::int32_t>(i));
      // A root is the first run of its piece.
      if (static_cast<std::size_t>(root) == i) {
        pieces.of_run[i] = static_cast<std::int32_t>(pieces.list.size());
        pieces.list.push_back({run.label, 0, run.begin, y, run.end - 1, y, false, -1});
      } else {
        pieces.of_run[i] = pieces.of_run[static_cast<std::size_t>(root)];
      }
      Piece& piece = pieces.list[static_cast<std::size_t>(pieces.of_run[i])];
      piece.area += run.end - run.begin;
      piece.left = std::min(piece.left, run.begin);
      piece.right = std::max(piece.right, run.end - 1);
      piece.bottom = y;
      piece.at_border |= run.begin == 0 || y == 0 || run.end == columns || y + 1 == runs.rows();
    }
  }
  return pieces;
}

void note_surroundings(const LabelRuns& runs, Pieces& pieces) {
  const auto meet = [&](std::size_t i, std::size_t j) {
    Piece& piece = pieces.list[static_cast<std::size_t>(pieces.of_run[i])];
    const std::int32_t other = pieces.of_run[j];
    if (piece.label == 0 && runs[j].label != 0) {
      piece.around = piece.around == -1 || piece.around == other ? other : -2;
    }
  };
  const auto meet_both = [&](std::size_t i, std::size_t j) {
    meet(i, j);
    meet(j, i);
  };
  for (int y = 0; y < runs.rows(); ++y) {
    for (std::size_t i = runs.first_of(y) + 1; i < runs.first_of(y + 1); ++i) {
      meet_both(i - 1, i);
    }
  }
  for_each_vertical_contact(runs, meet_both);
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

/// @param label of each run.
std::vector<Sums> sum_labels(const LabelRuns& runs, const std::vector<std::int32_t>& label,
                             std::int32_t max_label) {
  std::vector<Sums> sums(static_cast<std::size_t>(max_label) + 1);
  for (int y = 0; y < runs.rows(); ++y) {
    for (std::size_t i = runs.first_of(y); i < runs.first_of(y + 1); ++i) {
      if (label[i] == 0) {
        continue;
      }
      const LabelRun& run = runs[i];
      Sums& s = sums[static_cast<std::size_t>(label[i])];
      if (s.area == 0) {
        s = {0, 0, 0, run.begin, y, run.end - 1, y};
      }
      const std::int64_t n = run.end - run.begin;
      s.area += n;
      s.x += n * (run.begin + run.end - 1) / 2;
      s.y += n * y;
      s.left = std::min(s.left, run.begin);
      s.right = std::max(s.right, run.end - 1);
      s.bottom = y;
    }
  }
  return sums;
}

/// Gives each label that is large enough its final number, the others 0. @param label of each run,
/// renumbered.
std::vector<LabelledObject> number_objects(const std::vector<Sums>& sums, std::int64_t min_area_px,
                                           const SlideRect& origin, std::vector<std::int32_t>& label) {
  std::vector<std::int32_t> number(sums.size(), 0);
  std::vector<LabelledObject> objects;
  for (std::int32_t& of_run : label) {
    const auto old = static_cast<std::size_t>(of_run);
    const Sums& s = sums[old];
    if (of_run == 0 || s.area < min_area_px) {
      of_run = 0;
      continue;
    }
    if (number[old] == 0) {
      objects.push_back({cv::Rect(s.left, s.top, s.right - s.left + 1, s.bottom - s.top + 1),
                         Anchor{s.x + origin.x * s.area, s.y + origin.y * s.area, s.area}});
      number[old] = static_cast<std::int32_t>(objects.size());
    }
    of_run = number[old];
  }
  return objects;
}

/// The runs and, of label 0, what lies between them.
LabelRuns with_background(const LabelRuns& labels, int columns) {
  LabelRuns all;
  all.reserve(2 * labels.size() + static_cast<std::size_t>(labels.rows()), labels.rows());
  for (int y = 0; y < labels.rows(); ++y) {
    int end = 0;
    for (const LabelRun& run : labels.row(y)) {
      if (run.begin > end) {
        all.append(end, run.begin, 0);
      }
      all.append(run.begin, run.end, run.label);
      end = run.end;
    }
    if (end < columns) {
      all.append(end, columns, 0);
    }
    all.end_row();
  }
  return all;
}

LabelRuns labelled(const LabelRuns& runs, const std::vector<std::int32_t>& label) {
  LabelRuns found;
  found.reserve(runs.size(), runs.rows());
  for (int y = 0; y < runs.rows(); ++y) {
    for (std::size_t i = runs.first_of(y); i < runs.first_of(y + 1); ++i) {
      if (label[i] != 0) {
        found.append_joined(runs[i].begin, runs[i].end, label[i]);
      }
    }
    found.end_row();
  }
  return found;
}

}  // namespace

CleanLabels clean_labels(const LabelRuns& labels, int columns, std::int64_t min_area_px, int max_hole_px,
                         const SlideRect& origin) {
  const LabelRuns runs = with_background(labels, columns);
  Pieces pieces = find_pieces(runs, columns);
  note_surroundings(runs, pieces);
  const std::vector<std::int32_t> settled = settle(pieces, runs.most(), max_hole_px);
  std::vector<std::int32_t> label(runs.size());
  std::transform(pieces.of_run.begin(), pieces.of_run.end(), label.begin(),
                 [&](std::int32_t piece) { return settled[static_cast<std::size_t>(piece)]; });
  std::vector<LabelledObject> objects =
      number_objects(sum_labels(runs, label, runs.most()), min_area_px, origin, label);
  return {labelled(runs, label), std::move(objects)};
}

}  // namespace cyto
