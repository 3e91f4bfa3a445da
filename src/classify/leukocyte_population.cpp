#include "leukocyte_population.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "marker_level.h"
#include "robust_statistics.h"
#include "tumor_stain.h"

namespace cyto {
namespace {

/// A spread below this is no spread: 1 % of the location, and never less than 0.001 of the column's unit.
constexpr double kLeastRelativeScale = 0.01;
constexpr double kLeastScale = 0.001;
/// The cut at the upper tail moves little after a few rounds; what it leaves out only ever grows.
constexpr int kClipRounds = 10;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
/// Columns read in one pass: 4 bytes per event each.
constexpr std::size_t kColumnsPerPass = 8;

void refuse(LeukocytePopulation& population, const std::string& code, const std::string& text) {
  population.flags.push_back({code, text});
  if (!population.not_evaluable_reason) {
    population.not_evaluable_reason = text;
  }
  population.statistics.clear();
}

double least_scale(double location) {
  return std::max(kLeastRelativeScale * std::abs(location), kLeastScale);
}

/// `columns` in groups that are read in one pass each.
std::vector<std::vector<std::size_t>> passes_over(const std::vector<std::size_t>& columns) {
  std::vector<std::vector<std::size_t>> passes;
  for (const std::size_t column : columns) {
    if (passes.empty() || passes.back().size() == kColumnsPerPass) {
      passes.emplace_back();
    }
    passes.back().push_back(column);
  }
  return passes;
}

/// The measure of each channel that tells how strongly a sample is stained: over the nucleus for the nuclear
/// channel, over the cell for the others. Those that are not measured or in `known` are left out.
std::vector<std::size_t> stain_columns(const Panel& panel, const FeatureSchema& schema,
                                       const std::vector<std::size_t>& known) {
  std::vector<std::size_t> columns;
  for (const PanelChannel& channel : panel.channels) {
    const char* measure = channel.role == ChannelRole::Nuclear ? "_nucleus_mean_adu" : "_cell_mean_adu";
    const auto column = schema.index_of(column_prefix(channel.name) + measure);
    if (column && std::find(known.begin(), known.end(), *column) == known.end()) {
      columns.push_back(*column);
    }
  }
  return columns;
}

}  // namespace

PopulationFinder::PopulationFinder(const GateFile& file, const BoundGates& gates, const Panel& panel,
                                   const FeatureSchema& schema)
    : gates_(&gates),
      spec_(file.population),
      schema_(schema),
      needed_gates_(gates.needed_for(spec_.among)),
      stain_columns_(stain_columns(panel, schema, gates.relative_columns())) {
  if (spec_.marker) {
    marker_column_ = find_column(*spec_.marker, file.file, panel, schema);
  }
  if (spec_.exclude_by) {
    exclude_column_ = find_column(*spec_.exclude_by, file.file, panel, schema);
    if (!exclude_column_) {
      throw Error(ErrorCode::BadConfig, file.file + " at " + spec_.exclude_by->pointer,
                  "the panel has no " + std::string(name_of(*spec_.exclude_by->role)) + " channel",
                  "use a gate file made for this panel");
    }
  }
  find_stain_columns();
}

/// Those of the cell mean of the tumor stain; without a leukocyte stain there is nothing to hold it against.
void PopulationFinder::find_stain_columns() {
  if (!marker_column_ || !exclude_column_) {
    return;
  }
  const std::string& mean = schema_.columns()[*exclude_column_].name;
  constexpr std::string_view kMean = "_mean_adu";
  if (!mean.ends_with(kMean)) {
    return;
  }
  const auto spread = schema_.index_of(mean.substr(0, mean.size() - kMean.size()) + "_sd_adu");
  const auto width = schema_.index_of("cell_width_px");
  const auto height = schema_.index_of("cell_height_px");
  if (spread && width && height) {
    stain_columns_of_cell_ = {*exclude_column_, *marker_column_, *spread, *width, *height};
  }
}

bool PopulationFinder::is_within(const float* row, const Limits& limits) const {
  const auto at_least = [row](std::size_t column, double limit) {
    return static_cast<double>(row[column]) >= limit;
  };
  if (limits.marker_min && !at_least(*marker_column_, *limits.marker_min)) {
    return false;
  }
  return !limits.exclude_above || static_cast<double>(row[*exclude_column_]) <= *limits.exclude_above;
}

std::vector<std::vector<float>> PopulationFinder::gather(EventSource& events, const LookedAt& looked_at,
                                                         const Limits& limits,
                                                         const std::vector<std::size_t>& columns) const {
  std::vector<std::vector<float>> values(columns.size());
  for (std::vector<float>& column : values) {
    column.reserve(events.size());  // growing would hold it twice
  }
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      if (!looked_at[batch.first_event + i] || !is_within(row, limits)) {
        continue;
      }
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (!std::isnan(row[columns[c]])) {
          values[c].push_back(row[columns[c]]);
        }
      }
    }
  }
  return values;
}

