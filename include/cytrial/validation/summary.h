#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/phenotype.h"
#include "cytrial/validation/agreement.h"
#include "cytrial/validation/detection_limits.h"
#include "cytrial/validation/intervals.h"
#include "cytrial/validation/linearity.h"
#include "cytrial/validation/measured_sample.h"
#include "cytrial/validation/plan.h"
#include "cytrial/validation/replicates.h"

namespace cyto::validation {

/// How the calls of one phenotype fit the truth.
struct PhenotypeFit {
  Phenotype phenotype = Phenotype::Unclassified;
  Proportion sensitivity;  ///< called so, among true objects
  Proportion found;        ///< matched by any event, among the same
  Rate false_calls;        ///< called so but another object or nothing, among true cells
};

/// CTCs of one range of cytokeratin, [low, high) leukocyte SDs.
struct LevelFit {
  std::optional<double> low_lsd;  ///< empty: no lower end
  std::optional<double> high_lsd;
  Proportion sensitivity;
};

/// Samples with a truth, of one batch or all.
struct TruthFit {
  std::string batch;  ///< empty for all
  std::uint64_t samples = 0;
  MatchCount cells;
  std::optional<double> centroid_error_um;  ///< mean over all matched cells
  std::vector<PhenotypeFit> phenotypes;     ///< those in truth or calls, in stored order, without debris
  std::vector<LevelFit> levels;             ///< those with a CTC, ascending
};

/// What was called in samples that hold no tumor cell.
struct BlankRate {
  std::string batch;  ///< empty for all
  std::uint64_t samples = 0;
  Rate ctcs;        ///< among nucleated events
  Rate candidates;  ///< events for a person to look at, among the same
};

/// Two raters on the events that both decided: ctc or not.
struct RaterPair {
  std::string first;  ///< a reader, or kProgram
  std::string second;
  AgreementTable table;
  std::optional<Kappa> kappa;
  std::uint64_t undecided = 0;  ///< events of both where a reader could not decide
};

/// Everything that a validation shows. Sections without samples are empty.
struct ValidationSummary {
  std::string name;
  std::vector<MeasuredSample> samples;  ///< in sheet order, those without a count too
  std::vector<std::string> materials;   ///< different ones, sorted
  bool simulated = false;               ///< at least one sample is simulated
  std::vector<std::string> warnings;    ///< what weakens the figures, in words
  double max_distance_um = 0.0;
  Linearity linearity;
  DetectionLimits limits;
  std::vector<Replicates> replicates;  ///< by label, then batch
  std::vector<TruthFit> truth;         ///< all, then each batch when there are several
  std::vector<BlankRate> blanks;       ///< the same
  std::vector<RaterPair> readers;

  [[nodiscard]] std::uint64_t not_evaluable() const noexcept;
};

/// Works out all figures (docs/methods/validation-statistics.md). Samples without a count enter none of them.
/// @param samples as measure_plan() gives them for this plan. Pure.
[[nodiscard]] ValidationSummary summarise(const ValidationPlan& plan, std::vector<MeasuredSample> samples);

/// For people: a few tables.
[[nodiscard]] std::string summary_text(const ValidationSummary& summary);
/// For programs: one JSON object with fixed key order (docs/formats/validation-plan.md), ending in a newline.
[[nodiscard]] std::string summary_json(const ValidationSummary& summary);

}  // namespace cyto::validation
