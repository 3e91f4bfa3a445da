#pragma once

#include <opencv2/core.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "contact_lists.h"
#include "nucleus_regions.h"
#include "pixel_sums.h"
#include "region_hull.h"

namespace cyto {

/// Sums over the sides of a region's pixels that face another label or nothing, those at the window's edge
/// left out.
struct OutlineSums {
  std::int32_t steps = 0;    ///< sides
  std::int32_t towards = 0;  ///< of these, sides beyond which the signal is higher
  double drop = 0.0;         ///< signal inside minus outside, two pixels apart

  OutlineSums& operator+=(const OutlineSums& more) {
    steps += more.steps;
    towards += more.towards;
    drop += more.drop;
    return *this;
  }
  OutlineSums& operator-=(const OutlineSums& less) {
    steps -= less.steps;
    towards -= less.towards;
    drop -= less.drop;
    return *this;
  }
};

/// What is known of one region while regions are being merged. Lengths in work pixels.
struct Region : PixelSums {
  double sum_signal = 0.0;
  double sum_surface = 0.0;
  std::int64_t sides = 0;   ///< pixel sides that face another label or nothing
  std::int32_t shared = 0;  ///< of these, sides that face another label
  OutlineSums outline;
  float noise = 0.0F;   ///< at the peak
  float bright = 0.0F;  ///< at the peak: largest scatter of the mesh cells around
  float peak = 0.0F;
  float relief = 0.0F;    ///< highest surface
  float floor = 0.0F;     ///< level of the surroundings
  HullStore::Place hull;  ///< where the graph keeps it
};

/// Forms of one region alone; see region_shape.h.
struct RegionForm {
  double solidity = 0.0;
  double ellipse_fill = 0.0;
  double axis_ratio = 0.0;
  double minor_variance = 0.0;
  double diameter_um = 0.0;   ///< of the disc with the same area
  double log_diameter = 0.0;  ///< of that through a leukocyte's
};

[[nodiscard]] RegionForm form_of(const Region& region, const HullView& hull, double pixel_um);

/// The contact line of two regions.
struct Border {
  std::int32_t other = 0;
  std::int32_t length = 0;         ///< pairs of 4-neighbours across it
  float saddle = kLowest;          ///< highest signal on the way from one to the other
  float ridge = kLowest;           ///< highest surface on the way
  double sum_signal = 0.0;         ///< over the pairs, of the lower of the two
  double sum_surface = 0.0;        ///< over the pairs, of the lower of the two
  double sum_line = 0.0;           ///< over the pairs, of the lower of the two
  float brightest_line = kLowest;  ///< highest of these
  /// Where the graph keeps what it was last told of both as one; below 0 before it was asked.
  mutable std::int32_t asked = -1;
  OutlineSums outline;  ///< the part of the region's outline that faces `other`

  static constexpr float kLowest = -std::numeric_limits<float>::infinity();  ///< of nothing

  /// Takes in another contact with the same region.
  void add(const Border& more);
};

/// Features of a possible merge, all free of the brightness unit; see merge_model.cpp for their meaning.
inline constexpr std::size_t kMergeFeatures = 28;
using MergeFeatures = std::array<double, kMergeFeatures>;

/// Diameter of the disc with the union's area [um].
[[nodiscard]] double merged_diameter_um(const MergeFeatures& features);

/// Regions and who touches whom. Merging keeps the lower number. One thread at a time: asking for forms and
/// features remembers what was worked out.
class RegionGraph {
 public:
  using Border = cyto::Border;

  /// @param labels runs of 1..n. @param floors per label (index 0 unused) the level of the region's
  /// surroundings.
  RegionGraph(const LabelRuns& labels, const NucleusField& field, const std::vector<float>& floors,
              double pixel_um);

  [[nodiscard]] std::int32_t size() const noexcept { return static_cast<std::int32_t>(regions_.size()) - 1; }
  [[nodiscard]] const Region& region(std::int32_t label) const { return regions_[index(label)]; }
  /// Sorted by the other region; valid until the next merge().
  [[nodiscard]] std::span<const Border> borders(std::int32_t label) const { return borders_.of(label); }
  /// The label that `label` was merged into (itself when it was not).
  [[nodiscard]] std::int32_t root(std::int32_t label) const {
    while (parent_[index(label)] != label) {
      label = parent_[index(label)];
    }
    return label;
  }
  [[nodiscard]] const RegionForm& form(std::int32_t label) const;
  [[nodiscard]] MergeFeatures features(std::int32_t a, const Border& border) const;
  /// Merges the touching regions a and b; returns the lower label, which stays.
  std::int32_t merge(std::int32_t a, std::int32_t b);

 private:
  /// A form and the area of the region that had it: regions only change by growing.
  struct KnownForm {
    std::int64_t area = 0;
    RegionForm form;
  };

  static std::size_t index(std::int32_t label) { return static_cast<std::size_t>(label); }
  /// Form of two regions as one; remembered.
  [[nodiscard]] RegionForm form_together(const Region& a, const Region& b, const Border& border) const;
  /// The remembered form of two regions as one, if neither has changed since.
  [[nodiscard]] const KnownForm* asked(const Border& border, std::int64_t area) const;
  /// What touches the one touches the other from now on.
  void move_borders(std::int32_t kept, std::int32_t gone);

  std::vector<Region> regions_;
  ContactLists<Border> borders_;
  std::vector<std::int32_t> parent_;
  mutable std::vector<KnownForm> forms_;
  mutable std::vector<KnownForm> asked_;  ///< of two touching regions as one, see Border::asked
  HullStore hulls_;
  mutable HullChains chains_;
  double pixel_um_ = 1.0;
};

}  // namespace cyto