/// Tells which events are looked at, and finds channels in which they all have the very same value.
PopulationFinder::LookedAt PopulationFinder::look_at_all(EventSource& events,
                                                         LeukocytePopulation& population) const {
  const auto& columns = gates_->relative_columns();
  LookedAt looked_at;
  looked_at.reserve(events.size());
  std::vector<std::optional<std::pair<float, float>>> spans(columns.size());
  EventBatch batch;
  events.rewind();
  while (events.next(batch)) {
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const float* row = batch.row(i);
      looked_at.push_back(holds(spec_.among, gates_->mask_of(row, {}, needed_gates_)));
      if (!looked_at.back()) {
        continue;
      }
      ++population.events_looked_at;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const float value = row[columns[c]];
        auto& span = spans[c];
        span = span ? std::pair(std::min(span->first, value), std::max(span->second, value))
                    : std::pair(value, value);
      }
    }
  }
  if (population.events_looked_at < spec_.minimum_events) {
    refuse(population, "few_leukocytes",
           "only " + std::to_string(population.events_looked_at) +
               " nucleated events of cell size: too few to know what a leukocyte looks like here");
    return looked_at;
  }
  for (std::size_t c = 0; c < gates_->columns_of_gates(); ++c) {
    if (spans[c] && spans[c]->first == spans[c]->second) {
      refuse(population, "blank_channel",
             schema_.columns()[columns[c]].name + " has the same value in every cell: the channel is blank");
    }
  }
  return looked_at;
}

std::optional<double> PopulationFinder::marker_limit(EventSource& events, const LookedAt& looked_at) const {
  std::vector<float> values = std::move(gather(events, looked_at, {}, {*marker_column_}).front());
  std::sort(values.begin(), values.end());
  const auto level = find_marker_level(values, spec_);
  return level ? std::optional(level->threshold) : std::nullopt;
}

std::optional<double> PopulationFinder::tumour_stain_limit(EventSource& events, const LookedAt& looked_at,
                                                           const Limits& limits) const {
  std::vector<float> kept = std::move(gather(events, looked_at, limits, {*exclude_column_}).front());
  std::optional<double> limit;
  for (int round = 0; round < kClipRounds && !kept.empty(); ++round) {
    std::vector<float> scratch = kept;
    const RobustStatistic statistic = robust_statistic_of(scratch);
    const double scale = std::max(statistic.scale, kLeastRelativeScale * std::abs(statistic.location));
    const double above = statistic.location + spec_.clip_sd * std::max(scale, kLeastScale);
    const auto cut = std::erase_if(kept, [above](float v) { return static_cast<double>(v) > above; });
    limit = above;
    if (cut == 0) {
      break;
    }
  }
  return limit;
}

PopulationStatistic PopulationFinder::statistic_of(std::size_t column, std::vector<float>& values,
                                                   LeukocytePopulation& population) const {
  const std::string& name = schema_.columns()[column].name;
  const RobustStatistic statistic = robust_statistic_of(values);
  const double least = least_scale(statistic.location);
  if (statistic.scale < least) {
    population.flags.push_back({"narrow_population", "the leukocytes hardly differ in " + name +
                                                         "; its standard deviation was set to " +
                                                         number_text(least, 4)});
  }
  return {name, statistic.location, std::max(statistic.scale, least)};
}

void PopulationFinder::measure(EventSource& events, const LookedAt& looked_at, const Limits& limits,
                               LeukocytePopulation& population) const {
  std::vector<std::size_t> columns = gates_->relative_columns();
  columns.insert(columns.end(), stain_columns_.begin(), stain_columns_.end());
  std::size_t measured = 0;
  for (const std::vector<std::size_t>& part : passes_over(columns)) {
    auto values = gather(events, looked_at, limits, part);
    for (std::size_t c = 0; c < part.size(); ++c, ++measured) {
      if (measured >= gates_->relative_columns().size()) {
        add_stain(part[c], values[c], population);
      } else if (!add_statistic(part[c], values[c], population)) {
        return;
      }
    }
  }
}

