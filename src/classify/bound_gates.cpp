#include "bound_gates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cytrial/core/error.h"

namespace cyto {

// One meaning in panels and gate files.
static_assert(static_cast<int>(LevelUnit::LeukocyteSd) == static_cast<int>(GateUnit::LeukocyteSd));
static_assert(static_cast<int>(LevelUnit::LeukocyteRatio) == static_cast<int>(GateUnit::LeukocyteRatio));

namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& pointer, const std::string& problem,
                         const std::string& remedy) {
  throw Error(ErrorCode::BadConfig, file + " at " + pointer, problem, remedy);
}

/// What a polygon's rule leaves to it: from its lowest vertex to below its highest.
Interval extent_in_y(const Polygon& polygon) {
  const auto [lowest, highest] =
      std::minmax_element(polygon.vertices.begin(), polygon.vertices.end(),
                          [](const Vertex& a, const Vertex& b) { return a.y < b.y; });
  return {lowest->y, highest->y};
}

}  // namespace

std::optional<std::size_t> find_column(const ParameterSpec& spec, const std::string& file, const Panel& panel,
                                       const FeatureSchema& schema) {
  std::string name = spec.measure;
  if (spec.role) {
    const auto channel = panel.index_of(*spec.role);
    if (!channel) {
      return std::nullopt;
    }
    const std::string prefix = column_prefix(panel.channels[*channel].name);
    const auto same = std::count_if(panel.channels.begin(), panel.channels.end(),
                                    [&](const PanelChannel& c) { return column_prefix(c.name) == prefix; });
    if (same > 1) {
      refuse(file, spec.pointer, "two channels of the panel have the column prefix " + prefix,
             "give them names that differ in letters or digits");
    }
    name = prefix + "_" + name;
  }
  const auto column = schema.index_of(name);
  if (!column) {
    refuse(file, spec.pointer, "the event table has no column " + name,
           "correct the name, or analyse with --features full; docs/formats/events.md lists the columns");
  }
  return column;
}

