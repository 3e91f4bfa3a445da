#include "cytrial/classify/classifier.h"

#include <algorithm>
#include <array>
#include <limits>

#include "classifier_state.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

void require_same_columns(const FeatureSchema& bound, const FeatureSchema& given) {
  const bool same = std::equal(
      bound.columns().begin(), bound.columns().end(), given.columns().begin(), given.columns().end(),
      [](const FeatureColumn& a, const FeatureColumn& b) { return a.name == b.name; });
  if (!same) {
    throw Error(ErrorCode::Internal, "classifier", "the event table has other columns than the gates");
  }
}

}  // namespace

Classifier::Classifier(GateFilePtr gates, const Panel& panel, const FeatureSchema& measured)
    : state_(std::make_unique<State>(std::move(gates), panel, measured)) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

void Classifier::classify(EventSource& events, const Workers& workers) {
  require_same_columns(state_->schema, events.schema());
  state_->classify(events, workers);
}

std::uint64_t Classifier::bytes_per_event() const {
  // Columns while learning, some of them being sorted; or calls and places of neighbours instead.
  const std::size_t columns = state_->gate_set ? state_->gate_set->finder.kept_columns() : 0;
  const std::uint64_t learning = (columns + 2 * PopulationFinder::kSortedAtOnce) * sizeof(float);
  return std::max<std::uint64_t>(learning, sizeof(Classification) + sizeof(EventPlace));
}

const std::vector<std::string>& Classifier::gate_names() const {
  return state_->gate_names;
}

const std::vector<Classification>& Classifier::calls() const {
  return state_->calls;
}

const std::vector<PopulationStatistic>& Classifier::population() const {
  return state_->population.statistics;
}

std::vector<QualityFlag> Classifier::flags() const {
  std::vector<QualityFlag> flags = state_->population.flags;
  if (state_->unclassified_because) {
    flags.push_back({"not_classified", "no event was classified: " + *state_->unclassified_because});
  }
  return flags;
}

std::optional<std::string> Classifier::not_evaluable_reason() const {
  return state_->population.not_evaluable_reason;
}

SampleCounts Classifier::counts() const {
  return state_->counts;
}

std::vector<FeatureColumn> Classifier::appended_columns() const {
  std::vector<FeatureColumn> columns{
      {std::string(column::kPhenotype), "phenotype as a number"},
      {std::string(column::kGateMask), "bit i: gate i passed"},
      {std::string(column::kClusterId), "cluster, 0 for none"},
      {std::string(column::kClusterSize), "members of the cluster, 0 for none"},
      {std::string(column::kAttachedLeukocytes), "leukocytes that touch the tumor cell or its cluster"},
      {std::string(column::kDefinitionMask), "bit i: definition i holds"},
  };
  for (const BoundParameter& parameter : state_->relative) {
    const std::string& measured = state_->schema.columns()[parameter.column].name;
    columns.push_back({state_->name_of_relative(parameter),
                       parameter.unit == GateUnit::LeukocyteSd
                           ? measured + " in leukocyte standard deviations from the leukocytes' median"
                           : measured + " divided by the leukocytes' median"});
  }
  if (state_->gate_set) {
    for (const BoundLevels& marker : state_->gate_set->gates.levels()) {
      columns.push_back({marker.prefix + "_level", "level of the marker: 0, 1, 2 or 3"});
    }
  }
  return columns;
}

void Classifier::append_values(std::uint64_t position, const float* measured, float* appended) const {
  const Classification& call = state_->calls.at(position);
  *appended++ = static_cast<float>(call.phenotype);
  *appended++ = static_cast<float>(call.gate_mask);
  *appended++ = static_cast<float>(call.cluster_id);
  *appended++ = static_cast<float>(call.cluster_size);
  *appended++ = static_cast<float>(call.attached_leukocytes);
  *appended++ = static_cast<float>(state_->gate_set ? state_->definitions.mask_of(call) : 0U);
  for (const BoundParameter& parameter : state_->relative) {
    *appended++ = static_cast<float>(value_of(parameter, measured, state_->population.statistics));
  }
  if (state_->gate_set) {
    for (const BoundLevels& marker : state_->gate_set->gates.levels()) {
      const auto level = state_->level_of_event(marker, measured);
      *appended++ = level ? static_cast<float>(*level) : std::numeric_limits<float>::quiet_NaN();
    }
  }
}

Candidate Classifier::candidate(std::uint64_t position, const float* measured) const {
  const State& state = *state_;
  const Classification& call = state.calls.at(position);
  Candidate candidate;
  candidate.event_id = position + 1;
  candidate.anchor = {measured[state.columns.x_px], measured[state.columns.y_px]};
  candidate.phenotype = call.phenotype;
  for (std::size_t i = 0; i < state.gate_names.size(); ++i) {
    if (((call.gate_mask >> i) & 1U) != 0U) {
      candidate.gate_path.push_back(state.gate_names[i]);
    }
  }
  candidate.cluster_id = call.cluster_id;
  candidate.cluster_size = call.cluster_size;
  candidate.attached_leukocytes = call.attached_leukocytes;
  candidate.flags = event_flags_from(measured[state.columns.flags]);
  candidate.cell_diameter_um = measured[state.columns.cell_diameter_um];
  if (!state.gate_set) {
    return candidate;
  }
  for (const BoundParameter& parameter : state.gate_set->gates.parameters()) {
    const bool absolute = parameter.unit == GateUnit::Absolute;
    candidate.measures.emplace_back(
        absolute ? state.schema.columns()[parameter.column].name : state.name_of_relative(parameter),
        value_of(parameter, measured, state.population.statistics));
  }
  for (const BoundLevels& marker : state.gate_set->gates.levels()) {
    const auto level = state.level_of_event(marker, measured);
    candidate.measures.emplace_back(marker.prefix + "_level",
                                    level ? *level : std::numeric_limits<double>::quiet_NaN());
  }
  candidate.definitions = state_->definitions.names_of(call);
  // An event that something else than the gates takes for a candidate has no place in their order.
  const CandidateStanding standing = call.candidate ? state.review.at(position) : CandidateStanding{};
  candidate.rank = standing.rank;
  candidate.notes = state.notes_of(call, measured, standing);
  return candidate;
}

std::vector<std::pair<std::string, std::string>> Classifier::keywords() const {
  std::string names;
  for (const std::string& name : state_->gate_names) {
    names += (names.empty() ? "" : "|") + name;
  }
  std::vector<std::pair<std::string, std::string>> keywords{
      {"gate_file", state_->file->name},
      {"gate_file_version", state_->file->version},
      {"gate_file_sha256", state_->file->digest},
      {"CYTRIAL_GATE_NAMES", names},
      {"CYTRIAL_DEFINITION_NAMES", state_->gate_set ? state_->definitions.joined_names() : std::string()},
  };
  for (const PopulationStatistic& statistic : state_->population.statistics) {
    keywords.emplace_back("leukocyte_location_" + statistic.column, number_text(statistic.location));
    keywords.emplace_back("leukocyte_scale_" + statistic.column, number_text(statistic.scale));
  }
  return keywords;
}

bool is_classification_flag(std::string_view code) noexcept {
  static constexpr std::array kCodes{"no_leukocytes",        "no_leukocyte_level", "no_tumor_stain",
                                     "residual_spillover",   "noisy_tumor_stain",  "few_leukocytes",
                                     "no_leukocyte_channel", "blank_channel",      "narrow_population",
                                     "not_classified",       "swapped_channels",   "model_used",
                                     "model_simulated",      "model_disagrees",    "model_not_used",
                                     "limit_of_blank",       "other_thresholds"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace cyto
