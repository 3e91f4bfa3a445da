#include "channel_content.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

/// Fewer nucleated events prove nothing.
constexpr std::size_t kLeastEvents = 50;
/// A stain is there when it stands this far above the channel's background, in its units ...
constexpr float kStainedOverBackground = 0.5F;
/// ... and, in the nucleus, reaches this share of the declared nuclear stain: noise about zero does not.
constexpr float kStainedOverNuclear = 0.1F;
/// A stain of the nucleus alone: so many times the ring around it.
constexpr float kNuclearOverRing = 4.0F;
constexpr double kStainedShare = 0.3;
constexpr double kNuclearOnlyShare = 0.25;
/// One stain clearly above the other, each in units of its background; and the share of cells that is no
/// blood.
constexpr float kClearlyAbove = 2.0F;
constexpr double kCytokeratinAloneShare = 0.8;

bool is_more_than(std::size_t part, double share, std::size_t whole) {
  return static_cast<double>(part) > share * static_cast<double>(whole);
}

std::string share_text(std::size_t part, std::size_t whole) {
  return number_text(100.0 * static_cast<double>(part) / static_cast<double>(whole), 0) + " %";
}

}  // namespace

ChannelContent::ChannelContent(const Panel& panel, const FeatureSchema& schema) {
  const auto flags = schema.index_of(column::kFlags);
  if (!flags) {
    return;
  }
  flags_ = *flags;
  nuclear_ = columns_of(panel, schema, ChannelRole::Nuclear);
  cytokeratin_ = columns_of(panel, schema, ChannelRole::Cytokeratin);
  leukocyte_ = columns_of(panel, schema, ChannelRole::Leukocyte);
}

std::optional<ChannelContent::Columns> ChannelContent::columns_of(const Panel& panel,
                                                                  const FeatureSchema& schema,
                                                                  ChannelRole role) {
  const auto channel = panel.index_of(role);
  if (!channel) {
    return std::nullopt;
  }
  const std::string& name = panel.channels[*channel].name;
  const std::string prefix = column_prefix(name);
  const auto nucleus = schema.index_of(prefix + "_nucleus_mean_adu");
  const auto ring = schema.index_of(prefix + "_ring_mean_adu");
  const auto background = schema.index_of(prefix + "_background_adu");
  if (!nucleus || !ring || !background) {
    return std::nullopt;
  }
  return Columns{name, *nucleus, *ring, *background};
}

ChannelContent::Tallies& ChannelContent::Tallies::operator+=(const Tallies& other) noexcept {
  nucleated += other.nucleated;
  cytokeratin_alone += other.cytokeratin_alone;
  for (const auto& [to, more] :
       {std::pair(&cytokeratin, &other.cytokeratin), std::pair(&leukocyte, &other.leukocyte)}) {
    to->stained_nuclei += more->stained_nuclei;
    to->nuclear_only += more->nuclear_only;
  }
  return *this;
}

void ChannelContent::add(const float* row, Tallies& tallies) const {
  if (!is_judged() || has(static_cast<EventFlags>(row[flags_]), EventFlag::WithoutNucleus)) {
    return;
  }
  const float cytokeratin = row[cytokeratin_->ring];
  const float leukocyte = row[leukocyte_->ring];
  if (std::isnan(cytokeratin) || std::isnan(leukocyte)) {
    return;
  }
  ++tallies.nucleated;
  const auto look_at_nucleus = [&](const Columns& channel, Tally& tally) {
    const float nucleus = row[channel.nucleus];
    if (nucleus > kStainedOverBackground * row[channel.background] &&
        nucleus > kStainedOverNuclear * row[nuclear_->nucleus]) {
      ++tally.stained_nuclei;
      tally.nuclear_only += nucleus > kNuclearOverRing * row[channel.ring] ? 1 : 0;
    }
  };
  look_at_nucleus(*cytokeratin_, tallies.cytokeratin);
  look_at_nucleus(*leukocyte_, tallies.leukocyte);
  const float cytokeratin_level = cytokeratin / (1.0F + std::max(0.0F, row[cytokeratin_->background]));
  const float leukocyte_level = leukocyte / (1.0F + std::max(0.0F, row[leukocyte_->background]));
  if (cytokeratin_level > kStainedOverBackground && cytokeratin_level > kClearlyAbove * leukocyte_level) {
    ++tallies.cytokeratin_alone;
  }
}

std::optional<std::string> ChannelContent::contradiction(const Tallies& tallies) const {
  if (!is_judged() || tallies.nucleated < kLeastEvents) {
    return std::nullopt;
  }
  const auto shows_nuclei = [&](const Tally& tally) {
    return is_more_than(tally.stained_nuclei, kStainedShare, tallies.nucleated) &&
           is_more_than(tally.nuclear_only, kNuclearOnlyShare, tally.stained_nuclei);
  };
  for (const auto& [channel, tally] :
       {std::pair(&*cytokeratin_, &tallies.cytokeratin), std::pair(&*leukocyte_, &tallies.leukocyte)}) {
    if (shows_nuclei(*tally)) {
      return "channel " + channel->name +
             " shows nuclei: " + share_text(tally->nuclear_only, tally->stained_nuclei) +
             " of the cells stained there are stained in the nucleus alone; "
             "check the order of the channels in the panel and the scan";
    }
  }
  if (is_more_than(tallies.cytokeratin_alone, kCytokeratinAloneShare, tallies.nucleated)) {
    return "channel " + cytokeratin_->name + ", declared as cytokeratin, stains " +
           share_text(tallies.cytokeratin_alone, tallies.nucleated) + " of the cells, and channel " +
           leukocyte_->name +
           ", declared as the leukocytes', hardly any of them: check the order of the channels in the panel "
           "and "
           "the scan; for tissue use a gate file without a leukocyte reference";
  }
  return std::nullopt;
}

}  // namespace cyto
