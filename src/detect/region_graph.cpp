#include "region_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "label_kernels.h"
#include "label_runs.h"
#include "region_shape.h"

namespace cyto {
namespace {

constexpr double kReferenceDiameterUm = 9.0;  // a leukocyte's nucleus
constexpr int kNoColumn = std::numeric_limits<int>::max();

void extend_rows(Region& region, int first, int last) {
  constexpr RowExtent kEmpty{kNoColumn, -1};
  if (region.rows.empty()) {
    region.top = first;
  }
  if (first < region.top) {
    region.rows.insert(region.rows.begin(), static_cast<std::size_t>(region.top - first), kEmpty);
    region.top = first;
  }
  const auto rows = static_cast<std::size_t>(last - region.top + 1);
  if (rows > region.rows.size()) {
    region.rows.resize(rows, kEmpty);
  }
}

void add_extent(Region& region, int y, const RowExtent& extent) {
  extend_rows(region, y, y);
  RowExtent& row = region.rows[static_cast<std::size_t>(y - region.top)];
  row.left = std::min(row.left, extent.left);
  row.right = std::max(row.right, extent.right);
}

/// Sides of a run's pixels that face another label or nothing.
std::int64_t open_sides(const cv::Mat1i& labels, int y, const LabelRun& run) {
  std::int64_t closed = 0;
  for (const int next : {y - 1, y + 1}) {
    if (next >= 0 && next < labels.rows) {
      const std::int32_t* row = labels.ptr<std::int32_t>(next);
      closed += std::count(row + run.begin, row + run.end, run.label);
    }
  }
  return 2 + 2 * (run.end - run.begin) - closed;
}

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

/// One row of labels and field.
struct FieldRow {
  const std::int32_t* label;
  const float* signal;
  const float* surface;
  const float* line;

