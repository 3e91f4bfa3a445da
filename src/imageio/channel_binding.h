#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"

namespace cyto {

/// Whether `name` is the panel channel's name or one of its aliases, without regard to case.
[[nodiscard]] bool names_channel(const PanelChannel& channel, const std::string& name);

/// Finds the panel's channels among those of a scan: by name, or by position when the panel binds so. A
/// nuclear-only panel takes the only channel of a scan whatever its name.
/// @param found names of the scan's channels, in file order; empty where not named.
/// @param scan  for messages.
/// @return per panel channel, the index into `found`.
/// @throws Error BadConfig: a channel is absent, named twice, or claimed by two panel channels.
[[nodiscard]] std::vector<std::size_t> bind_channels(const Panel& panel,
                                                     const std::vector<std::string>& found,
                                                     const std::string& scan);

/// The panel channel whose name or alias stands alone in a file's stem ("slide1_DAPI"): bounded by
/// anything but letters and digits.
[[nodiscard]] bool stem_names_channel(const PanelChannel& channel, const std::string& stem);

}  // namespace cyto
