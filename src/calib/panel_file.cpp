#include "cytrial/calib/panel_file.h"

#include <algorithm>
#include <map>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/digest.h"
#include "cytrial/core/strict_json.h"
#include "label.h"

namespace cyto {
namespace {

constexpr std::uint64_t kLargestPanelBytes = 1U << 20U;
constexpr std::size_t kMostChannels = 64;
constexpr std::int64_t kLastPosition = 65535;
constexpr double kLargestSaturationAdu = 1e9;
constexpr double kSmallestSaturationAdu = 1.0;
constexpr double kLargestCutoff = 1e9;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

ChannelRole read_role(const JsonReader& value) {
  const std::optional<ChannelRole> role = channel_role_from(value.as_text());
  if (!role) {
    value.fail("is not a role", "use nuclear, cytokeratin, leukocyte, epithelial or other");
  }
  return *role;
}

MarkerLevels read_levels(const JsonReader& json) {
  MarkerLevels levels;
  levels.measure = read_label(json.member("measure"));
  const JsonReader unit = json.member("unit");
  const auto known = level_unit_from(unit.as_text());
  if (!known) {
    unit.fail("is not a unit", "write absolute, leukocyte_sd or leukocyte_ratio");
  }
  levels.unit = *known;
  const JsonReader list = json.member("cutoffs");
  const std::vector<JsonReader> cutoffs = list.as_items();
  if (cutoffs.size() != levels.cutoffs.size()) {
    list.fail("must hold three numbers", "give the least values of 1+, 2+ and 3+");
  }
  for (std::size_t i = 0; i < cutoffs.size(); ++i) {
    levels.cutoffs[i] = cutoffs[i].as_number(-kLargestCutoff, kLargestCutoff);
    if (i > 0 && !(levels.cutoffs[i - 1] < levels.cutoffs[i])) {
      list.fail("does not ascend", "1+ begins below 2+, and 2+ below 3+");
    }
  }
  levels.positive_from = static_cast<int>(json.integer("positive_from", 1, 3));
  levels.source = read_label(json.member("source"));
  json.finish();
  return levels;
}

PanelChannel read_channel(const JsonReader& entry) {
  PanelChannel channel;
  channel.name = read_label(entry.member("name"));
  channel.role = read_role(entry.member("role"));
  for (const JsonReader& alias : entry.optional_items("aliases")) {
    channel.aliases.push_back(read_label(alias));
  }
  if (const auto position = entry.optional_integer("position", 0, kLastPosition)) {
    channel.position = static_cast<std::size_t>(*position);
  }
  channel.saturation_adu =
      entry.optional_number("saturation_adu", kSmallestSaturationAdu, kLargestSaturationAdu);
  if (const auto levels = entry.optional_member("levels")) {
    channel.levels = read_levels(*levels);
  }
  entry.finish();
  return channel;
}

PixelSize read_pixel_size(const JsonReader& value) {
  if (value.is_number()) {
    const double edge_um = value.as_number(kMinPixelSizeUm, kMaxPixelSizeUm);
    return {edge_um, edge_um};
  }
  const PixelSize size{value.number("x", kMinPixelSizeUm, kMaxPixelSizeUm),
                       value.number("y", kMinPixelSizeUm, kMaxPixelSizeUm)};
  value.finish();
  return size;
}

/// Every name and alias may lead to one channel only, in any spelling of capitals.
void check_names(const std::vector<JsonReader>& entries, const std::vector<PanelChannel>& channels) {
  std::map<std::string, std::size_t> owners;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    std::vector<std::string> names = channels[i].aliases;
    names.insert(names.begin(), channels[i].name);
    for (const std::string& name : names) {
      const auto [at, fresh] = owners.emplace(lower(name), i);
      if (!fresh) {
        entries[i].fail("the name \"" + name + "\" is given before, in channel " +
                            std::to_string(at->second) + " (names are compared without case)",
                        "every name and alias must belong to one channel");
      }
    }
  }
}

void check_roles(const JsonReader& list, const std::vector<JsonReader>& entries, const Panel& panel) {
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    const ChannelRole role = panel.channels[i].role;
    if (role != ChannelRole::Other && panel.index_of(role) != i) {
      entries[i].member("role").fail("the role \"" + std::string(name_of(role)) + "\" is given twice",
                                     "only the role \"other\" may be");
    }
  }
  if (!panel.index_of(ChannelRole::Nuclear)) {
    list.fail("no channel has the role \"nuclear\"", "cells are found by their nucleus: add that channel");
  }
}

/// @return whether the panel binds by position: all channels have one, each its own.
bool check_positions(const std::vector<JsonReader>& entries, const std::vector<PanelChannel>& channels) {
  const bool by_position = channels.front().position.has_value();
  std::map<std::size_t, std::size_t> owners;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].position.has_value() != by_position) {
      entries[i].fail("some channels have a position and some have none", "give it to all or to none");
    }
    if (by_position && !owners.emplace(*channels[i].position, i).second) {
      entries[i].member("position").fail("another channel has the same position");
    }
  }
  return by_position;
}

void read_channels(const JsonReader& list, Panel& panel) {
  const std::vector<JsonReader> entries = list.as_items();
  if (entries.empty() || entries.size() > kMostChannels) {
    list.fail("must hold 1 to " + std::to_string(kMostChannels) + " channels");
  }
  for (const JsonReader& entry : entries) {
    panel.channels.push_back(read_channel(entry));
  }
  check_names(entries, panel.channels);
  check_roles(list, entries, panel);
  panel.bind_by_position = check_positions(entries, panel.channels);
}

}  // namespace

Panel read_panel_file(const std::filesystem::path& file) {
  return parse_panel(read_text_file(file, kLargestPanelBytes), file.string());
}

Panel parse_panel(std::string_view text, const std::string& subject) {
  const JsonReader root = JsonReader::from_text(text, subject);
  Panel panel;
  panel.name = read_label(root.member("name"));
  if (const auto version = root.optional_member("version")) {
    panel.version = read_label(*version);
  }
  (void)root.optional_text("description");
  read_channels(root.member("channels"), panel);
  if (const auto pixel_size = root.optional_member("pixel_size_um")) {
    panel.pixel_size = read_pixel_size(*pixel_size);
  }
  root.finish();
  panel.digest = sha256_of(text);
  return panel;
}

}  // namespace cyto
