#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cyto {

/// How much is measured of each event. A larger set holds all columns of the smaller ones.
enum class FeatureSet {
  Basic,     ///< place, shape, focus and intensities: what the gates that came along, models and review use
  Standard,  ///< and what the gates in use ask for besides: measured_set() tells
  Full,      ///< and texture of every channel: of the nuclear one over the nucleus, of others over the cell
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

/// Whether texture is measured.
[[nodiscard]] constexpr bool has_texture(FeatureSet set) noexcept {
  return set == FeatureSet::Full;
}

/// Whether a column of the event table, or what stands of its name behind the channel's prefix, is of a
/// texture.
[[nodiscard]] bool is_texture(std::string_view column) noexcept;

/// What to measure when `wanted` was asked for: Standard becomes Full where a texture is among the columns
/// that gates or marker levels name.
[[nodiscard]] FeatureSet measured_set(FeatureSet wanted, std::span<const std::string> named_columns) noexcept;

}  // namespace cyto
