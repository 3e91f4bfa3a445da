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

void add_channel(const PanelChannel& channel, const std::string& prefix, FeatureSet features,
                 Columns& columns) {
  for (const std::string_view compartment : {"nucleus", "cell"}) {
    for (const auto& intensity : kIntensityColumns) {
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
  if (has_texture(features)) {
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

bool is_texture(std::string_view column) noexcept {
  return std::any_of(kTextureColumns.begin(), kTextureColumns.end(),
                     [column](const auto& texture) { return column.ends_with(texture.name); });
}

FeatureSet measured_set(FeatureSet wanted, std::span<const std::string> named_columns) noexcept {
  const bool named = std::any_of(named_columns.begin(), named_columns.end(), is_texture);
  return wanted == FeatureSet::Standard && named ? FeatureSet::Full : wanted;
}

FeatureSchema feature_schema(const Panel& panel, FeatureSet features) {
  Columns columns;
  add_identity(columns);
  add_shape("nucleus", columns);
  add_shape("cell", columns);
  add_whole_cell(panel, columns);
  const std::vector<std::string> prefixes = channel_prefixes(panel);
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    add_channel(panel.channels[i], prefixes[i], features, columns);
  }
  return FeatureSchema(std::move(columns));
}

}  // namespace cyto
