#include "region_collection.h"

#include <algorithm>
#include <limits>

#include "label_kernels.h"

namespace cyto {
namespace {

std::size_t index(std::int32_t label) {
  return static_cast<std::size_t>(label);
}

/// The rows of all regions, one behind the other.
class RowExtents {
 public:
  RowExtents(const LabelRuns& runs, std::size_t regions) : places_(regions) {
    for (int y = 0; y < runs.rows(); ++y) {
      for (const LabelRun& run : runs.row(y)) {
        Place& place = places_[index(run.label)];
        place.top = place.bottom == 0 ? y : place.top;
        place.bottom = y + 1;
      }
    }
    std::size_t rows = 0;
    for (Place& place : places_) {
      place.first = rows;
      rows += static_cast<std::size_t>(place.bottom - place.top);
    }
    extents_.assign(rows, {std::numeric_limits<int>::max(), -1});
  }

  void add(int y, const LabelRun& run) {
    const Place& place = places_[index(run.label)];
    RowExtent& extent = extents_[place.first + static_cast<std::size_t>(y - place.top)];
    extent.left = std::min(extent.left, run.begin);
    extent.right = std::max(extent.right, run.end - 1);
  }

  void hull_of(std::size_t label, HullChains& hull) const {
    const Place& place = places_[label];
    hull_of_rows(std::span(extents_).subspan(place.first, static_cast<std::size_t>(place.bottom - place.top)),
                 place.top, hull);
  }

 private:
  struct Place {
    int top = 0;
    int bottom = 0;  ///< behind the last; 0 without pixels
    std::size_t first = 0;
  };
  std::vector<Place> places_;
  std::vector<RowExtent> extents_;
};

void add_indices(Region& region, int y, const LabelRun& run) {
  // 0^2 + 1^2 + ... + (k - 1)^2
  const auto squares_below = [](std::int64_t k) { return (k - 1) * k * (2 * k - 1) / 6; };
  const std::int64_t n = run.end - run.begin;
  const std::int64_t sum_x = n * (run.begin + run.end - 1) / 2;
  region.area += n;
  region.sum_x += sum_x;
  region.sum_y += n * y;
  region.sum_xx += squares_below(run.end) - squares_below(run.begin);
  region.sum_yy += n * y * y;
  region.sum_xy += sum_x * y;
}

/// Sides of a run's pixels at the edge of the window.
std::int64_t sides_at_edge(int y, const LabelRun& run, const cv::Size& size) {
  const std::int64_t n = run.end - run.begin;
  return static_cast<std::int64_t>(run.begin == 0) + static_cast<std::int64_t>(run.end == size.width) +
         (y == 0 ? n : 0) + (y + 1 == size.height ? n : 0);
}

/// Sums of the pixels of a run. @param peak_x set when the run is higher than what was seen of the region.
void add_pixels(Region& region, const LabelRun& run, const float* signal, const float* surface, int& peak_x) {
  constexpr float kLeast = -std::numeric_limits<float>::infinity();
  // Kept outside the region, so that they stay in registers.
  float peak = kLeast;
  float relief = kLeast;
  if (region.area != 0) {
    peak = region.peak;
    relief = region.relief;
  }
  double sum_signal = region.sum_signal;
  double sum_surface = region.sum_surface;
  for (int x = run.begin; x < run.end; ++x) {
    sum_signal += static_cast<double>(signal[x]);
    sum_surface += static_cast<double>(surface[x]);
    peak_x = signal[x] > peak ? x : peak_x;
    peak = std::max(peak, signal[x]);
    relief = std::max(relief, surface[x]);
  }
  region.sum_signal = sum_signal;
  region.sum_surface = sum_surface;
  region.peak = peak;
  region.relief = relief;
}

/// One row of the field and its labels.
struct FieldRow {
  const std::int32_t* label;
  const float* signal;
  const float* surface;
  const float* line;
};

/// A pixel beside another label, on one side of a line between two pixels.
struct Side {
  std::int32_t label;
  float signal;
  float behind;  ///< signal one pixel further on this side
};

class BorderCollection {
 public:
  BorderCollection(std::vector<Region>& regions, std::vector<std::vector<Border>>& borders)
      : regions_(regions.data()), borders_(borders.data()) {}

  /// @param a, b neighbours with two labels; @param row_b that of b, in which it has column `xb`.
  void meet(const FieldRow& row_a, int xa, float behind_a, const FieldRow& row_b, int xb, float behind_b) {
    const Side a{row_a.label[xa], row_a.signal[xa], behind_a};
    const Side b{row_b.label[xb], row_b.signal[xb], behind_b};
    if (a.label == 0 || b.label == 0) {
      // Nothing is known of the outside but how it ends.
      const bool first = a.label != 0;
      add_outline(first ? a : b, first ? b : a);
      return;
    }
    const float surface = std::min(row_a.surface[xa], row_b.surface[xb]);
    const float line = std::min(row_a.line[xa], row_b.line[xb]);
    add_contact(a, b, surface, line);
    add_contact(b, a, surface, line);
  }

