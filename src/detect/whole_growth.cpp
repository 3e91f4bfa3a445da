#include "whole_growth.h"

#include <algorithm>
#include <cstddef>

namespace cyto {
namespace {

/// Runs one below the other: the rows that they are in.
struct Rows {
  explicit Rows(std::span<const PixelRun> runs) : of(runs), first(runs.front().y), end(runs.back().y + 1) {}
  [[nodiscard]] bool one_run_each() const { return of.size() == static_cast<std::size_t>(end - first); }
  [[nodiscard]] const PixelRun& operator[](int y) const { return of[static_cast<std::size_t>(y - first)]; }

  std::span<const PixelRun> of;
  int first;
  int end;
};

/// Most steps to a pixel of a run within a row from those of it that are in `base` or beside it.
int steps_beside(const PixelRun& run, const PixelRun& base) {
  return std::max({base.begin - run.begin, run.end - base.end, 0});
}

/// Steps within which all pixels of the rows from `y` to before `end` are reached, each from the row before,
/// whose pixels are within so many; more than `most` when they are not, or when that cannot be told.
int steps_on(const Rows& object, int y, int end, int steps, int most) {
  const int down = y < end ? 1 : -1;
  for (; y != end && steps <= most; y += down) {
    const PixelRun& run = object[y];
    const PixelRun& before = object[y - down];
    const bool touch = run.begin < before.end && before.begin < run.end;
    steps = touch ? steps + 1 + steps_beside(run, before) : most + 1;
  }
  return steps;
}

}  // namespace

bool reaches_whole(std::span<const PixelRun> nucleus, std::span<const PixelRun> object,
                   const BitPlane& nuclear, int steps) {
  if (nucleus.empty() || object.empty()) {
    return false;
  }
  const Rows own(nucleus);
  const Rows all(object);
  const int first = std::max(own.first, all.first);
  const int end = std::min(own.end, all.end);
  if (!own.one_run_each() || !all.one_run_each() || first >= end) {
    return false;
  }
  std::int64_t shared = 0;
  int most = 0;
  bool apart = false;
  for (int y = first; y < end; ++y) {
    const int common = std::min(own[y].end, all[y].end) - std::max(own[y].begin, all[y].begin);
    apart |= common < 0;
    shared += common;
    most = std::max(most, steps_beside(all[y], own[y]));
  }
  return !apart && most <= steps &&
         steps_on(all, first - 1, std::min(all.first, first) - 1, steps_beside(all[first], own[first]),
                  steps) <= steps &&
         steps_on(all, end, std::max(all.end, end), steps_beside(all[end - 1], own[end - 1]), steps) <=
             steps &&
         nuclear.count(object) == shared;
}

void append_whole(std::span<const PixelRun> nucleus, std::span<const PixelRun> object, ObjectRuns& to) {
  const Rows own(nucleus);
  const Rows all(object);
  for (int y = std::min(own.first, all.first); y < std::max(own.end, all.end); ++y) {
    const bool in_own = own.first <= y && y < own.end;
    const bool in_all = all.first <= y && y < all.end;
    const PixelRun& one = in_own ? own[y] : all[y];
    const PixelRun& other = in_all ? all[y] : own[y];
    to.append_joined({y, std::min(one.begin, other.begin), std::max(one.end, other.end)});
  }
  to.end_object();
}

}  // namespace cyto
