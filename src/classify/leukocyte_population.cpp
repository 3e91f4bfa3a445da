#include "leukocyte_population.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

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

/// NaN when there is none.
float largest_of(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), std::numeric_limits<float>::quiet_NaN(),
                         [](float a, float b) { return std::fmax(a, b); });
}

/// Whether all numbers of a column are the very same, beginning with its first.
bool is_blank(const std::vector<float>& values) {
  return !values.empty() && std::all_of(values.begin(), values.end(), [&](float value) {
    return value == values.front() || (std::isnan(value) && !std::isnan(values.front()));
  });
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
  find_kept_columns();
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

void PopulationFinder::find_kept_columns() {
  kept_columns_ = gates_->relative_columns();
  kept_columns_.insert(kept_columns_.end(), stain_columns_.begin(), stain_columns_.end());
  const auto add = [this](std::size_t column) {
    if (std::find(kept_columns_.begin(), kept_columns_.end(), column) == kept_columns_.end()) {
      kept_columns_.push_back(column);
    }
  };
  if (marker_column_) {
    add(*marker_column_);
  }
  if (exclude_column_) {
    add(*exclude_column_);
  }
  if (stain_columns_of_cell_) {
    add(stain_columns_of_cell_->spread);
    add(stain_columns_of_cell_->width);
    add(stain_columns_of_cell_->height);
  }
}

std::vector<bool> PopulationFinder::within(const PopulationColumns& seen, const Limits& limits) const {
  std::vector<bool> is_within(seen.events(), true);
  if (limits.marker_min) {
    const std::vector<float>& markers = seen.of(*marker_column_);
    for (std::size_t i = 0; i < markers.size(); ++i) {
      is_within[i] = static_cast<double>(markers[i]) >= *limits.marker_min;
    }
  }
  if (limits.exclude_above) {
    const std::vector<float>& stains = seen.of(*exclude_column_);
    for (std::size_t i = 0; i < stains.size(); ++i) {
      is_within[i] = is_within[i] && static_cast<double>(stains[i]) <= *limits.exclude_above;
    }
  }
  return is_within;
}

void PopulationFinder::require_events(const PopulationColumns& seen, LeukocytePopulation& population) const {
  population.events_looked_at = seen.events();
  if (population.events_looked_at < spec_.minimum_events) {
    refuse(population, "few_leukocytes",
           "only " + std::to_string(population.events_looked_at) +
               " nucleated events of cell size: too few to know what a leukocyte looks like here");
    return;
  }
  for (std::size_t c = 0; c < gates_->columns_of_gates(); ++c) {
    const std::size_t column = gates_->relative_columns()[c];
    if (is_blank(seen.of(column))) {
      refuse(population, "blank_channel",
             schema_.columns()[column].name + " has the same value in every cell: the channel is blank");
    }
  }
}

std::optional<double> PopulationFinder::marker_limit(const PopulationColumns& seen) const {
  const auto level = find_marker_level(sorted_numbers_of(seen.of(*marker_column_)), spec_);
  return level ? std::optional(level->threshold) : std::nullopt;
}

std::optional<double> PopulationFinder::tumour_stain_limit(const PopulationColumns& seen,
                                                           const Limits& limits) const {
  const std::vector<bool> is_within = within(seen, limits);
  const std::vector<float>& stains = seen.of(*exclude_column_);
  std::vector<float> sorted;
  sorted.reserve(stains.size());
  for (std::size_t i = 0; i < stains.size(); ++i) {
    if (is_within[i] && !std::isnan(stains[i])) {
      sorted.push_back(stains[i]);
    }
  }
  sort_values(sorted);
  std::span<const float> kept(sorted);
  std::optional<double> limit;
  for (int round = 0; round < kClipRounds && !kept.empty(); ++round) {
    const RobustStatistic statistic = robust_statistic_of_sorted(kept);
    const double scale = std::max(statistic.scale, kLeastRelativeScale * std::abs(statistic.location));
    const double above = statistic.location + spec_.clip_sd * std::max(scale, kLeastScale);
    const auto cut = std::upper_bound(kept.begin(), kept.end(), above,
                                      [](double most, float v) { return static_cast<double>(v) > most; });
    limit = above;
    if (cut == kept.end()) {
      break;
    }
    kept = {kept.begin(), cut};
  }
  return limit;
}

PopulationStatistic PopulationFinder::statistic_of(std::size_t column, const RobustStatistic& statistic,
                                                   LeukocytePopulation& population) const {
  const std::string& name = schema_.columns()[column].name;
  const double least = least_scale(statistic.location);
  if (statistic.scale < least) {
    population.flags.push_back({"narrow_population", "the leukocytes hardly differ in " + name +
                                                         "; its standard deviation was set to " +
                                                         number_text(least, 4)});
  }
  return {name, statistic.location, std::max(statistic.scale, least)};
}

void PopulationFinder::measure(const PopulationColumns& leukocytes, const Workers& workers,
                               LeukocytePopulation& population) const {
  std::vector<std::size_t> columns = gates_->relative_columns();
  columns.insert(columns.end(), stain_columns_.begin(), stain_columns_.end());
  std::vector<Measured> measured(columns.size());
  // A few at a time: each needs two more floats per event while it is sorted.
  for (std::size_t first = 0; first < columns.size(); first += kSortedAtOnce) {
    workers.each(std::min(kSortedAtOnce, columns.size() - first), [&](std::size_t i) {
      const std::vector<float> sorted = sorted_numbers_of(leukocytes.of(columns[first + i]));
      Measured& found = measured[first + i];
      found.values = sorted.size();
      if (!sorted.empty()) {
        found.statistic = robust_statistic_of_sorted(sorted);
      }
    });
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c < gates_->relative_columns().size()) {
      if (!add_statistic(columns[c], measured[c], population)) {
        return;
      }
    } else if (measured[c].values > 0) {
      // Of a channel that no gate compares with the leukocytes: for people, so nothing is refused.
      const RobustStatistic& stain = measured[c].statistic;
      population.statistics.push_back({schema_.columns()[columns[c]].name, stain.location, stain.scale});
    }
  }
}

