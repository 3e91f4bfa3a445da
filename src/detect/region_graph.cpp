#include "region_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cyto {
namespace {

constexpr double kReferenceDiameterUm = 9.0;  // a leukocyte's nucleus
constexpr int kNoColumn = std::numeric_limits<int>::max();

void extend_rows(Region& region, int first, int last) {
  if (region.left.empty()) {
    region.top = first;
  }
  if (first < region.top) {
    const auto more = static_cast<std::size_t>(region.top - first);
    region.left.insert(region.left.begin(), more, kNoColumn);
    region.right.insert(region.right.begin(), more, -1);
    region.top = first;
  }
  const auto rows = static_cast<std::size_t>(last - region.top + 1);
  if (rows > region.left.size()) {
    region.left.resize(rows, kNoColumn);
    region.right.resize(rows, -1);
  }
}

void add_extent(Region& region, int y, int left, int right) {
  extend_rows(region, y, y);
  const auto row = static_cast<std::size_t>(y - region.top);
  region.left[row] = std::min(region.left[row], left);
  region.right[row] = std::max(region.right[row], right);
}

struct Corner {
  double x;
  double y;
};

/// Appends to a chain that turns one way only; `sign` +1 for the left side of the outline, -1 for the right.
void append_convex(std::vector<Corner>& chain, Corner next, double sign) {
  while (chain.size() >= 2) {
    const Corner& a = chain[chain.size() - 2];
    const Corner& b = chain.back();
    const double cross = (b.x - a.x) * (next.y - a.y) - (b.y - a.y) * (next.x - a.x);
    if (sign * cross > 0.0) {
      break;
    }
    chain.pop_back();
  }
  chain.push_back(next);
}

double side_integral(const std::vector<Corner>& chain) {
  double integral = 0.0;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    integral += 0.5 * (chain[i].x + chain[i - 1].x) * (chain[i].y - chain[i - 1].y);
  }
  return integral;
}

/// Left and right end of a row over both regions; false when neither has pixels there.
bool row_extent(const Region& a, const Region* b, int y, int& left, int& right) {
  left = kNoColumn;
  right = -1;
  for (const Region* region : {&a, b}) {
    if (region == nullptr || y < region->top || y >= region->top + static_cast<int>(region->left.size())) {
      continue;
    }
    const auto row = static_cast<std::size_t>(y - region->top);
    left = std::min(left, region->left[row]);
    right = std::max(right, region->right[row]);
  }
  return left <= right;
}

/// Convex hull of the pixels' edge midpoints: unlike that of corners it does not favour large objects.
double hull_area(const Region& a, const Region* b) {
  const auto bottom_of = [](const Region& r) { return r.top + static_cast<int>(r.left.size()); };
  const int top = b == nullptr ? a.top : std::min(a.top, b->top);
  const int bottom = b == nullptr ? bottom_of(a) : std::max(bottom_of(a), bottom_of(*b));
  std::vector<Corner> left_chain;
  std::vector<Corner> right_chain;
  for (int y = top; y < bottom; ++y) {
    int left = 0;
    int right = 0;
    if (!row_extent(a, b, y, left, right)) {
      continue;
    }
    for (const double step : {0.0, 0.5, 1.0}) {
      const double inward = step == 0.5 ? 0.0 : 0.5;
      append_convex(left_chain, {left + inward, y + step}, -1.0);
      append_convex(right_chain, {right + 1.0 - inward, y + step}, 1.0);
    }
  }
  return side_integral(right_chain) - side_integral(left_chain);
}

int open_sides(const cv::Mat1i& labels, int y, int x) {
  const auto differs = [&](int v, int u) {
    return v < 0 || u < 0 || v >= labels.rows || u >= labels.cols || labels(v, u) != labels(y, x) ? 1 : 0;
  };
  return differs(y - 1, x) + differs(y + 1, x) + differs(y, x - 1) + differs(y, x + 1);
}

/// Second moments of one or two regions.
struct Moments {
  double area;
  double xx;
  double yy;
  double xy;
};

Moments moments(const Region& a, const Region* b) {
  // Products of whole numbers, exact below 2^53, that is for any nucleus: the same shape gives the same value
  // wherever the window begins.
  const auto sum = [&](std::int64_t Region::*member) {
    return static_cast<double>(a.*member + (b == nullptr ? 0 : b->*member));
  };
  const double n = sum(&Region::area);
  const double x = sum(&Region::sum_x);
  const double y = sum(&Region::sum_y);
  // A pixel is a square, not a point: its own variance is 1/12.
  return {n, (n * sum(&Region::sum_xx) - x * x) / (n * n) + 1.0 / 12.0,
          (n * sum(&Region::sum_yy) - y * y) / (n * n) + 1.0 / 12.0,
          (n * sum(&Region::sum_xy) - x * y) / (n * n)};
}

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

double solidity(const Region& a, const Region* b) {
  const auto area = static_cast<double>(a.area + (b == nullptr ? 0 : b->area));
  return std::min(1.0, area / std::max(1.0, hull_area(a, b)));
}

