#include "region_collection.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
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

/// Two rows of labels, made from runs; the last label stands once more behind each.
class LabelRows {
 public:
  LabelRows(const LabelRuns& runs, int columns) : runs_(runs), columns_(static_cast<std::size_t>(columns)) {
    for (std::vector<std::int32_t>& row : rows_) {
      row.resize(columns_ + kStride);
    }
  }
  /// Most runs are no longer than one stride, which takes no loop whose end a processor could guess wrong:
  /// what is written behind a run is taken back before the next one begins.
  void read(int y) {
    std::vector<std::int32_t>& row = rows_[static_cast<std::size_t>(y) % 2];
    std::fill(row.begin(), row.end(), 0);
    for (const LabelRun& run : runs_.row(y)) {
      for (int x = run.begin; x < run.end; x += kStride) {
        std::fill_n(row.data() + x, kStride, run.label);
      }
      std::fill_n(row.data() + run.end, kStride, 0);
    }
    row[columns_] = row[columns_ - 1];
  }
  [[nodiscard]] const std::int32_t* row(int y) const { return rows_[static_cast<std::size_t>(y) % 2].data(); }

 private:
  static constexpr int kStride = 8;
  const LabelRuns& runs_;
  std::size_t columns_;
  std::array<std::vector<std::int32_t>, 2> rows_;
};

/// What the contact of two pixels says of the border between their regions.
struct Contact {
  float signal;  ///< each the lower of the two pixels
  float surface;
  float line;
};

/// The pixels of a row and their neighbours to the right (0) and below (1). A place is twice the column of
/// the first pixel, one more for the neighbour below: ascending places are in raster order.
class NeighbourRows {
 public:
  NeighbourRows(const NucleusField& field, const LabelRows& labels, int y)
      : field_(field),
        y_(y),
        labels_{labels.row(y), labels.row(y) + 1, labels.row(std::min(y + 1, field.smooth.rows - 1))},
        signal_(field.smooth.ptr<float>(y)),
        next_{1, static_cast<std::ptrdiff_t>(field.smooth.step1())},
        behind_{-1, 1, y > 0 ? -next_[1] : 0, y + 2 < field.smooth.rows ? next_[1] : 0},
        last_column_(static_cast<std::uint32_t>(field.smooth.cols) - 1) {}

  [[nodiscard]] const std::int32_t* labels() const { return labels_[0]; }
  [[nodiscard]] const std::int32_t* labels_below() const { return labels_[2]; }
  [[nodiscard]] std::int32_t first_label(std::uint32_t place) const { return labels_[0][place / 2]; }
  [[nodiscard]] std::int32_t second_label(std::uint32_t place) const {
    return labels_[1 + place % 2][place / 2];
  }

  /// Adds the side of the first (0) or second (1) pixel of a place. Without choices that a processor could
  /// guess wrong.
  void add_side(std::uint32_t place, std::uint32_t which, OutlineSums& outline) const {
    const std::uint32_t x = place / 2;
    const std::ptrdiff_t next = next_[place % 2];
    const std::ptrdiff_t back = -static_cast<std::ptrdiff_t>(which);  // all bits of the second pixel's
    const float* const in = signal_ + x + (next & back);
    const float out = in[(next ^ back) - back];
    const float behind = in[behind_within(place, which)];
    ++outline.steps;
    outline.towards += static_cast<std::int32_t>(out > *in);
    outline.drop += static_cast<double>(behind - out);
  }

  [[nodiscard]] Contact contact(std::uint32_t place) const {
    const auto x = static_cast<int>(place / 2);
    const int other_x = x + 1 - static_cast<int>(place % 2);
    const int other_y = y_ + static_cast<int>(place % 2);
    const auto lower = [&](const cv::Mat1f& plane) {
      return std::min(plane.ptr<float>(y_)[x], plane.ptr<float>(other_y)[other_x]);
    };
    return {lower(field_.smooth), lower(field_.surface), lower(field_.line)};
  }

 private:
  /// The way from a pixel to the one behind it, seen from the side; none where that lies outside the window.
  [[nodiscard]] std::ptrdiff_t behind_within(std::uint32_t place, std::uint32_t which) const {
    const bool at_edge = place == 0 || place + 3 > 2 * last_column_;
    if (at_edge && place % 2 == 0 && (which == 0 ? place == 0 : place + 4 > 2 * last_column_)) {
      return 0;
    }
    return behind_[2 * (place % 2) + which];
  }

  const NucleusField& field_;
  int y_;
  std::array<const std::int32_t*, 3> labels_;  ///< here, to the right, below
  const float* signal_;
  std::array<std::ptrdiff_t, 2> next_;
  std::array<std::ptrdiff_t, 4> behind_;
  std::uint32_t last_column_;
};

/// Places of neighbours with two labels.
class SidePlaces {
 public:
  explicit SidePlaces(std::size_t columns)
      : columns_(columns), edges_(columns + kPlaceMargin), places_(2 * columns + 2) {}

  /// Valid until the next call. Without choices that a processor could guess wrong.
  [[nodiscard]] std::span<const std::uint32_t> of(const NeighbourRows& rows) {
    const std::int32_t* here = rows.labels();
    const std::int32_t* below = rows.labels_below();
    const std::size_t count = find_edges(here, below, columns_, edges_.data());
    std::uint32_t* to = places_.data();
    for (std::size_t i = 0; i < count; ++i) {
      const auto x = static_cast<std::uint32_t>(edges_[i]);
      *to = 2 * x;
      to += here[x] != here[x + 1] ? 1 : 0;
      *to = 2 * x + 1;
      to += here[x] != below[x] ? 1 : 0;
    }
    return {places_.data(), to};
  }

