#include "region_collection.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

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

/// Two rows of labels, made from runs; the last label stands once more behind each.
class LabelRows {
 public:
  LabelRows(const LabelRuns& runs, int columns) : runs_(runs) {
    for (std::vector<std::int32_t>& row : rows_) {
      row.resize(static_cast<std::size_t>(columns) + 1);
    }
  }
  void read(int y) {
    std::vector<std::int32_t>& row = rows_[static_cast<std::size_t>(y) % 2];
    std::fill(row.begin(), row.end(), 0);
    for (const LabelRun& run : runs_.row(y)) {
      std::fill(row.data() + run.begin, row.data() + run.end, run.label);
    }
    row.back() = row[row.size() - 2];
  }
  [[nodiscard]] const std::int32_t* row(int y) const { return rows_[static_cast<std::size_t>(y) % 2].data(); }

 private:
  const LabelRuns& runs_;
  std::array<std::vector<std::int32_t>, 2> rows_;
};

FieldRow row_of(const NucleusField& field, const LabelRows& labels, int y) {
  return {labels.row(y), field.smooth.ptr<float>(y), field.surface.ptr<float>(y), field.line.ptr<float>(y)};
}

FieldRow shifted(const FieldRow& row) {
  return {row.label + 1, row.signal + 1, row.surface + 1, row.line + 1};
}

/// The pixels of a row and their neighbours to the right (0) and below (1). A place is twice the column of
/// the first pixel, one more for the neighbour below: ascending places are in raster order.
class NeighbourRows {
 public:
  NeighbourRows(const NucleusField& field, const LabelRows& labels, int y)
      : here_(row_of(field, labels, y)),
        next_{shifted(here_), row_of(field, labels, std::min(y + 1, field.smooth.rows - 1))},
        behind_first_{here_.signal, field.smooth.ptr<float>(std::max(0, y - 1))},
        behind_second_{next_[0].signal, field.smooth.ptr<float>(std::min(y + 2, field.smooth.rows - 1))},
        last_column_(field.smooth.cols - 1) {}

  [[nodiscard]] const std::int32_t* labels() const { return here_.label; }
  [[nodiscard]] const std::int32_t* labels_below() const { return next_[1].label; }

  [[nodiscard]] Side first(std::int32_t place) const {
    const int x = place / 2;
    const auto which = static_cast<std::size_t>(place % 2);
    const int beyond = x - (1 - place % 2) * static_cast<int>(x > 0);  // inside the window
    return {here_.label[x], here_.signal[x], behind_first_[which][beyond]};
  }
  [[nodiscard]] Side second(std::int32_t place) const {
    const int x = place / 2;
    const auto which = static_cast<std::size_t>(place % 2);
    const int beyond = x + (1 - place % 2) * static_cast<int>(x + 2 <= last_column_);
    return {next_[which].label[x], next_[which].signal[x], behind_second_[which][beyond]};
  }
  [[nodiscard]] float lower_surface(std::int32_t place) const {
    return std::min(here_.surface[place / 2], next_[static_cast<std::size_t>(place % 2)].surface[place / 2]);
  }
  [[nodiscard]] float lower_line(std::int32_t place) const {
    return std::min(here_.line[place / 2], next_[static_cast<std::size_t>(place % 2)].line[place / 2]);
  }

 private:
  FieldRow here_;
  std::array<FieldRow, 2> next_;
  std::array<const float*, 2> behind_first_;   ///< signal beyond the first pixel, one further
  std::array<const float*, 2> behind_second_;  ///< signal beyond the second
  int last_column_;
};

/// Places of neighbours with two labels.
class SidePlaces {
 public:
  explicit SidePlaces(std::size_t columns)
      : columns_(columns),
        edges_(columns + kPlaceMargin),
        sides_(2 * columns + 2),
        contacts_(sides_.size()) {}

