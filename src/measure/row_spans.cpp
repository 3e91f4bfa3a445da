#include "row_spans.h"

#include <algorithm>

namespace cyto {
namespace {

bool has_one_run_per_row(const std::vector<PixelRun>& runs) {
  int next = runs.front().y;
  return std::all_of(runs.begin(), runs.end(), [&next](const PixelRun& run) { return run.y == next++; });
}

}  // namespace

bool RowSpans::read(const MeasuredRegion& region, const MeasuredRegion& whole) {
  if (whole.frame.width > kMostSpanEdge || whole.frame.height > kMostSpanEdge ||
      !has_one_run_per_row(region.runs)) {
    return false;
  }
  rows_ = static_cast<std::size_t>(whole.frame.height);
  std::fill_n(columns_.begin.begin(), rows_ + kSpanMargin, 0);
  std::fill_n(columns_.end.begin(), rows_ + kSpanMargin, 0);
  const cv::Point shift = region.corner - whole.corner;
  std::ptrdiff_t place = 0;
  for (const PixelRun& run : region.runs) {
    const auto row = static_cast<std::size_t>(run.y + shift.y);
    columns_.begin[row] = run.begin + shift.x;
    columns_.end[row] = run.end + shift.x;
    places_[row] = place - columns_.begin[row];
    place += run.end - run.begin;
  }
  return true;
}

InnerCounts RowSpans::read_inner(const RowSpans& all, const RowSpans& part) {
  rows_ = all.rows_;
  return find_inner_spans(all.columns_, part.columns_, rows_, columns_);
}

void RowSpans::list_rows(const RowSpans& all, const float* values, std::vector<EdgePixels>& rows) const {
  rows.clear();
  for (std::size_t row = 1; row + 1 < rows_; ++row) {
    const std::int32_t begin = columns_.begin[row];
    if (begin < columns_.end[row]) {
      rows.push_back({values + all.places_[row - 1] + begin, values + all.places_[row] + begin,
                      values + all.places_[row + 1] + begin,
                      static_cast<std::size_t>(columns_.end[row] - begin)});
    }
  }
}

}  // namespace cyto