 private:
  OutlineSums add_outline(const Side& in, const Side& out) {
    const OutlineSums side{1, out.signal > in.signal ? 1 : 0, static_cast<double>(in.behind - out.signal)};
    regions_[index(in.label)].outline += side;
    return side;
  }
  void add_contact(const Side& in, const Side& out, float surface, float line) {
    const OutlineSums side = add_outline(in, out);
    const float low = std::min(in.signal, out.signal);
    add_border(borders_[index(in.label)],
               {out.label, 1, low, surface, static_cast<double>(low), static_cast<double>(surface),
                static_cast<double>(line), line, side});
  }

  Region* regions_;
  std::vector<Border>* borders_;
};

/// Two rows of labels, made from runs.
class LabelRows {
 public:
  LabelRows(const LabelRuns& runs, int columns) : runs_(runs) {
    for (std::vector<std::int32_t>& row : rows_) {
      row.resize(static_cast<std::size_t>(columns));
    }
  }
  void read(int y) {
    std::vector<std::int32_t>& row = rows_[static_cast<std::size_t>(y) % 2];
    std::fill(row.begin(), row.end(), 0);
    for (const LabelRun& run : runs_.row(y)) {
      std::fill(row.data() + run.begin, row.data() + run.end, run.label);
    }
  }
  [[nodiscard]] const std::int32_t* row(int y) const { return rows_[static_cast<std::size_t>(y) % 2].data(); }

 private:
  const LabelRuns& runs_;
  std::array<std::vector<std::int32_t>, 2> rows_;
};

FieldRow row_of(const NucleusField& field, const LabelRows& labels, int y) {
  return {labels.row(y), field.smooth.ptr<float>(y), field.surface.ptr<float>(y), field.line.ptr<float>(y)};
}

void collect_borders(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     std::vector<std::vector<Border>>& borders) {
  const int last_row = field.smooth.rows - 1;
  const int last_column = field.smooth.cols - 1;
  const auto columns = static_cast<std::size_t>(field.smooth.cols);
  BorderCollection collection(regions, borders);
  std::vector<std::int32_t> edges(columns + kPlaceMargin);
  LabelRows labels(runs, field.smooth.cols);
  labels.read(0);
  for (int y = 0; y <= last_row; ++y) {
    const int next = std::min(y + 1, last_row);
    if (next > y) {
      labels.read(next);
    }
    if (runs.row(y).empty() && runs.row(next).empty()) {
      continue;
    }
    const FieldRow here = row_of(field, labels, y);
    const FieldRow below = row_of(field, labels, next);
    const float* above_signal = field.smooth.ptr<float>(std::max(0, y - 1));
    const float* second_signal = field.smooth.ptr<float>(std::min(y + 2, last_row));
    const std::size_t count = find_edges(here.label, below.label, columns, edges.data());
    for (std::size_t i = 0; i < count; ++i) {
      const int x = edges[i];
      if (x < last_column && here.label[x] != here.label[x + 1]) {
        collection.meet(here, x, here.signal[std::max(0, x - 1)], here, x + 1,
                        here.signal[std::min(x + 2, last_column)]);
      }
      if (here.label[x] != below.label[x]) {
        collection.meet(here, x, above_signal[x], below, x, second_signal[x]);
      }
    }
  }
}

}  // namespace

void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     std::vector<std::vector<Border>>& borders, HullStore& hulls) {
  RowExtents extents(runs, regions.size());
  std::vector<cv::Point> peaks(regions.size());
  for (int y = 0; y < runs.rows(); ++y) {
    const float* signal = field.smooth.ptr<float>(y);
    const float* surface = field.surface.ptr<float>(y);
    for (const LabelRun& run : runs.row(y)) {
      Region& region = regions[index(run.label)];
      int peak_x = -1;
      add_pixels(region, run, signal, surface, peak_x);
      if (peak_x >= 0) {
        peaks[index(run.label)] = {peak_x, y};
      }
      add_indices(region, y, run);
      region.sides += sides_at_edge(y, run, field.smooth.size());
      extents.add(y, run);
    }
  }
  collect_borders(runs, field, regions, borders);
  HullChains hull;
  for (std::size_t label = 1; label < regions.size(); ++label) {
    Region& region = regions[label];
    if (region.area > 0) {
      region.noise = field.noise(peaks[label].y, peaks[label].x);
      region.bright = field.bright(peaks[label].y, peaks[label].x);
      region.sides += region.outline.steps;
      extents.hull_of(label, hull);
      region.hull = hulls.keep(hull.view());
    }
  }
}

}  // namespace cyto
