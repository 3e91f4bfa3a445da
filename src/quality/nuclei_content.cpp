#include "cytrial/quality/nuclei_content.h"

#include <algorithm>
#include <cmath>

namespace cyto {
namespace {

std::optional<std::size_t> brightness_column(const Panel& panel, const FeatureSchema& schema) {
  const auto nuclear = panel.index_of(ChannelRole::Nuclear);
  return nuclear ? schema.index_of(column_prefix(panel.channels[*nuclear].name) + "_nucleus_mean_adu")
                 : std::nullopt;
}

}  // namespace

std::optional<std::size_t> leukocyte_stain_column(const Panel& panel, const FeatureSchema& schema) {
  const auto leukocyte = panel.index_of(ChannelRole::Leukocyte);
  return leukocyte ? schema.index_of(column_prefix(panel.channels[*leukocyte].name) + "_cell_mean_adu")
                   : std::nullopt;
}

std::size_t OctaveCounts::bin_of(double value) {
  int octave = 0;
  const double mantissa = std::frexp(value, &octave);  // 0.5 to 1
  const auto part = static_cast<int>((mantissa - 0.5) * 2.0 * static_cast<double>(kPerOctave));
  const int bin = (octave - kFirstOctave) * static_cast<int>(kPerOctave) + part;
  return static_cast<std::size_t>(std::clamp(bin, 0, static_cast<int>(kBins) - 1));
}

void OctaveCounts::add(float value) {
  if (std::isfinite(value)) {
    ++counts_[value > 0.0F ? bin_of(static_cast<double>(value)) : 0];
    ++total_;
  }
}

double OctaveCounts::quantile(double share) const {
  const double wanted = share * static_cast<double>(total_);
  double below = 0.0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const auto here = static_cast<double>(counts_[bin]);
    if (here > 0.0 && below + here > wanted) {
      const double edge = 0.5 + 0.5 * (static_cast<double>(bin % kPerOctave) + (wanted - below) / here) /
                                    static_cast<double>(kPerOctave);
      return std::ldexp(edge, static_cast<int>(bin / kPerOctave) + kFirstOctave);
    }
    below += here;
  }
  return 0.0;
}

double OctaveCounts::share_below(double limit) const {
  std::uint64_t below = 0;
  for (std::size_t bin = 0; bin < (limit > 0.0 ? bin_of(limit) : 0); ++bin) {
    below += counts_[bin];
  }
  return total_ == 0 ? 0.0 : static_cast<double>(below) / static_cast<double>(total_);
}

NucleiContent::NucleiContent(const Panel& panel, const FeatureSchema& schema)
    : focus_column_(schema.index_of("focus_score_per_um")),
      brightness_column_(brightness_column(panel, schema)),
      diameter_column_(schema.index_of("nucleus_diameter_um")),
      leukocyte_column_(leukocyte_stain_column(panel, schema)) {}

void NucleiContent::add(const EventValues& values) {
  const auto take = [&](const std::optional<std::size_t>& column, OctaveCounts& counts) {
    if (column) {
      counts.add(values[*column]);
    }
  };
  take(focus_column_, focus_);
  take(brightness_column_, brightness_);
  take(diameter_column_, diameter_);
  take(leukocyte_column_, leukocyte_stain_);
}

}  // namespace cyto
