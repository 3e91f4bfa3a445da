#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/sample.h"
#include "gate_file.h"
#include "gate_margin.h"

namespace cyto {

/// A gate parameter bound to a column of the event table.
struct BoundParameter {
  std::size_t column = 0;
  GateUnit unit = GateUnit::Absolute;
  std::size_t statistic = 0;  ///< relative units: index into the population's statistics
};

/// A channel of the panel whose marker has levels.
struct BoundLevels {
  std::size_t channel = 0;    ///< of the panel
  std::size_t parameter = 0;  ///< of BoundGates::parameters()
  std::string prefix;         ///< of the channel's columns
  MarkerLevels levels;
};

/// Column of `spec`; nullopt when the panel has no channel with its role.
/// @throws Error BadConfig naming `file` and the JSON pointer when the event table has no such column.
[[nodiscard]] std::optional<std::size_t> find_column(const ParameterSpec& spec, const std::string& file,
                                                     const Panel& panel, const FeatureSchema& schema);

/// The gates of a file bound to a panel and an event table. Immutable, thread-safe.
class BoundGates {
 public:
  /// @throws Error BadConfig when a gate names a role or column that panel or schema do not have.
  BoundGates(const GateFile& file, const Panel& panel, const FeatureSchema& schema);

  /// Channels of the panel whose marker has levels, in panel order.
  [[nodiscard]] const std::vector<BoundLevels>& levels() const noexcept { return levels_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// Every different pair of column and unit that gates look at, in order of first use.
  [[nodiscard]] const std::vector<BoundParameter>& parameters() const noexcept { return parameters_; }
  /// Columns that need a population statistic, in order of first use.
  [[nodiscard]] const std::vector<std::size_t>& relative_columns() const noexcept {
    return relative_columns_;
  }
  /// How many of them gates look at: the first. Of the others only levels depend.
  [[nodiscard]] std::size_t columns_of_gates() const noexcept { return columns_of_gates_; }
  /// Of every row, bit i: gate i passed, and so did its parents.
  /// @param population one entry per relative column, or empty when it is not known: then relative parameters
  /// are NaN and pass no gate. @param wanted gates to evaluate, closed under needed_for(); the others' bits
  /// are 0.
  [[nodiscard]] std::vector<std::uint32_t> masks_of(const EventBatch& batch,
                                                    const std::vector<PopulationStatistic>& population,
                                                    std::uint32_t wanted = ~0U) const;
  /// How far inside or outside every gate an event is, its parents included. Same `population` as masks_of();
  /// the sign agrees with the gate's bit (on a limit itself the margin is 0).
  [[nodiscard]] std::vector<GateMargin> margins_of(const float* row,
                                                   const std::vector<PopulationStatistic>& population) const;
  /// The gates that an expression depends on: those it names, their parents and operands, and so on.
  [[nodiscard]] std::uint32_t needed_for(const GateExpression& expression) const;

 private:
  /// What is asked of every event, in as little memory as will do.
  struct BoundGate {
    enum class Kind { Constant, Range, Polygon, Flag, Boolean } kind = Kind::Constant;
    bool constant = false;         ///< outcome when a role is absent
    std::uint32_t parent_bit = 0;  ///< 0: no parent
    std::size_t x = 0, y = 0;      ///< into parameters_
    Interval interval;             ///< of x; of a polygon its extent in y, beyond which nothing is inside
    EventFlag flag{};
  };
  std::optional<std::size_t> bind(const ParameterSpec& spec, const Panel& panel, const FeatureSchema& schema,
                                  const std::string& file);
  void bind_levels(const Panel& panel, const FeatureSchema& schema);
  BoundGate bind(const GateSpec& spec, const Panel& panel, const FeatureSchema& schema);
  /// The parameters' values of a batch, each worked out when first asked for.
  class Values;
  /// Sets the bit of one gate where it passes. @param masks of the gates before `index`.
  void ask(std::size_t index, const EventBatch& batch, Values& values,
           std::vector<std::uint32_t>& masks) const;
  /// @param earlier margins of the gates before `index`.
  [[nodiscard]] GateMargin own_margin(std::size_t index, const float* row,
                                      const std::vector<PopulationStatistic>& population,
                                      const std::vector<GateMargin>& earlier) const;

  std::string file_;
  std::size_t flags_column_ = 0;
  std::vector<std::string> names_;
  std::vector<BoundParameter> parameters_;
  std::vector<std::size_t> relative_columns_;
  std::size_t columns_of_gates_ = 0;
  std::vector<GateSpec> specs_;
  std::vector<BoundGate> gates_;  ///< same order as specs_
  std::vector<BoundLevels> levels_;
};

/// A parameter of an event in its unit; NaN when the population does not know it.
[[nodiscard]] double value_of(const BoundParameter& parameter, const float* row,
                              const std::vector<PopulationStatistic>& population);

/// 0 to 3; empty when the value is not known.
[[nodiscard]] std::optional<int> level_of(const MarkerLevels& levels, double value) noexcept;

/// The column `flags` as bits. NaN, which no writer makes, counts as no flag.
[[nodiscard]] EventFlags event_flags_from(float value) noexcept;

}  // namespace cyto
