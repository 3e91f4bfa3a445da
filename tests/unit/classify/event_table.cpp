#include "event_table.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cyto::test {

Panel three_colour_panel() {
  Panel panel;
  panel.name = "three colours";
  const std::pair<const char*, ChannelRole> channels[] = {
      {"DAPI", ChannelRole::Nuclear}, {"CK-PE", ChannelRole::Cytokeratin}, {"CD45", ChannelRole::Leukocyte}};
  for (const auto& [name, role] : channels) {
    PanelChannel channel;
    channel.name = name;
    channel.role = role;
    panel.channels.push_back(channel);
  }
  return panel;
}

FeatureSchema schema_of(const Panel& panel) {
  std::vector<FeatureColumn> columns;
  for (const char* name : {"x_px", "y_px", "x_um", "y_um", "flags", "nucleus_diameter_um", "cell_diameter_um",
                           "cell_major_axis_um", "cell_minor_axis_um", "cell_orientation_rad", "cell_left_px",
                           "cell_top_px", "cell_width_px", "cell_height_px", "cytokeratin_nucleus_overlap"}) {
    columns.push_back({name, {}});
  }
  for (const PanelChannel& channel : panel.channels) {
    for (const char* measure : {"_cell_mean_adu", "_cell_median_adu", "_ring_mean_adu", "_cell_sd_adu"}) {
      columns.push_back({column_prefix(channel.name) + measure, {}});
    }
    if (channel.role == ChannelRole::Cytokeratin) {
      columns.push_back({column_prefix(channel.name) + "_nucleus_mean_adu", {}});
    }
  }
  return FeatureSchema(std::move(columns));
}

void EventTable::add(const std::vector<std::pair<std::string, double>>& values) {
  values_.resize(values_.size() + schema_.size());
  float* row = values_.data() + values_.size() - schema_.size();
  for (const auto& [name, value] : values) {
    row[schema_.require(name)] = static_cast<float>(value);
  }
}

void EventTable::add(const Cell& cell) {
  // Half a micrometre per pixel; the nucleus in the middle of the cell.
  const double x_um = cell.x_um + 50.0;
  const double y_um = cell.y_um + 50.0;
  std::vector<std::pair<std::string, double>> values{{"x_px", 2 * x_um},
                                                     {"y_px", 2 * y_um},
                                                     {"x_um", x_um},
                                                     {"y_um", y_um},
                                                     {"cell_left_px", 2 * x_um - cell.cell_um},
                                                     {"cell_top_px", 2 * y_um - cell.cell_um},
                                                     {"cell_width_px", 2 * cell.cell_um},
                                                     {"cell_height_px", 2 * cell.cell_um},
                                                     {"flags", cell.flags},
                                                     {"nucleus_diameter_um", cell.nucleus_um},
                                                     {"cell_diameter_um", cell.cell_um},
                                                     {"cell_major_axis_um", cell.cell_um},
                                                     {"cell_minor_axis_um", cell.cell_um},
                                                     {"cytokeratin_nucleus_overlap", cell.overlap}};
  if (schema_.index_of("ck_pe_cell_mean_adu")) {
    values.emplace_back("ck_pe_cell_mean_adu", cell.ck);
    values.emplace_back("ck_pe_ring_mean_adu", cell.ring_over_cell * cell.ck);
    values.emplace_back("ck_pe_nucleus_mean_adu", cell.nucleus_over_cell * cell.ck);
    values.emplace_back("ck_pe_cell_sd_adu", cell.ck_sd_over_mean * cell.ck);
  }
  if (schema_.index_of("cd45_cell_mean_adu")) {
    values.emplace_back("cd45_cell_mean_adu", cell.cd45);
    values.emplace_back("cd45_cell_median_adu", cell.cd45_median_over_mean * cell.cd45);
    values.emplace_back("cd45_ring_mean_adu", cell.cd45);
  }
  add(values);
}

float& EventTable::at(std::size_t event, const std::string& column) {
  return values_[event * schema_.size() + schema_.require(column)];
}

void EventTable::transform(const std::string& column, double factor, double offset) {
  const std::size_t index = schema_.require(column);
  for (std::size_t i = index; i < values_.size(); i += schema_.size()) {
    values_[i] = static_cast<float>(static_cast<double>(values_[i]) * factor + offset);
  }
}

bool EventTable::next(EventBatch& batch) {
  const std::size_t rows = std::min<std::size_t>(batch_rows_, size() - next_event_);
  batch.first_event = next_event_;
  batch.rows = rows;
  batch.columns = schema_.size();
  batch.values.assign(row(next_event_), row(next_event_) + rows * schema_.size());
  next_event_ += rows;
  return rows > 0;
}

// SplitMix64: Steele, Lea & Flood 2014, OOPSLA.
std::uint64_t Dice::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

double Dice::uniform() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

double Dice::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double Dice::lognormal(double median, double sigma) {
  return median * std::exp(sigma * normal());
}

Cell random_leukocyte(Dice& dice) {
  Cell cell;
  const double kind = dice.uniform();
  const double level = kind < 0.6 ? 600.0 : kind < 0.9 ? 1800.0 : 1100.0;
  cell.cd45 = dice.lognormal(level, 0.3) + 5.0 * dice.normal();
  cell.ck = dice.lognormal(42.0, 0.38) + 2.0 * dice.normal();
  cell.ring_over_cell = dice.lognormal(0.9, 0.15);
  cell.nucleus_um = dice.lognormal(7.5, 0.1);
  cell.cell_um = cell.nucleus_um + 2.0;
  return cell;
}

EventTable blood(std::size_t leukocytes, std::uint64_t seed, std::size_t batch_rows) {
  EventTable table(schema_of(three_colour_panel()), batch_rows);
  Dice dice(seed);
  for (std::size_t i = 0; i < leukocytes; ++i) {
    Cell cell = random_leukocyte(dice);
    cell.x_um = 20.0 * static_cast<double>(i);
    table.add(cell);
  }
  return table;
}

}  // namespace cyto::test
