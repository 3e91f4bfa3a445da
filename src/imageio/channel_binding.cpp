#include "channel_binding.h"

#include <algorithm>

#include "cytrial/core/error.h"
#include "file_text.h"

namespace cyto {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return lower(c); });
  return text;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

bool stands_alone(const std::string& text, const std::string& word) {
  if (word.empty()) {
    return false;
  }
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_letter_or_digit(text[at - 1])) &&
        (end == text.size() || !is_letter_or_digit(text[end]))) {
      return true;
    }
  }
  return false;
}

std::string listing(const std::vector<std::string>& found) {
  std::string text;
  for (const std::string& name : found) {
    text += (text.empty() ? "" : ", ") + (name.empty() ? std::string("(no name)") : "\"" + name + "\"");
  }
  return text;
}

[[noreturn]] void refuse(const std::string& scan, const std::string& problem) {
  throw Error(ErrorCode::BadConfig, scan, problem, "name the scan's channels in the panel (name or aliases)");
}

std::size_t bind_by_position(const PanelChannel& channel, const std::vector<std::string>& found,
                             const std::string& scan) {
  if (!channel.position || *channel.position >= found.size()) {
    refuse(scan, "channel \"" + channel.name + "\" is bound to position " +
                     (channel.position ? std::to_string(*channel.position) : std::string("(none)")) +
                     ", the scan has " + std::to_string(found.size()) + " channels: " + listing(found));
  }
  return *channel.position;
}

std::size_t bind_by_name(const PanelChannel& channel, const std::vector<std::string>& found,
                         const std::string& scan) {
  std::vector<std::size_t> matches;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (names_channel(channel, found[i])) {
      matches.push_back(i);
    }
  }
  if (matches.empty()) {
    refuse(scan, "channel \"" + channel.name + "\" is absent; the scan has: " + listing(found));
  }
  if (matches.size() > 1) {
    refuse(scan, "channel \"" + channel.name + "\" is there " + std::to_string(matches.size()) +
                     " times; the scan has: " + listing(found));
  }
  return matches.front();
}

}  // namespace

bool names_channel(const PanelChannel& channel, const std::string& name) {
  const std::string wanted = lower(name);
  return !wanted.empty() && (lower(channel.name) == wanted ||
                             std::any_of(channel.aliases.begin(), channel.aliases.end(),
                                         [&](const std::string& alias) { return lower(alias) == wanted; }));
}

bool stem_names_channel(const PanelChannel& channel, const std::string& stem) {
  const std::string text = lower(stem);
  return stands_alone(text, lower(channel.name)) ||
         std::any_of(channel.aliases.begin(), channel.aliases.end(),
                     [&](const std::string& alias) { return stands_alone(text, lower(alias)); });
}

std::vector<std::size_t> bind_channels(const Panel& panel, const std::vector<std::string>& found,
                                       const std::string& scan) {
  const auto opaque = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const auto& name) { return name != kAlphaChannelName; }));
  if (panel.channels.size() == 1 && panel.nuclear_only() && opaque == 1 &&
      found.front() != kAlphaChannelName) {
    return {0};
  }
  std::vector<std::size_t> bound;
  for (const PanelChannel& channel : panel.channels) {
    const std::size_t index =
        panel.bind_by_position ? bind_by_position(channel, found, scan) : bind_by_name(channel, found, scan);
    if (const auto taken = std::find(bound.begin(), bound.end(), index); taken != bound.end()) {
      refuse(scan, "channels \"" + panel.channels[static_cast<std::size_t>(taken - bound.begin())].name +
                       "\" and \"" + channel.name + "\" of the panel are the same channel of the scan");
    }
    bound.push_back(index);
  }
  return bound;
}

}  // namespace cyto
