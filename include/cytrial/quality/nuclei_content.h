#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"

namespace cyto {

/// Counts of positive values in bins of an eighth of an octave: quantiles within 5 %, the same in any order.
class OctaveCounts {
 public:
  void add(float value);
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
  /// Lower edge of the bin of the value that `share` of all lie below; 0 when there is none.
  [[nodiscard]] double quantile(double share) const;
  /// Share of the values below `limit`, to a bin's width; 0 when there is none.
  [[nodiscard]] double share_below(double limit) const;

 private:
  static constexpr int kFirstOctave = -12;
  static constexpr std::size_t kPerOctave = 8;
  static constexpr std::size_t kBins = 40 * kPerOctave;
  [[nodiscard]] static std::size_t bin_of(double value);
  std::array<std::uint64_t, kBins> counts_{};
  std::uint64_t total_ = 0;
};

/// Column of the leukocyte channel's mean over the whole cell; empty without such a channel or column.
[[nodiscard]] std::optional<std::size_t> leukocyte_stain_column(const Panel& panel,
                                                                const FeatureSchema& schema);

/// What the outlined nuclei of a whole slide are like as a crowd (docs/methods/quality.md).
class NucleiContent {
 public:
  /// Measures that `schema` lacks stay without counts.
  NucleiContent(const Panel& panel, const FeatureSchema& schema);

  /// Takes one nucleated event.
  void add(const EventValues& values);

  [[nodiscard]] const OctaveCounts& focus() const noexcept { return focus_; }            ///< scores [1/um]
  [[nodiscard]] const OctaveCounts& brightness() const noexcept { return brightness_; }  ///< means [ADU]
  [[nodiscard]] const OctaveCounts& diameter() const noexcept { return diameter_; }      ///< [um]
  /// Means of the leukocyte channel over the whole cells [ADU].
  [[nodiscard]] const OctaveCounts& leukocyte_stain() const noexcept { return leukocyte_stain_; }

 private:
  std::optional<std::size_t> focus_column_;
  std::optional<std::size_t> brightness_column_;
  std::optional<std::size_t> diameter_column_;
  std::optional<std::size_t> leukocyte_column_;
  OctaveCounts focus_;
  OctaveCounts brightness_;
  OctaveCounts diameter_;
  OctaveCounts leukocyte_stain_;
};

}  // namespace cyto
