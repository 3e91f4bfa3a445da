#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/phenotype.h"
#include "cytrial/core/sample.h"
#include "cytrial/validation/plan.h"
#include "cytrial/validation/score.h"

namespace cyto::validation {

/// One sample of a plan with what the program made of it.
struct MeasuredSample {
  PlanSample plan;
  SampleStatus status = SampleStatus::NotEvaluable;
  std::vector<std::string> reasons;  ///< why there is no count
  std::vector<std::string> flags;    ///< codes of its quality flags
  std::string program_version;
  std::string config_digest;
  std::vector<std::string> scan_digests;
  std::uint64_t ctcs = 0;  ///< this and the next: only of an evaluable sample
  std::uint64_t nucleated = 0;
  std::uint64_t candidates = 0;                ///< events picked for a person to look at
  std::optional<double> expected;              ///< of the plan, else the CTCs of the truth
  std::optional<Score> score;                  ///< when the plan names a truth
  std::map<std::uint64_t, Phenotype> decided;  ///< the program's call of events that readers judged

  [[nodiscard]] bool evaluable() const noexcept { return status == SampleStatus::Evaluable; }
};

/// Reads the results that a plan names and scores those with a truth. A sample that is not evaluable, or in
/// which CTCs were not looked for, comes back without numbers.
/// @throws Error NoInput when a result folder or the sample in it is missing; Usage when a folder holds
/// several samples and the plan names none; BadData for a damaged result, a reader's event that is not
/// there, or one scan under two names of a role other than Cells: it would count twice.
[[nodiscard]] std::vector<MeasuredSample> measure_plan(const ValidationPlan& plan);

}  // namespace cyto::validation
