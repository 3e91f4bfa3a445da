#include "panel_match.h"

#include <algorithm>
#include <optional>

namespace cyto {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::size_t> find_channel(const std::string& name, const Panel& panel) {
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    const PanelChannel& channel = panel.channels[i];
    const bool alias = std::any_of(channel.aliases.begin(), channel.aliases.end(),
                                   [&](const std::string& other) { return same_name(name, other); });
    if (alias || same_name(name, channel.name)) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::size_t> match_panel(const std::vector<JsonReader>& names, const JsonReader& list,
                                     const Panel& panel) {
  std::vector<std::size_t> order;
  for (const JsonReader& name : names) {
    const std::optional<std::size_t> channel = find_channel(name.as_text(), panel);
    if (!channel) {
      name.fail("is no channel of the panel \"" + panel.name + "\"", "use the calibration of this panel");
    }
    if (std::find(order.begin(), order.end(), *channel) != order.end()) {
      name.fail("names a channel that is named before");
    }
    order.push_back(*channel);
  }
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    if (std::find(order.begin(), order.end(), i) == order.end()) {
      list.fail(
          "the channel \"" + panel.channels[i].name + "\" of the panel \"" + panel.name + "\" is not in it",
          "use the calibration of this panel");
    }
  }
  return order;
}

}  // namespace cyto