bool PopulationFinder::add_statistic(std::size_t column, std::vector<float>& values,
                                     LeukocytePopulation& population) const {
  const std::string& name = schema_.columns()[column].name;
  population.leukocytes = std::max<std::uint64_t>(population.leukocytes, values.size());
  if (values.size() >= spec_.minimum_events) {
    population.statistics.push_back(statistic_of(column, values, population));
    return true;
  }
  if (population.statistics.size() >= gates_->columns_of_gates()) {
    population.statistics.push_back({name, kUnknown, kUnknown});
    return true;
  }
  refuse(population, "few_leukocytes",
         "only " + std::to_string(values.size()) + " leukocytes with a value of " + name +
             ": too few to tell what stands out from them");
  return false;
}

/// Of a channel that no gate compares with the leukocytes: for people, so nothing is refused.
void PopulationFinder::add_stain(std::size_t column, std::vector<float>& values,
                                 LeukocytePopulation& population) const {
  if (!values.empty()) {
    const RobustStatistic statistic = robust_statistic_of(values);
    population.statistics.push_back({schema_.columns()[column].name, statistic.location, statistic.scale});
  }
}

void PopulationFinder::require_tumor_stain(EventSource& events, const LookedAt& looked_at,
                                           const Limits& limits, LeukocytePopulation& population) const {
  if (!stain_columns_of_cell_) {
    return;
  }
  const std::string& name = schema_.columns()[stain_columns_of_cell_->stain].name;
  const auto stain = std::find_if(population.statistics.begin(), population.statistics.end(),
                                  [&](const PopulationStatistic& s) { return s.column == name; });
  // A scale that had to be set (narrow_population) is nothing to hold noise against.
  if (stain == population.statistics.end() || !(stain->scale > least_scale(stain->location))) {
    return;
  }
  const TumorStainVerdict verdict =
      judge_tumor_stain(events, *stain_columns_of_cell_, {stain->location, stain->scale}, looked_at,
                        [&](const float* row) { return is_within(row, limits); });
  population.flags.insert(population.flags.end(), verdict.flags.begin(), verdict.flags.end());
  for (const QualityFlag& flag : verdict.refusals) {
    refuse(population, flag.code, flag.text);
  }
}

void PopulationFinder::require_levels(LeukocytePopulation& population) const {
  for (const BoundParameter& parameter : gates_->parameters()) {
    if (parameter.unit == GateUnit::LeukocyteRatio && !population.statistics.empty() &&
        parameter.statistic < gates_->columns_of_gates() &&
        !(population.statistics[parameter.statistic].location > 0.0)) {
      refuse(population, "no_leukocyte_level",
             "the leukocytes' " + schema_.columns()[parameter.column].name +
                 " is not above zero, so that nothing can be compared with it");
    }
  }
}

LeukocytePopulation PopulationFinder::find(EventSource& events) const {
  LeukocytePopulation population;
  if (gates_->relative_columns().empty()) {
    return population;
  }
  const LookedAt looked_at = look_at_all(events, population);
  if (population.not_evaluable_reason) {
    return population;
  }
  Limits limits;
  if (marker_column_) {
    limits.marker_min = marker_limit(events, looked_at);
    if (!limits.marker_min) {
      refuse(
          population, "no_leukocytes",
          "no leukocytes stand out in " + schema_.columns()[*marker_column_].name +
              ": the leukocyte stain failed or there are no leukocytes, so that nothing tells a CTC apart");
      return population;
    }
  } else if (spec_.marker) {
    population.flags.push_back({"no_leukocyte_channel",
                                "the panel has no leukocyte channel: all cells stand for the leukocytes, and "
                                "a CTC cannot be told from a double positive cell"});
  }
  if (exclude_column_) {
    limits.exclude_above = tumour_stain_limit(events, looked_at, limits);
  }
  measure(events, looked_at, limits, population);
  require_levels(population);
  if (!population.not_evaluable_reason) {
    require_tumor_stain(events, looked_at, limits, population);
  }
  if (!population.not_evaluable_reason && population.leukocytes < spec_.few_events) {
    population.flags.push_back(
        {"few_leukocytes", "only " + std::to_string(population.leukocytes) +
                               " leukocytes: thresholds in their units are uncertain"});
  }
  return population;
}

}  // namespace cyto