double ellipse_fill(const Region& a, const Region* b) {
  const Moments m = moments(a, b);
  return m.area / (4.0 * std::numbers::pi * std::sqrt(std::max(1e-9, m.xx * m.yy - m.xy * m.xy)));
}

double axis_ratio(const Region& a, const Region* b) {
  const Moments m = moments(a, b);
  const double mean = 0.5 * (m.xx + m.yy);
  const double spread = std::sqrt(0.25 * (m.xx - m.yy) * (m.xx - m.yy) + m.xy * m.xy);
  return std::sqrt((mean + spread) / std::max(1e-9, mean - spread));
}

double merged_diameter_um(const MergeFeatures& features) {
  return kReferenceDiameterUm * std::exp(features[9]);
}

void Border::add(const Border& more) {
  length += more.length;
  saddle = std::max(saddle, more.saddle);
  ridge = std::max(ridge, more.ridge);
  sum_signal += more.sum_signal;
  sum_surface += more.sum_surface;
}

RegionGraph::RegionGraph(const cv::Mat1i& labels, const NucleusField& field, const std::vector<float>& floors,
                         double pixel_um)
    : regions_(floors.size()), borders_(floors.size()), parent_(floors.size()), pixel_um_(pixel_um) {
  for (std::size_t i = 0; i < floors.size(); ++i) {
    regions_[i].floor = floors[i];
    parent_[i] = static_cast<std::int32_t>(i);
  }
  collect_regions(labels, field);
  collect_borders(labels, field);
}

void RegionGraph::collect_regions(const cv::Mat1i& labels, const NucleusField& field) {
  const cv::Mat1f& signal = field.smooth;
  const cv::Mat1f& surface = field.surface;
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) == 0) {
        continue;
      }
      Region& region = regions_[index(labels(y, x))];
      region.area += 1;
      region.sum_x += x;
      region.sum_y += y;
      region.sum_xx += static_cast<std::int64_t>(x) * x;
      region.sum_yy += static_cast<std::int64_t>(y) * y;
      region.sum_xy += static_cast<std::int64_t>(x) * y;
      region.sum_signal += static_cast<double>(signal(y, x));
      region.sum_surface += static_cast<double>(surface(y, x));
      if (region.area == 1 || signal(y, x) > region.peak) {
        region.peak = signal(y, x);
        region.noise = field.noise(y, x);
      }
      region.sides += open_sides(labels, y, x);
      region.relief = region.area == 1 ? surface(y, x) : std::max(region.relief, surface(y, x));
      add_extent(region, y, x, x);
    }
  }
}

void RegionGraph::collect_borders(const cv::Mat1i& labels, const NucleusField& field) {
  const cv::Mat1f& signal = field.smooth;
  const cv::Mat1f& surface = field.surface;
  const auto pair = [&](int y, int x, int v, int u) {
    const std::int32_t a = labels(y, x);
    const std::int32_t b = labels(v, u);
    if (a != b && a != 0 && b != 0) {
      const float low = std::min(signal(y, x), signal(v, u));
      const float low_surface = std::min(surface(y, x), surface(v, u));
      add_border(borders_[index(a)],
                 {b, 1, low, low_surface, static_cast<double>(low), static_cast<double>(low_surface)});
      add_border(borders_[index(b)],
                 {a, 1, low, low_surface, static_cast<double>(low), static_cast<double>(low_surface)});
    }
  };
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (x + 1 < labels.cols) {
        pair(y, x, y, x + 1);
      }
      if (y + 1 < labels.rows) {
        pair(y, x, y + 1, x);
      }
    }
  }
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
  const double together = solidity(a, &b);
  const double apart = (solidity(a, nullptr) * static_cast<double>(a.area) +
                        solidity(b, nullptr) * static_cast<double>(b.area)) /
                       static_cast<double>(a.area + b.area);
  return {(border.saddle - floor) / low_peak,
          on_border / std::max(1e-6, std::min(mean_a, mean_b)),
          low_peak / high_peak,
          together,
          together - apart,
          ellipse_fill(a, &b),
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
          solidity(small, nullptr),
          solidity(large, nullptr),
          axis_ratio(a, &b) - 1.0,
          ellipse_fill(a, &b) - ellipse_fill(large, nullptr)};
}

std::int32_t RegionGraph::merge(std::int32_t a, std::int32_t b) {
  const std::int32_t kept = std::min(a, b);
  const std::int32_t gone = std::max(a, b);
  Region& to = regions_[index(kept)];
  const Region& from = regions_[index(gone)];
  for (const Border& border : borders_[index(kept)]) {
    to.sides -= border.other == gone ? 2 * border.length : 0;
  }
  to.sides += from.sides;
  to.noise = from.peak > to.peak ? from.noise : to.noise;
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
  for (std::size_t row = 0; row < from.left.size(); ++row) {
    if (from.left[row] <= from.right[row]) {
      add_extent(to, from.top + static_cast<int>(row), from.left[row], from.right[row]);
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
    std::erase_if(back, [gone](const Border& entry) { return entry.other == gone; });
    Border from_there = border;
    from_there.other = kept;
    add_border(back, from_there);
  }
  borders_[index(gone)].clear();
  return kept;
}

}  // namespace cyto