  FieldRow(const cv::Mat1i& labels, const NucleusField& field, int y)
      : label(labels.ptr<std::int32_t>(y)),
        signal(field.smooth.ptr<float>(y)),
        surface(field.surface.ptr<float>(y)),
        line(field.line.ptr<float>(y)) {}
  [[nodiscard]] RegionGraph::Meeting at(int x) const { return {label[x], signal[x], surface[x], line[x]}; }
};

/// Adds a contact to a list sorted by the other region.
void add_border(std::vector<Border>& list, const Border& contact) {
  const auto at =
      std::lower_bound(list.begin(), list.end(), contact.other,
                       [](const Border& border, std::int32_t other) { return border.other < other; });
  if (at != list.end() && at->other == contact.other) {
    at->add(contact);
  } else {
    list.insert(at, contact);
  }
}

}  // namespace

double merged_diameter_um(const MergeFeatures& features) {
  return kReferenceDiameterUm * std::exp(features[9]);
}

OutlineSums& OutlineSums::operator+=(const OutlineSums& more) {
  steps += more.steps;
  towards += more.towards;
  drop += more.drop;
  return *this;
}

OutlineSums& OutlineSums::operator-=(const OutlineSums& less) {
  steps -= less.steps;
  towards -= less.towards;
  drop -= less.drop;
  return *this;
}

void Border::add(const Border& more) {
  length += more.length;
  saddle = std::max(saddle, more.saddle);
  ridge = std::max(ridge, more.ridge);
  sum_signal += more.sum_signal;
  sum_surface += more.sum_surface;
  sum_line += more.sum_line;
  brightest_line = std::max(brightest_line, more.brightest_line);
  outline += more.outline;
}

RegionGraph::RegionGraph(const cv::Mat1i& labels, const LabelRuns& runs, const NucleusField& field,
                         const std::vector<float>& floors, double pixel_um)
    : regions_(floors.size()),
      borders_(floors.size()),
      parent_(floors.size()),
      forms_(floors.size()),
      pixel_um_(pixel_um) {
  for (std::size_t i = 0; i < floors.size(); ++i) {
    regions_[i].floor = floors[i];
    parent_[i] = static_cast<std::int32_t>(i);
  }
  collect_regions(labels, runs, field);
  collect_borders(labels, field);
}

void RegionGraph::collect_regions(const cv::Mat1i& labels, const LabelRuns& runs, const NucleusField& field) {
  for (int y = 0; y < labels.rows; ++y) {
    const float* signal = field.smooth.ptr<float>(y);
    const float* surface = field.surface.ptr<float>(y);
    for (const LabelRun& run : runs.row(y)) {
      Region& region = regions_[index(run.label)];
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
      int peak_x = -1;
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
      if (peak_x >= 0) {
        region.noise = field.noise(y, peak_x);
        region.bright = field.bright(y, peak_x);
      }
      add_indices(region, y, run);
      region.sides += open_sides(labels, y, run);
      add_extent(region, y, {run.begin, run.end - 1});
    }
  }
}

void RegionGraph::add_side(const Meeting& in, const Meeting& out, float behind) {
  const OutlineSums side{1, out.signal > in.signal ? 1 : 0, static_cast<double>(behind - out.signal)};
  regions_[index(in.label)].outline += side;
  if (out.label != 0) {
    const float low = std::min(in.signal, out.signal);
    const float low_surface = std::min(in.surface, out.surface);
    const float low_line = std::min(in.line, out.line);
    add_border(borders_[index(in.label)],
               {out.label, 1, low, low_surface, static_cast<double>(low), static_cast<double>(low_surface),
                static_cast<double>(low_line), low_line, side});
  }
}

void RegionGraph::collect_borders(const cv::Mat1i& labels, const NucleusField& field) {
  const int last_row = labels.rows - 1;
  const int last_column = labels.cols - 1;
  std::vector<std::int32_t> edges(static_cast<std::size_t>(labels.cols) + kPlaceMargin);
  for (int y = 0; y < labels.rows; ++y) {
    const int next = std::min(y + 1, last_row);
    const FieldRow here(labels, field, y);
    const FieldRow below(labels, field, next);
    const float* above_signal = field.smooth.ptr<float>(std::max(0, y - 1));
    const float* second_signal = field.smooth.ptr<float>(std::min(y + 2, last_row));
    const std::size_t count =
        find_edges(here.label, below.label, static_cast<std::size_t>(labels.cols), edges.data());
    for (std::size_t i = 0; i < count; ++i) {
      const int x = edges[i];
      const Meeting a = here.at(x);
      if (x < last_column && a.label != here.label[x + 1]) {
        const Meeting b = here.at(x + 1);
        if (a.label != 0) {
          add_side(a, b, here.signal[std::max(0, x - 1)]);
        }
        if (b.label != 0) {
          add_side(b, a, here.signal[std::min(x + 2, last_column)]);
        }
      }
      if (a.label != below.label[x]) {
        const Meeting b = below.at(x);
        if (a.label != 0) {
          add_side(a, b, above_signal[x]);
        }
        if (b.label != 0) {
          add_side(b, a, second_signal[x]);
        }
      }
    }
  }
}

const RegionForm& RegionGraph::form(std::int32_t label) const {
  const Region& of = region(label);
  KnownForm& known = forms_[index(label)];
  if (known.area != of.area) {
    known = {of.area,
             {solidity(of, nullptr, chains_), ellipse_fill(of, nullptr), axis_ratio(of, nullptr),
              minor_variance(of)}};
  }
  return known.form;
}

std::int32_t RegionGraph::root(std::int32_t label) const {
  while (parent_[index(label)] != label) {
    label = parent_[index(label)];
  }
  return label;
}

MergeFeatures RegionGraph::features(std::int32_t a_label, const Border& border) const {
  const Region& a = region(a_label);
  const Region& b = region(border.other);
  const Region& small = a.area < b.area || (a.area == b.area && a_label < border.other) ? a : b;
  const Region& large = &small == &a ? b : a;
  const double floor = std::min(static_cast<double>(a.floor), static_cast<double>(b.floor));
  const double low_peak = std::max(1e-6, std::min(a.peak, b.peak) - floor);
  const double high_peak = std::max(1e-6, std::max(a.peak, b.peak) - floor);
  const double mean_a = a.sum_signal / static_cast<double>(a.area) - floor;
  const double mean_b = b.sum_signal / static_cast<double>(b.area) - floor;
  const double on_border = border.sum_signal / border.length - floor;
  const auto diameter = [this](std::int64_t area) {
    return pixel_um_ * 2.0 * std::sqrt(static_cast<double>(area) / std::numbers::pi);
  };
  const double noise = std::max(1e-6, static_cast<double>(std::max(a.noise, b.noise)));
  const double small_diameter = diameter(small.area);
  const double together = solidity(a, &b, chains_);
  const double fill = ellipse_fill(a, &b);
  const RegionForm& form_a = form(a_label);
  const RegionForm& form_b = form(border.other);
  const RegionForm& form_small = &small == &a ? form_a : form_b;
  const RegionForm& form_large = &small == &a ? form_b : form_a;
  const double apart =
      (form_a.solidity * static_cast<double>(a.area) + form_b.solidity * static_cast<double>(b.area)) /
      static_cast<double>(a.area + b.area);
  return {(border.saddle - floor) / low_peak,
          on_border / std::max(1e-6, std::min(mean_a, mean_b)),
          low_peak / high_peak,
          together,
          together - apart,
          fill,
          border.length * pixel_um_ / small_diameter,
          std::log(small_diameter / kReferenceDiameterUm),
          std::log(diameter(large.area) / kReferenceDiameterUm),
          std::log(diameter(a.area + b.area) / kReferenceDiameterUm),
          border.ridge / low_peak,
          border.sum_surface / border.length / low_peak,
          std::min(a.relief, b.relief) / low_peak,
          floor / low_peak,
          std::log1p((low_peak + floor - border.saddle) / noise),
          std::min(mean_a, mean_b) / std::max(1e-6, std::max(mean_a, mean_b)),
          static_cast<double>(border.length) / static_cast<double>(std::max<std::int64_t>(1, small.sides)),
          form_small.solidity,
          form_large.solidity,
          axis_ratio(a, &b) - 1.0,
          fill - form_large.ellipse_fill,
          10.0 * border.sum_line / border.length / low_peak,
          10.0 * border.brightest_line / low_peak,
          border.sum_line / std::sqrt(static_cast<double>(border.length)) / noise,
          form_small.axis_ratio - 1.0,
          form_large.axis_ratio - 1.0,
          centre_distance(a, b) * pixel_um_ / (0.5 * (small_diameter + diameter(large.area))),
          border.length / (4.0 * std::sqrt(std::max(1e-9, form_small.minor_variance)))};
}

std::int32_t RegionGraph::merge(std::int32_t a, std::int32_t b) {
  const std::int32_t kept = std::min(a, b);
  const std::int32_t gone = std::max(a, b);
  Region& to = regions_[index(kept)];
  const Region& from = regions_[index(gone)];
  to.outline += from.outline;
  for (const auto& [owner, other] : {std::pair{kept, gone}, std::pair{gone, kept}}) {
    for (const Border& border : borders_[index(owner)]) {
      if (border.other == other) {
        to.sides -= border.length;
        to.outline -= border.outline;
      }
    }
  }
  to.sides += from.sides;
  to.noise = from.peak > to.peak ? from.noise : to.noise;
  to.bright = from.peak > to.peak ? from.bright : to.bright;
  to.area += from.area;
  to.sum_x += from.sum_x;
  to.sum_y += from.sum_y;
  to.sum_xx += from.sum_xx;
  to.sum_yy += from.sum_yy;
  to.sum_xy += from.sum_xy;
  to.sum_signal += from.sum_signal;
  to.sum_surface += from.sum_surface;
  to.peak = std::max(to.peak, from.peak);
  to.relief = std::max(to.relief, from.relief);
  to.floor = std::min(to.floor, from.floor);
  for (std::size_t row = 0; row < from.rows.size(); ++row) {
    if (from.rows[row].left <= from.rows[row].right) {
      add_extent(to, from.top + static_cast<int>(row), from.rows[row]);
    }
  }
  parent_[index(gone)] = kept;
  std::vector<Border>& list = borders_[index(kept)];
  std::erase_if(list, [gone](const Border& border) { return border.other == gone; });
  for (const Border& border : borders_[index(gone)]) {
    if (border.other == kept) {
      continue;
    }
    add_border(list, border);
    std::vector<Border>& back = borders_[index(border.other)];
    const auto entry =
        std::find_if(back.begin(), back.end(), [gone](const Border& seen) { return seen.other == gone; });
    Border from_there = *entry;
    from_there.other = kept;
    back.erase(entry);
    add_border(back, from_there);
  }
  borders_[index(gone)].clear();
  return kept;
}

}  // namespace cyto
