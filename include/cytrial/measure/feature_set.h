#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace cyto {

/// How much is measured of each event. A larger set holds all columns of the smaller ones.
enum class FeatureSet {
  Basic,     ///< place, shape, focus and intensities: what the gates that came along, models and review use
  Standard,  ///< and what the gates in use ask for besides: measured_features() tells
  Full,      ///< and whatever else can be measured
};

/// What is measured besides the basic set.
struct Features {
  bool medians = false;   ///< of nucleus and cell in every channel; the basic set has one alone
  bool textures = false;  ///< of every channel: of the nuclear one over the nucleus, of others over the cell

  friend bool operator==(const Features&, const Features&) = default;
};

inline constexpr Features kAllFeatures{true, true};

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

}  // namespace cyto