 private:
  std::size_t columns_;
  std::vector<std::int32_t> edges_;
  std::vector<std::uint32_t> places_;
};

/// Sums over the sides of all regions, each region's in raster order.
class SideSums {
 public:
  explicit SideSums(std::size_t labels) : outlines_(labels), shared_(labels, 0) {}

  /// @param contact told each place where two regions meet.
  template <typename Contact>
  void add(const NeighbourRows& rows, std::span<const std::uint32_t> places, const Contact& contact) {
    for (const std::uint32_t place : places) {
      const std::int32_t a = rows.first_label(place);
      const std::int32_t b = rows.second_label(place);
      if (std::min(a, b) != 0) {  // one question, for compilers divide two
        rows.add_side(place, 0, outlines_[index(a)]);
        rows.add_side(place, 1, outlines_[index(b)]);
        ++shared_[index(a)];
        ++shared_[index(b)];
        contact(place);
      } else {
        rows.add_side(place, static_cast<std::uint32_t>(a == 0), outlines_[index(a | b)]);
      }
    }
  }
  void put_into(std::vector<Region>& regions) const {
    for (std::size_t label = 1; label < regions.size(); ++label) {
      regions[label].outline = outlines_[label];
      regions[label].shared = shared_[label];
      regions[label].sides += outlines_[label].steps;
    }
  }

 private:
  std::vector<OutlineSums> outlines_;
  std::vector<std::int32_t> shared_;
};

/// Takes the contact at a place into the border of the first (0) or second (1) region.
void add_contact(const NeighbourRows& rows, std::uint32_t place, std::uint32_t which, const Contact& contact,
                 ContactLists<Border>& borders) {
  const std::int32_t a = rows.first_label(place);
  const std::int32_t b = rows.second_label(place);
  Border& border = which == 0 ? borders.entry(a, b) : borders.entry(b, a);
  ++border.length;
  border.saddle = std::max(border.saddle, contact.signal);
  border.ridge = std::max(border.ridge, contact.surface);
  border.sum_signal += static_cast<double>(contact.signal);
  border.sum_surface += static_cast<double>(contact.surface);
  border.sum_line += static_cast<double>(contact.line);
  border.brightest_line = std::max(border.brightest_line, contact.line);
  rows.add_side(place, which, border.outline);
}

/// Adds up what lies at the sides of all regions, row by row. @tparam Contact told (rows, place) where two
/// regions meet.
template <typename Contact>
class SideCollection {
 public:
  SideCollection(const LabelRuns& runs, const NucleusField& field, std::size_t labels, const Contact& contact)
      : runs_(runs),
        field_(field),
        contact_(contact),
        sums_(labels),
        places_(static_cast<std::size_t>(field.smooth.cols)),
        labels_(runs, field.smooth.cols) {
    labels_.read(0);
  }

  /// Takes in the sides to the right of a row's pixels and those below. Row after row.
  void add(int y) {
    const int next = std::min(y + 1, runs_.rows() - 1);
    if (next > y) {
      labels_.read(next);
    }
    if (!runs_.row(y).empty() || !runs_.row(next).empty()) {
      const NeighbourRows rows(field_, labels_, y);
      sums_.add(rows, places_.of(rows), [&](std::uint32_t place) { contact_(rows, place); });
    }
  }
  [[nodiscard]] const SideSums& sums() const { return sums_; }

 private:
  const LabelRuns& runs_;
  const NucleusField& field_;
  const Contact& contact_;
  SideSums sums_;
  SidePlaces places_;
  LabelRows labels_;
};

/// collect_regions() with or without borders.
template <typename Contact>
void collect(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions, HullStore& hulls,
             const Contact& contact) {
  RowExtents extents(runs, regions.size());
  std::vector<cv::Point> peaks(regions.size());
  SideCollection sides(runs, field, regions.size(), contact);
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
      region.add(y, run);
      region.sides += sides_at_edge(y, run, field.smooth.size());
      extents.add(y, run);
    }
    sides.add(y);
  }
  sides.sums().put_into(regions);
  HullChains hull;
  for (std::size_t label = 1; label < regions.size(); ++label) {
    Region& region = regions[label];
    if (region.area > 0) {
      region.noise = field.noise(peaks[label].y, peaks[label].x);
      region.bright = field.bright(peaks[label].y, peaks[label].x);
      extents.hull_of(label, hull);
      region.hull = hulls.keep(hull.view());
    }
  }
}

}  // namespace

void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     HullStore& hulls) {
  collect(runs, field, regions, hulls, [](const NeighbourRows&, std::uint32_t) {});
}

void collect_regions(const LabelRuns& runs, const NucleusField& field, std::vector<Region>& regions,
                     ContactLists<Border>& borders, HullStore& hulls) {
  collect(runs, field, regions, hulls, [&](const NeighbourRows& rows, std::uint32_t place) {
    const Contact contact = rows.contact(place);
    add_contact(rows, place, 0, contact, borders);
    add_contact(rows, place, 1, contact, borders);
  });
}

}  // namespace cyto
