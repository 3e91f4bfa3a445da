#include "region_graph.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "region_collection.h"
#include "region_shape.h"

namespace cyto {
namespace {

constexpr double kReferenceDiameterUm = 9.0;  // a leukocyte's nucleus

/// Form of one region or of two as one; `b` may be null.
RegionForm form_of(const Region& a, const Region* b, const HullView& hull, double pixel_um) {
  const Moments m = moments(a, b);
  const std::int64_t area = a.area + (b == nullptr ? 0 : b->area);
  const double diameter = pixel_um * 2.0 * std::sqrt(static_cast<double>(area) / std::numbers::pi);
  return {solidity(area, hull), ellipse_fill(m), axis_ratio(m),
          minor_variance(m),    diameter,        std::log(diameter / kReferenceDiameterUm)};
}

}  // namespace

RegionForm form_of(const Region& region, const HullView& hull, double pixel_um) {
  return form_of(region, nullptr, hull, pixel_um);
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
  sum_line += more.sum_line;
  brightest_line = std::max(brightest_line, more.brightest_line);
  outline += more.outline;
}

RegionGraph::RegionGraph(const LabelRuns& labels, const NucleusField& field, const std::vector<float>& floors,
                         double pixel_um)
    : regions_(floors.size()),
      borders_(floors.size()),
      parent_(floors.size()),
      forms_(floors.size()),
      pixel_um_(pixel_um) {
  for (std::size_t i = 0; i < floors.size(); ++i) {
    regions_[i].floor = floors[i];
    parent_[i] = static_cast<std::int32_t>(i);
  }
  collect_regions(labels, field, regions_, borders_, hulls_);
}

const RegionForm& RegionGraph::form(std::int32_t label) const {
  const Region& of = region(label);
  KnownForm& known = forms_[index(label)];
  if (known.area != of.area) {
    known = {of.area, form_of(of, hulls_.at(of.hull), pixel_um_)};
  }
  return known.form;
}

RegionForm RegionGraph::form_together(const Region& a, const Region& b, const Border& border) const {
  hull_around(hulls_.at(a.hull), hulls_.at(b.hull), chains_);
  const RegionForm form = form_of(a, &b, chains_.view(), pixel_um_);
  border.asked = static_cast<std::int32_t>(asked_.size());
  asked_.push_back({a.area + b.area, form});
  return form;
}

const RegionGraph::KnownForm* RegionGraph::asked(const Border& border, std::int64_t area) const {
  if (border.asked < 0) {
    return nullptr;
  }
  const KnownForm& known = asked_[index(border.asked)];
  return known.area == area ? &known : nullptr;
}

MergeFeatures RegionGraph::features(std::int32_t a_label, const Border& border) const {
  const Region& a = region(a_label);
  const Region& b = region(border.other);
  const Region& small = a.area < b.area || (a.area == b.area && a_label < border.other) ? a : b;
  const double floor = std::min(static_cast<double>(a.floor), static_cast<double>(b.floor));
  const double low_peak = std::max(1e-6, std::min(a.peak, b.peak) - floor);
  const double high_peak = std::max(1e-6, std::max(a.peak, b.peak) - floor);
  const double mean_a = a.sum_signal / static_cast<double>(a.area) - floor;
  const double mean_b = b.sum_signal / static_cast<double>(b.area) - floor;
  const double on_border = border.sum_signal / border.length - floor;
  const double noise = std::max(1e-6, static_cast<double>(std::max(a.noise, b.noise)));
  const RegionForm together = form_together(a, b, border);
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
          together.solidity,
          together.solidity - apart,
          together.ellipse_fill,
          border.length * pixel_um_ / form_small.diameter_um,
          form_small.log_diameter,
          form_large.log_diameter,
          together.log_diameter,
          border.ridge / low_peak,
          border.sum_surface / border.length / low_peak,
          std::min(a.relief, b.relief) / low_peak,
          floor / low_peak,
          std::log1p((low_peak + floor - border.saddle) / noise),
          std::min(mean_a, mean_b) / std::max(1e-6, std::max(mean_a, mean_b)),
          static_cast<double>(border.length) / static_cast<double>(std::max<std::int64_t>(1, small.sides)),
          form_small.solidity,
          form_large.solidity,
          together.axis_ratio - 1.0,
          together.ellipse_fill - form_large.ellipse_fill,
          10.0 * border.sum_line / border.length / low_peak,
          10.0 * border.brightest_line / low_peak,
          border.sum_line / std::sqrt(static_cast<double>(border.length)) / noise,
          form_small.axis_ratio - 1.0,
          form_large.axis_ratio - 1.0,
          centre_distance(a, b) * pixel_um_ / (0.5 * (form_small.diameter_um + form_large.diameter_um)),
          border.length / (4.0 * std::sqrt(std::max(1e-9, form_small.minor_variance)))};
}

std::int32_t RegionGraph::merge(std::int32_t a, std::int32_t b) {
  const std::int32_t kept = std::min(a, b);
  const std::int32_t gone = std::max(a, b);
  Region& to = regions_[index(kept)];
  const Region& from = regions_[index(gone)];
  const std::int64_t area = to.area + from.area;
  const KnownForm* known = nullptr;
  to.outline += from.outline;
  for (const Border& between : {borders_.take(kept, gone), borders_.take(gone, kept)}) {
    known = known == nullptr ? asked(between, area) : known;
    to.sides -= between.length;
    to.shared -= between.length;
    to.outline -= between.outline;
  }
  to.sides += from.sides;
  to.shared += from.shared;
  to.noise = from.peak > to.peak ? from.noise : to.noise;
  to.bright = from.peak > to.peak ? from.bright : to.bright;
  static_cast<PixelSums&>(to) += from;
  to.sum_signal += from.sum_signal;
  to.sum_surface += from.sum_surface;
  to.peak = std::max(to.peak, from.peak);
  to.relief = std::max(to.relief, from.relief);
  to.floor = std::min(to.floor, from.floor);
  parent_[index(gone)] = kept;
  move_borders(kept, gone);
  if (known != nullptr) {
    forms_[index(kept)] = *known;
  }
  if (known == nullptr || !borders_.of(kept).empty()) {  // else nobody will ask for the hull
    hull_around(hulls_.at(to.hull), hulls_.at(from.hull), chains_);
    to.hull = hulls_.keep(chains_.view());
  }
  return kept;
}

void RegionGraph::move_borders(std::int32_t kept, std::int32_t gone) {
  for (std::size_t i = 0; i < borders_.of(gone).size(); ++i) {
    const Border border = borders_.of(gone)[i];
    borders_.entry(kept, border.other).add(border);
    const Border from_there = borders_.take(border.other, gone);
    borders_.entry(border.other, kept).add(from_there);
  }
  borders_.clear(gone);
}

}  // namespace cyto
