#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "cytrial/core/channel.h"

namespace cyto {

/// How much is measured of each event. A larger set holds all columns of the smaller ones.
enum class FeatureSet {
  Basic,     ///< place, shape, focus and intensities
  Standard,  ///< and texture of the nuclear and the cytokeratin channel: what gates, models and review use
  Full,      ///< and texture of every other channel over the cell
};

/// "basic", "standard", "full".
[[nodiscard]] constexpr std::string_view name_of(FeatureSet set) noexcept {
  constexpr std::array<std::string_view, 3> kNames{"basic", "standard", "full"};
  return kNames[static_cast<std::size_t>(set)];
}

[[nodiscard]] constexpr std::optional<FeatureSet> feature_set_from(std::string_view name) noexcept {
  for (const FeatureSet set : {FeatureSet::Basic, FeatureSet::Standard, FeatureSet::Full}) {
    if (name_of(set) == name) {
      return set;
    }
  }
  return std::nullopt;
}

/// Whether the texture of a channel of that role is measured.
[[nodiscard]] constexpr bool has_texture(ChannelRole role, FeatureSet set) noexcept {
  return set == FeatureSet::Full ||
         (set == FeatureSet::Standard && (role == ChannelRole::Nuclear || role == ChannelRole::Cytokeratin));
}

}  // namespace cyto
