#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/units.h"

namespace cyto {

/// What a channel shows. Decides how it is used; the name only binds it to the file.
enum class ChannelRole { Nuclear, Cytokeratin, Leukocyte, Epithelial, Other };

/// "nuclear", "cytokeratin", "leukocyte", "epithelial", "other".
[[nodiscard]] std::string_view name_of(ChannelRole role) noexcept;
[[nodiscard]] std::optional<ChannelRole> channel_role_from(std::string_view name) noexcept;

/// What the cut-offs of a marker's levels are measured in.
enum class LevelUnit {
  Absolute,        ///< the measure's own unit
  LeukocyteSd,     ///< robust standard deviations above the sample's leukocytes
  LeukocyteRatio,  ///< times the leukocytes' level
};

/// "absolute", "leukocyte_sd", "leukocyte_ratio".
[[nodiscard]] std::string_view name_of(LevelUnit unit) noexcept;
[[nodiscard]] std::optional<LevelUnit> level_unit_from(std::string_view name) noexcept;

/// Cut-offs that turn a further marker (HER2) of a cell into a level: 0, 1+, 2+ or 3+.
struct MarkerLevels {
  std::string measure;  ///< column behind the channel's prefix: "cell_mean_adu"
  LevelUnit unit = LevelUnit::Absolute;
  std::array<double, 3> cutoffs{};  ///< ascending; the level is the number of cut-offs at or below the value
  int positive_from = 2;            ///< least level that is positive, 1..3
  std::string source;               ///< where the cut-offs come from
};

/// One channel that a panel asks for.
struct PanelChannel {
  std::string name;  ///< as in the file's metadata, compared without case
  ChannelRole role = ChannelRole::Other;
  std::vector<std::string> aliases;      ///< other names that files use for it
  std::optional<std::size_t> position;   ///< 0-based plane, only when the panel binds by position
  std::optional<double> saturation_adu;  ///< camera limit; default: the pixel type's largest value
  /// Of the marker on tumor cells.
  std::optional<MarkerLevels> levels = std::nullopt;
};

/// The channels of an assay, in the panel's order: every per-channel vector in the program follows it.
struct Panel {
  std::string name;
  std::string version;
  std::vector<PanelChannel> channels;
  bool bind_by_position = false;        ///< every channel has a position
  std::optional<PixelSize> pixel_size;  ///< used when the file has none
  std::string digest;                   ///< SHA-256 of the panel file

  /// First channel with that role, in panel order.
  [[nodiscard]] std::optional<std::size_t> index_of(ChannelRole role) const noexcept;
  /// True when there is a nuclear channel and nothing to classify with.
  [[nodiscard]] bool nuclear_only() const noexcept;
};

/// A channel name as a column prefix: lower case, every run of other characters than a-z, 0-9 becomes
/// one underscore. "CK-EPCAM" -> "ck_epcam".
[[nodiscard]] std::string column_prefix(std::string_view channel_name);

}  // namespace cyto
