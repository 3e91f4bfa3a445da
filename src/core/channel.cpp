#include "cytrial/core/channel.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cyto {
namespace {

constexpr std::array<std::pair<ChannelRole, std::string_view>, 5> kRoleNames{{
    {ChannelRole::Nuclear, "nuclear"},
    {ChannelRole::Cytokeratin, "cytokeratin"},
    {ChannelRole::Leukocyte, "leukocyte"},
    {ChannelRole::Epithelial, "epithelial"},
    {ChannelRole::Other, "other"},
}};

/// In the order of LevelUnit.
constexpr std::array<std::string_view, 3> kLevelUnitNames{"absolute", "leukocyte_sd", "leukocyte_ratio"};

}  // namespace

std::string_view name_of(ChannelRole role) noexcept {
  for (const auto& [value, name] : kRoleNames) {
    if (value == role) {
      return name;
    }
  }
  return "other";
}

std::optional<ChannelRole> channel_role_from(std::string_view name) noexcept {
  for (const auto& [value, text] : kRoleNames) {
    if (text == name) {
      return value;
    }
  }
  return std::nullopt;
}

std::string_view name_of(LevelUnit unit) noexcept {
  return kLevelUnitNames[static_cast<std::size_t>(unit)];
}

std::optional<LevelUnit> level_unit_from(std::string_view name) noexcept {
  const auto found = std::find(kLevelUnitNames.begin(), kLevelUnitNames.end(), name);
  return found == kLevelUnitNames.end()
             ? std::nullopt
             : std::optional(static_cast<LevelUnit>(found - kLevelUnitNames.begin()));
}

std::optional<std::size_t> Panel::index_of(ChannelRole role) const noexcept {
  const auto it = std::find_if(channels.begin(), channels.end(),
                               [role](const PanelChannel& c) { return c.role == role; });
  if (it == channels.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(it - channels.begin());
}

bool Panel::nuclear_only() const noexcept {
  return channels.size() == 1 && channels.front().role == ChannelRole::Nuclear;
}

std::string column_prefix(std::string_view channel_name) {
  std::string out;
  for (const char c : channel_name) {
    const bool lower = c >= 'a' && c <= 'z';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    if (lower || digit) {
      out.push_back(c);
    } else if (upper) {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') {
    out.pop_back();
  }
  return out.empty() ? "channel" : out;
}

}  // namespace cyto
