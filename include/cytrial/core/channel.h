#pragma once

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

/// One channel that a panel asks for.
struct PanelChannel {
  std::string name;  ///< as in the file's metadata, compared without case
  ChannelRole role = ChannelRole::Other;
  std::vector<std::string> aliases;      ///< other names that files use for it
  std::optional<std::size_t> position;   ///< 0-based plane, only when the panel binds by position
  std::optional<double> saturation_adu;  ///< camera limit; default: the pixel type's largest value
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
