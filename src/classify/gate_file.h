#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/core/event.h"
#include "cytrial/core/phenotype.h"
#include "gate_expression.h"
#include "gate_geometry.h"

namespace cyto {

/// More gates would not fit a float column without loss.
inline constexpr std::size_t kMaxGates = 24;
inline constexpr std::size_t kMaxPolygonVertices = 1000;

/// What a gate's limits are measured in.
enum class GateUnit {
  Absolute,        ///< the column's own unit
  LeukocyteSd,     ///< (value - location) / scale of the sample's leukocytes
  LeukocyteRatio,  ///< value / location of the sample's leukocytes
};

/// A number of an event as a gate file names it: a plain column, or a measure of the channel with a role.
struct ParameterSpec {
  std::optional<ChannelRole> role;
  std::string measure;  ///< with a role: the column name behind the channel's prefix; else the column
  GateUnit unit = GateUnit::Absolute;
  std::optional<double> near;  ///< within this of a limit an event is near it, in `unit`; empty: the default
  std::string pointer;         ///< where it stands in the file
};

struct RangeGate {
  ParameterSpec parameter;
  Interval interval;
};
struct PolygonGate {
  ParameterSpec x, y;
  Polygon polygon;
};
struct BooleanGate {
  GateExpression when;
};
struct FlagGate {
  EventFlag flag{};
};

struct GateSpec {
  std::string name;
  std::string pointer;
  std::optional<std::size_t> parent;
  std::variant<RangeGate, PolygonGate, BooleanGate, FlagGate> kind;
  /// The gate's outcome when the panel has no channel with a role it names; empty: that is an error.
  std::optional<bool> when_role_absent;
};

/// Which events stand for the sample's leukocytes (docs/methods/leukocyte-population.md).
struct PopulationSpec {
  GateExpression among;                     ///< events looked at; absolute and flag gates only
  std::optional<ParameterSpec> marker;      ///< leukocyte stain [ADU]; empty: all events looked at count
  std::optional<ParameterSpec> exclude_by;  ///< tumour stain: its upper tail is cut off [ADU]
  double marker_ratio_min = 0.0;            ///< least marker / location of a leukocyte
  double clip_sd = 0.0;                     ///< where the tail of `exclude_by` is cut [robust SD]
  double minimum_share = 0.0;               ///< of a marker mode among the events looked at
  double minimum_separation = 0.0;          ///< least location / noise of the marker
  double minimum_marker_adu = 0.0;          ///< least location of the marker
  std::size_t minimum_events = 0;           ///< fewer: no relative gate can be trusted
  std::size_t few_events = 0;               ///< fewer: flagged
};

struct PhenotypeRule {
  Phenotype phenotype = Phenotype::Unclassified;
  GateExpression when;
};

struct ClusterSpec {
  Phenotype phenotype = Phenotype::Ctc;
  double max_gap_um = 0.0;
};

/// Which events are artefacts, and how near one makes a candidate doubtful.
struct ArtefactSpec {
  GateExpression when;
  double within_um = 0.0;  ///< between the outlines
};

/// One way to count: a named Boolean of gates and of what a call says.
struct DefinitionSpec {
  std::string name;
  std::string title;
  std::string source;
  GateExpression when;  ///< over the bits of facts_of(): see definitions.h
  bool reported = false;
};

/// A gate file, checked for itself: names resolve, parents stand before children.
class GateFile {
 public:
  std::string file;  ///< for messages
  std::string name, version, source;
  std::string text;    ///< its bytes
  std::string digest;  ///< SHA-256 of the bytes
  std::vector<ChannelRole> required_roles;
  PopulationSpec population;
  std::vector<GateSpec> gates;
  std::vector<PhenotypeRule> phenotypes;  ///< the first that holds decides
  Phenotype otherwise = Phenotype::NucleatedOther;
  GateExpression candidates;
  ClusterSpec clusters;
  std::optional<ArtefactSpec> artefacts;
  std::vector<DefinitionSpec> definitions;  ///< at most kMaxGates
};

/// Bits of the gates that need the leukocyte population, by their own parameters, a parent or an operand.
[[nodiscard]] std::uint32_t relative_gates_of(const std::vector<GateSpec>& gates) noexcept;

/// @param file names the text in messages. @throws Error BadConfig naming it and the JSON pointer.
[[nodiscard]] GateFile gate_file_from_text(const std::string& text, const std::string& file);

}  // namespace cyto
