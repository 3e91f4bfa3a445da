#include "label_cleanup.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "disjoint_sets.h"
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
      join_sets(parent, static_cast<std::int32_t>(i), static_cast<std::int32_t>(j));
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

  /// Adds columns [begin, end) of row `row`, which is none of those above.
  void add(int row, int begin, int end) {
    if (area == 0) {
      left = begin;
      right = end - 1;
      top = row;
    }
    const std::int64_t n = end - begin;
    area += n;
    x += n * (begin + end - 1) / 2;
    y += n * row;
    left = std::min(left, begin);
    right = std::max(right, end - 1);
    bottom = row;
  }
};

/// A label and its runs, which are linked from the last to the first.
struct LinkedLabel {
  Sums sums;
  std::int32_t last = -1;
  /// One run per row, each touching the one above: one piece without holes.
  bool plain = true;
};

/// A run among those of its label.
struct LinkedRun {
  std::int32_t before = -1;  ///< the run of the label before it
  int y = 0;
  int end = 0;  ///< of what it becomes: behind the gap that is filled, or where it begins if it is dropped
};

struct LinkedRuns {
  std::vector<LinkedLabel> labels;
  std::vector<LinkedRun> runs;
};

LinkedRuns link_runs(const LabelRuns& runs) {
  LinkedRuns linked{std::vector<LinkedLabel>(static_cast<std::size_t>(runs.most()) + 1), {}};
  linked.runs.reserve(runs.size());
  for (int y = 0; y < runs.rows(); ++y) {
    for (const LabelRun& run : runs.row(y)) {
      LinkedLabel& label = linked.labels[static_cast<std::size_t>(run.label)];
      if (label.last >= 0) {
        const LabelRun& above = runs[static_cast<std::size_t>(label.last)];
        label.plain &= label.sums.bottom + 1 == y && above.begin < run.end && run.begin < above.end;
      }
      label.sums.add(y, run.begin, run.end);
      linked.runs.push_back({label.last, y, run.end});
      label.last = static_cast<std::int32_t>(linked.runs.size()) - 1;
    }
  }
  return linked;
}

constexpr std::int32_t kThis = 1;
constexpr std::int32_t kOther = 2;

/// A label in its box: its runs as kThis, what lies between them as background or, where it holds other
/// labels, as kOther. Background that leaves the box would meet other labels or the edge of the plane.
LabelRuns in_box(const LabelRuns& runs, const LinkedRuns& linked, const std::vector<std::size_t>& own,
                 const Sums& sums) {
  const int columns = sums.right + 1 - sums.left;
  LabelRuns all;
  int end = 0;
  for (std::size_t k = 0; k < own.size(); ++k) {
    const LabelRun& run = runs[own[k]];
    const int y = linked.runs[own[k]].y - sums.top;
    for (; all.rows() < y; end = 0) {
      if (end < columns) {
        all.append(end, columns, 0);
      }
      all.end_row();
    }
    const int begin = run.begin - sums.left;
    if (end < begin) {
      const bool holds_others = end > 0 && own[k - 1] + 1 != own[k];
      all.append(end, begin, holds_others ? kOther : 0);
    }
    end = run.end - sums.left;
    all.append(begin, end, kThis);
  }
  if (end < columns) {
    all.append(end, columns, 0);
  }
  all.end_row();
  return all;
}

/// Reduces a label to its largest piece without small holes.
void clean_label(const LabelRuns& runs, int max_hole_px, LinkedLabel& label, LinkedRuns& linked) {
  std::vector<std::size_t> own;
  for (std::int32_t i = label.last; i >= 0; i = linked.runs[static_cast<std::size_t>(i)].before) {
    own.push_back(static_cast<std::size_t>(i));
  }
  std::reverse(own.begin(), own.end());
  const LabelRuns all = in_box(runs, linked, own, label.sums);
  Pieces pieces = find_pieces(all, label.sums.right + 1 - label.sums.left);
  note_surroundings(all, pieces);
  const std::vector<std::int32_t> settled = settle(pieces, all.most(), max_hole_px);
  const int left = label.sums.left;
  label.sums = {};
  std::size_t next = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool kept = settled[static_cast<std::size_t>(pieces.of_run[i])] == kThis;
    if (all[i].label == kThis) {
      linked.runs[own[next]].end = left + (kept ? all[i].end : all[i].begin);
      ++next;
    } else if (kept) {  // a gap between two runs
      linked.runs[own[next - 1]].end = left + all[i].end;
    }
  }
  for (const std::size_t i : own) {
    if (linked.runs[i].end > runs[i].begin) {
      label.sums.add(linked.runs[i].y, runs[i].begin, linked.runs[i].end);
    }
  }
}

/// Numbers labels that are large enough in the order of their first runs, and lists what their runs became.
CleanLabels number_objects(const LabelRuns& runs, const LinkedRuns& linked, std::int64_t min_area_px,
                           const SlideRect& origin) {
  std::vector<std::int32_t> number(linked.labels.size(), 0);
  CleanLabels found;
  found.runs.reserve(runs.size(), runs.rows());
  for (int y = 0; y < runs.rows(); ++y) {
    for (std::size_t i = runs.first_of(y); i < runs.first_of(y + 1); ++i) {
      const auto label = static_cast<std::size_t>(runs[i].label);
      const Sums& s = linked.labels[label].sums;
      if (s.area < min_area_px || linked.runs[i].end == runs[i].begin) {
        continue;
      }
      if (number[label] == 0) {
        found.objects.push_back({cv::Rect(s.left, s.top, s.right - s.left + 1, s.bottom - s.top + 1),
                                 Anchor{s.x + origin.x * s.area, s.y + origin.y * s.area, s.area}});
        number[label] = static_cast<std::int32_t>(found.objects.size());
      }
      found.runs.append_joined(runs[i].begin, linked.runs[i].end, number[label]);
    }
    found.runs.end_row();
  }
  return found;
}

}  // namespace

std::vector<cv::Rect> boxes_of(const CleanLabels& labels) {
  std::vector<cv::Rect> boxes;
  boxes.reserve(labels.objects.size());
  for (const LabelledObject& object : labels.objects) {
    boxes.push_back(object.box);
  }
  return boxes;
}

CleanLabels clean_labels(const LabelRuns& labels, std::int64_t min_area_px, int max_hole_px,
                         const SlideRect& origin) {
  LinkedRuns linked = link_runs(labels);
  for (LinkedLabel& label : linked.labels) {
    if (!label.plain) {
      clean_label(labels, max_hole_px, label, linked);
    }
  }
  return number_objects(labels, linked, min_area_px, origin);
}

}  // namespace cyto
