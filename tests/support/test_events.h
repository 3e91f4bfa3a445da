#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/measure/event_builder.h"

namespace cyto::test {

inline Panel two_channel_panel() {
  Panel panel;
  panel.channels = {{"DAPI", ChannelRole::Nuclear, {}, {}, {}}, {"CK", ChannelRole::Cytokeratin, {}, {}, {}}};
  return panel;
}

inline Panel three_channel_panel() {
  Panel panel = two_channel_panel();
  panel.channels.push_back({"CD45", ChannelRole::Leukocyte, {}, {}, {}});
  return panel;
}

/// What a test says of one event.
struct MeasuredCell {
  float cytokeratin = 0.0F;  ///< mean over the cell [ADU]
  float cd45 = 0.0F;
  float diameter_um = 10.0F;
  bool nucleated = true;
  float x_px = 0.5F;
  float y_px = 0.5F;
};

/// Events as they are measured; all other columns are 0.
inline std::vector<Event> events_of(const Panel& panel, const std::vector<MeasuredCell>& cells) {
  const FeatureSchema schema = feature_schema(panel);
  std::vector<Event> events;
  for (const MeasuredCell& cell : cells) {
    const auto values = std::make_shared<std::vector<float>>(schema.size(), 0.0F);
    const auto set = [&](std::string_view column, float value) {
      if (const auto place = schema.index_of(column)) {
        (*values)[*place] = value;
      }
    };
    set(column::kXPx, cell.x_px);
    set(column::kYPx, cell.y_px);
    set(column::kFlags, cell.nucleated ? 0.0F : static_cast<float>(bit(EventFlag::WithoutNucleus)));
    set("cell_diameter_um", cell.diameter_um);
    set("ck_cell_mean_adu", cell.cytokeratin);
    set("cd45_cell_mean_adu", cell.cd45);
    events.emplace_back().values = EventValues(values, 0, schema.size());
  }
  return events;
}

}  // namespace cyto::test