double value_of(const BoundParameter& parameter, const float* row,
                const std::vector<PopulationStatistic>& population) {
  const double value = row[parameter.column];
  if (parameter.unit == GateUnit::Absolute) {
    return value;
  }
  if (population.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const PopulationStatistic& leukocytes = population[parameter.statistic];
  return parameter.unit == GateUnit::LeukocyteSd ? (value - leukocytes.location) / leukocytes.scale
                                                 : value / leukocytes.location;
}

std::optional<int> level_of(const MarkerLevels& levels, double value) noexcept {
  if (std::isnan(value)) {
    return std::nullopt;
  }
  return static_cast<int>(std::count_if(levels.cutoffs.begin(), levels.cutoffs.end(),
                                        [value](double cutoff) { return value >= cutoff; }));
}

EventFlags event_flags_from(float value) noexcept {
  constexpr float kLimit = 16'777'216.0F;  // whole numbers below 2^24 are exact in a float
  return value >= 0.0F && value < kLimit ? static_cast<EventFlags>(value) : 0U;
}

BoundGates::BoundGates(const GateFile& file, const Panel& panel, const FeatureSchema& schema)
    : file_(file.file), flags_column_(schema.require(column::kFlags)), specs_(file.gates) {
  for (const GateSpec& spec : specs_) {
    names_.push_back(spec.name);
    gates_.push_back(bind(spec, panel, schema));
  }
  columns_of_gates_ = relative_columns_.size();
  bind_levels(panel, schema);
}

void BoundGates::bind_levels(const Panel& panel, const FeatureSchema& schema) {
  for (std::size_t i = 0; i < panel.channels.size(); ++i) {
    const PanelChannel& channel = panel.channels[i];
    if (!channel.levels) {
      continue;
    }
    const std::string prefix = column_prefix(channel.name);
    const auto same = std::count_if(panel.channels.begin(), panel.channels.end(),
                                    [&](const PanelChannel& c) { return column_prefix(c.name) == prefix; });
    const std::string pointer = "/channels/" + std::to_string(i) + "/levels";
    if (same > 1) {
      refuse("panel " + panel.name, pointer, "two channels have the column prefix " + prefix,
             "give them names that differ in letters or digits");
    }
    ParameterSpec spec;
    spec.measure = prefix + "_" + channel.levels->measure;
    spec.unit = static_cast<GateUnit>(channel.levels->unit);
    spec.pointer = pointer + "/measure";
    const auto parameter = bind(spec, panel, schema, "panel " + panel.name);
    levels_.push_back({i, parameter.value(), prefix, *channel.levels});
  }
}

std::optional<std::size_t> BoundGates::bind(const ParameterSpec& spec, const Panel& panel,
                                            const FeatureSchema& schema, const std::string& file) {
  const auto column = find_column(spec, file, panel, schema);
  if (!column) {
    return std::nullopt;
  }
  const auto known = std::find_if(parameters_.begin(), parameters_.end(), [&](const BoundParameter& p) {
    return p.column == *column && p.unit == spec.unit;
  });
  if (known != parameters_.end()) {
    return static_cast<std::size_t>(known - parameters_.begin());
  }
  BoundParameter parameter{*column, spec.unit, 0};
  if (spec.unit != GateUnit::Absolute) {
    auto relative = std::find(relative_columns_.begin(), relative_columns_.end(), *column);
    parameter.statistic = static_cast<std::size_t>(relative - relative_columns_.begin());
    if (relative == relative_columns_.end()) {
      relative_columns_.push_back(*column);
    }
  }
  parameters_.push_back(parameter);
  return parameters_.size() - 1;
}

BoundGates::BoundGate BoundGates::bind(const GateSpec& spec, const Panel& panel,
                                       const FeatureSchema& schema) {
  using Kind = BoundGate::Kind;
  BoundGate gate;
  bool constant = false;
  const auto bind_to = [&](const ParameterSpec& parameter, std::size_t& place) {
    const auto bound = bind(parameter, panel, schema, file_);
    if (!bound && !spec.when_role_absent) {
      refuse(file_, parameter.pointer,
             "the panel has no " + std::string(name_of(*parameter.role)) + " channel",
             "use a gate file made for this panel, or give the gate when_role_absent");
    }
    constant = constant || !bound;
    place = bound.value_or(0);
  };
  if (const auto* range = std::get_if<RangeGate>(&spec.kind)) {
    gate.kind = Kind::Range;
    gate.interval = range->interval;
    bind_to(range->parameter, gate.x);
  } else if (const auto* polygon = std::get_if<PolygonGate>(&spec.kind)) {
    gate.kind = Kind::Polygon;
    gate.interval = extent_in_y(polygon->polygon);
    bind_to(polygon->x, gate.x);
    bind_to(polygon->y, gate.y);
  } else if (const auto* flag = std::get_if<FlagGate>(&spec.kind)) {
    gate.kind = Kind::Flag;
    gate.flag = flag->flag;
  } else {
    gate.kind = Kind::Boolean;
  }
  if (constant) {
    gate.kind = Kind::Constant;
    gate.constant = *spec.when_role_absent;
  }
  gate.parent_bit = spec.parent ? 1U << *spec.parent : 0U;
  return gate;
}

class BoundGates::Values {
 public:
  Values(const BoundGates& gates, const EventBatch& batch, const std::vector<PopulationStatistic>& population)
      : gates_(gates), batch_(batch), population_(population), values_(gates.parameters_.size()) {}

  const double* of(std::size_t parameter) {
    std::vector<double>& values = values_[parameter];
    if (values.empty()) {
      values.resize(batch_.rows);
      for (std::size_t i = 0; i < batch_.rows; ++i) {
        values[i] = value_of(gates_.parameters_[parameter], batch_.row(i), population_);
      }
    }
    return values.data();
  }

 private:
  const BoundGates& gates_;
  const EventBatch& batch_;
  const std::vector<PopulationStatistic>& population_;
  std::vector<std::vector<double>> values_;
};

void BoundGates::ask(std::size_t index, const EventBatch& batch, Values& values,
                     std::vector<std::uint32_t>& masks) const {
  const BoundGate& gate = gates_[index];
  const auto set_where = [&](const auto& passes) {
    for (std::size_t i = 0; i < masks.size(); ++i) {
      const bool asked = (masks[i] & gate.parent_bit) == gate.parent_bit;
      masks[i] |= static_cast<std::uint32_t>(asked && passes(i)) << index;
    }
  };
  switch (gate.kind) {
    case BoundGate::Kind::Constant:
      return set_where([&gate](std::size_t) { return gate.constant; });
    case BoundGate::Kind::Range: {
      const double* x = values.of(gate.x);
      return set_where([&gate, x](std::size_t i) { return gate.interval.contains(x[i]); });
    }
    case BoundGate::Kind::Polygon: {
      const Polygon& polygon = std::get<PolygonGate>(specs_[index].kind).polygon;
      const double* x = values.of(gate.x);
      const double* y = values.of(gate.y);
      return set_where([&gate, &polygon, x, y](std::size_t i) {
        return gate.interval.contains(y[i]) && polygon.contains(x[i], y[i]);
      });
    }
    case BoundGate::Kind::Flag:
      return set_where(
          [&](std::size_t i) { return has(event_flags_from(batch.row(i)[flags_column_]), gate.flag); });
    case BoundGate::Kind::Boolean: {
      const GateExpression& when = std::get<BooleanGate>(specs_[index].kind).when;
      // Most events passed the same gates as the one before.
      std::uint32_t before = 0;
      bool passed = holds(when, before);
      return set_where([&](std::size_t i) {
        if (masks[i] != before) {
          before = masks[i];
          passed = holds(when, before);
        }
        return passed;
      });
    }
  }
}

std::vector<std::uint32_t> BoundGates::masks_of(const EventBatch& batch,
                                                const std::vector<PopulationStatistic>& population,
                                                std::uint32_t wanted) const {
  std::vector<std::uint32_t> masks(batch.rows);
  Values values(*this, batch, population);
  for (std::size_t i = 0; i < gates_.size(); ++i) {
    if (((wanted >> i) & 1U) != 0U) {
      ask(i, batch, values, masks);
    }
  }
  return masks;
}

std::uint32_t BoundGates::needed_for(const GateExpression& expression) const {
  std::uint32_t needed = gates_named_in(expression);
  for (std::size_t i = specs_.size(); i-- > 0;) {  // children stand behind what they need
    if (((needed >> i) & 1U) == 0U) {
      continue;
    }
    if (specs_[i].parent) {
      needed |= 1U << *specs_[i].parent;
    }
    if (const auto* boolean = std::get_if<BooleanGate>(&specs_[i].kind)) {
      needed |= gates_named_in(boolean->when);
    }
  }
  return needed;
}

}  // namespace cyto