bool PopulationFinder::add_statistic(std::size_t column, const Measured& measured,
                                     LeukocytePopulation& population) const {
  const std::string& name = schema_.columns()[column].name;
  population.leukocytes = std::max<std::uint64_t>(population.leukocytes, measured.values);
  if (measured.values >= spec_.minimum_events) {
    population.statistics.push_back(statistic_of(column, measured.statistic, population));
    return true;
  }
  if (population.statistics.size() >= gates_->columns_of_gates()) {
    population.statistics.push_back({name, kUnknown, kUnknown});
    return true;
  }
  refuse(population, "few_leukocytes",
         "only " + std::to_string(measured.values) + " leukocytes with a value of " + name +
             ": too few to tell what stands out from them");
  return false;
}

void PopulationFinder::require_tumor_stain(const PopulationColumns& leukocytes, float largest_stain,
                                           LeukocytePopulation& population) const {
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
      judge_tumor_stain(leukocytes, *stain_columns_of_cell_, {stain->location, stain->scale}, largest_stain);
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

LeukocytePopulation PopulationFinder::find(EventSource& events, const Workers& workers) const {
  LeukocytePopulation population;
  if (gates_->relative_columns().empty()) {
    return population;
  }
  PopulationColumns seen(events, workers, kept_columns_, [this](const EventBatch& batch) {
    const std::vector<std::uint32_t> masks = gates_->masks_of(batch, {}, needed_gates_);
    std::vector<bool> wanted(batch.rows);
    std::transform(masks.begin(), masks.end(), wanted.begin(),
                   [this](std::uint32_t mask) { return holds(spec_.among, mask); });
    return wanted;
  });
  require_events(seen, population);
  if (population.not_evaluable_reason) {
    return population;
  }
  Limits limits;
  if (marker_column_) {
    limits.marker_min = marker_limit(seen);
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
    limits.exclude_above = tumour_stain_limit(seen, limits);
  }
  const float largest_stain =
      exclude_column_ ? largest_of(seen.of(*exclude_column_)) : std::numeric_limits<float>::quiet_NaN();
  seen.keep_only(within(seen, limits), workers);
  measure(seen, workers, population);
  require_levels(population);
  if (!population.not_evaluable_reason) {
    require_tumor_stain(seen, largest_stain, population);
  }
  if (!population.not_evaluable_reason && population.leukocytes < spec_.few_events) {
    population.flags.push_back(
        {"few_leukocytes", "only " + std::to_string(population.leukocytes) +
                               " leukocytes: thresholds in their units are uncertain"});
  }
  return population;
}

}  // namespace cyto
