#include <algorithm>

#include "cytrial/measure/event_builder.h"
#include "feature_table.h"

namespace cyto {
namespace {

using Columns = std::vector<FeatureColumn>;

std::string join(std::string_view a, std::string_view b, std::string_view c = {}) {
  std::string joined;
  joined.append(a).append(b).append(c);
  return joined;
}

void add_identity(Columns& columns) {
  columns.push_back({std::string(column::kXPx), "anchor, from the left edge of the scan [px]"});
  columns.push_back({std::string(column::kYPx), "anchor, from the top edge of the scan [px]"});
  columns.push_back({std::string(column::kXUm), "anchor, from the left edge of the scan [um]"});
  columns.push_back({std::string(column::kYUm), "anchor, from the top edge of the scan [um]"});
  columns.push_back({std::string(column::kFlags), "sum of flag bits"});
}

void add_shape(std::string_view compartment, Columns& columns) {
  for (const auto& shape : kShapeColumns) {
    columns.push_back({join(compartment, "_", shape.name), join(compartment, ": ", shape.description)});
  }
}

void add_whole_cell(const Panel& panel, Columns& columns) {
  columns.push_back({"nucleus_to_cell_ratio", "nucleus area / cell area, 0..1"});
  columns.push_back({"cell_left_px", "left edge of the cell's box [px]"});
  columns.push_back({"cell_top_px", "top edge of the cell's box [px]"});
  columns.push_back({"cell_width_px", "width of the cell's box [px]"});
  columns.push_back({"cell_height_px", "height of the cell's box [px]"});
  columns.push_back({"focus_score_per_um", "sharpness: 1 / sigma of the nucleus' edge [1/um]"});
  if (panel.index_of(ChannelRole::Cytokeratin)) {
    columns.push_back({"cytokeratin_nucleus_overlap", "share of the nucleus that shows cytokeratin, 0..1"});
  }
}

void add_channel(const PanelChannel& channel, const std::string& prefix, bool is_leukocyte_marker,
                 const Features& features, Columns& columns) {
  for (const std::string_view compartment : {"nucleus", "cell"}) {
    const bool has_median = features.medians || (is_leukocyte_marker && compartment == "cell");
    for (const auto& intensity : kIntensityColumns) {
      if (intensity.value == &Intensity::median_adu && !has_median) {
        continue;
      }
      columns.push_back(
          {join(prefix + "_", compartment, "_").append(intensity.name),
           join(channel.name, " in the ", compartment).append(": ").append(intensity.description)});
    }
  }
  columns.push_back(
      {prefix + "_ring_mean_adu",
       channel.name + " in the cell without its nucleus: mean above background, compensated [ADU]"});
  columns.push_back(
      {prefix + "_background_adu", channel.name + ": mean local background over the cell [ADU]"});
  if (features.textures) {
    for (const auto& texture : kTextureColumns) {
      columns.push_back({join(prefix, "_", texture.name), join(channel.name, ": ", texture.description)});
    }
  }
}

}  // namespace

std::vector<std::string> channel_prefixes(const Panel& panel) {
  std::vector<std::string> plain;
  for (const PanelChannel& channel : panel.channels) {
    plain.push_back(column_prefix(channel.name));
  }
  std::vector<std::string> prefixes;
  for (const std::string& wanted : plain) {
    std::string prefix = wanted;
    const auto taken = [&](const std::string& name) {
      // A number must not make the prefix that another channel has by its own name.
      const bool foreign = name != wanted && std::find(plain.begin(), plain.end(), name) != plain.end();
      return foreign || std::find(prefixes.begin(), prefixes.end(), name) != prefixes.end();
    };
    for (int number = 2; taken(prefix); ++number) {
      prefix = wanted + "_" + std::to_string(number);
    }
    prefixes.push_back(prefix);
  }
  return prefixes;
}

Features measured_features(FeatureSet wanted, const Panel& panel,
                           std::span<const std::string> columns_looked_at) {
  if (wanted != FeatureSet::Standard) {
    return wanted == FeatureSet::Full ? kAllFeatures : Features{};
  }
  const auto lacks_one = [&](const Features& features) {
    const FeatureSchema all = feature_schema(panel, kAllFeatures);
    const FeatureSchema measured = feature_schema(panel, features);
    return std::any_of(columns_looked_at.begin(), columns_looked_at.end(), [&](const std::string& column) {
      return all.index_of(column) && !measured.index_of(column);
    });
  };
  return {.medians = lacks_one({.medians = false, .textures = true}),
          .textures = lacks_one({.medians = true, .textures = false})};
}

FeatureSchema feature_schema(const Panel& panel, const Features& features) {
  Columns columns;
  add_identity(columns);
  add_shape("nucleus", columns);
  add_shape("cell", columns);
  add_whole_cell(panel, columns);
  const std::vector<std::string> prefixes = channel_prefixes(panel);
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    add_channel(panel.channels[i], prefixes[i], panel.index_of(ChannelRole::Leukocyte) == i, features,
                columns);
  }
  return FeatureSchema(std::move(columns));
}

}  // namespace cyto