  /// Without choices that a processor could guess wrong.
  void read(const NeighbourRows& rows) {
    const std::int32_t* here = rows.labels();
    const std::int32_t* below = rows.labels_below();
    const std::size_t count = find_edges(here, below, columns_, edges_.data());
    side_count_ = 0;
    contact_count_ = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t x = edges_[i];
      add(2 * x, here[x], here[x + 1]);
      add(2 * x + 1, here[x], below[x]);
    }
  }
  [[nodiscard]] std::span<const std::int32_t> sides() const { return std::span(sides_).first(side_count_); }
  /// Those where both pixels have a label.
  [[nodiscard]] std::span<const std::int32_t> contacts() const {
    return std::span(contacts_).first(contact_count_);
  }

 private:
  void add(std::int32_t place, std::int32_t a, std::int32_t b) {
    sides_.data()[side_count_] = place;
    contacts_.data()[contact_count_] = place;
    const auto differ = static_cast<std::size_t>(a != b);
    side_count_ += differ;
    contact_count_ += differ & static_cast<std::size_t>(a != 0) & static_cast<std::size_t>(b != 0);
  }

  std::size_t columns_;
  std::vector<std::int32_t> edges_;
  std::vector<std::int32_t> sides_;
  std::vector<std::int32_t> contacts_;
  std::size_t side_count_ = 0;
  std::size_t contact_count_ = 0;
};

/// Field by field: what is written in parts and read as a whole waits for memory.
void add_side(const Side& in, const Side& out, OutlineSums& outline) {
  ++outline.steps;
  outline.towards += static_cast<std::int64_t>(out.signal > in.signal);
  outline.drop += static_cast<double>(in.behind - out.signal);
}

class BorderCollection {
 public:
  BorderCollection(std::size_t labels, ContactLists<Border>& borders)
      : labels_(labels), outlines_(labels + kOutsides), borders_(borders) {}

  void add_sides(const NeighbourRows& rows, std::span<const std::int32_t> places) {
    for (const std::int32_t place : places) {
      const Side a = rows.first(place);
      const Side b = rows.second(place);
      add_side(a, b, outlines_[outline_place(a.label, place)]);
      add_side(b, a, outlines_[outline_place(b.label, place)]);
    }
  }
  void add_contacts(const NeighbourRows& rows, std::span<const std::int32_t> places) {
    for (const std::int32_t place : places) {
      const Side a = rows.first(place);
      const Side b = rows.second(place);
      const float surface = rows.lower_surface(place);
      const float line = rows.lower_line(place);
      add_contact(a, b, surface, line);
      add_contact(b, a, surface, line);
    }
  }
  [[nodiscard]] const OutlineSums& outline(std::size_t label) const { return outlines_[label]; }

 private:
  /// Sums of what lies outside all regions, which nobody reads: several, so that one addition need not wait
  /// for the one before.
  static constexpr std::size_t kOutsides = 8;

  void add_contact(const Side& in, const Side& out, float surface, float line) {
    const float low = std::min(in.signal, out.signal);
    Border& border = borders_.entry(in.label, out.label);
    ++border.length;
    border.saddle = std::max(border.saddle, low);
    border.ridge = std::max(border.ridge, surface);
    border.sum_signal += static_cast<double>(low);
    border.sum_surface += static_cast<double>(surface);
    border.sum_line += static_cast<double>(line);
    border.brightest_line = std::max(border.brightest_line, line);
    add_side(in, out, border.outline);
  }
  [[nodiscard]] std::size_t outline_place(std::int32_t label, std::int32_t place) const {
    return label != 0 ? index(label) : labels_ + static_cast<std::size_t>(place) % kOutsides;
  }

  std::size_t labels_;
  std::vector<OutlineSums> outlines_;
  ContactLists<Border>& borders_;
};

void collect_borders(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     ContactLists<Border>& borders) {
  BorderCollection collection(regions.size(), borders);
  SidePlaces places(static_cast<std::size_t>(field.smooth.cols));
  LabelRows labels(runs, field.smooth.cols);
  labels.read(0);
  for (int y = 0; y < runs.rows(); ++y) {
    const int next = std::min(y + 1, runs.rows() - 1);
    if (next > y) {
      labels.read(next);
    }
    if (!runs.row(y).empty() || !runs.row(next).empty()) {
      const NeighbourRows rows(field, labels, y);
      places.read(rows);
      collection.add_sides(rows, places.sides());
      collection.add_contacts(rows, places.contacts());
    }
  }
  for (std::size_t label = 1; label < regions.size(); ++label) {
    regions[label].outline = collection.outline(label);
  }
}

}  // namespace

void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     ContactLists<Border>& borders, HullStore& hulls) {
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
