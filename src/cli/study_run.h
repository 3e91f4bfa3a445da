#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/study.h"
#include "run_setup.h"

namespace cyto::cli {

/// One row of the sample sheet, made ready before any pixel is read.
struct PlannedSample {
  SampleInput input;
  std::optional<LoadedConfig> config;  ///< empty: its panel or pixel size was refused
  ScanDigests digests;
  std::optional<Error> refusal;         ///< why it cannot be analysed: scan missing, panel wrong
  std::vector<QualityFlag> flags;       ///< to stand beside its count
  std::string duplicate_of;             ///< sample with the same pixels; empty: none
  std::optional<QualityFlag> identity;  ///< why it is in doubt whose blood it is: the sample is quarantined
  std::string finding;                  ///< with it: what was found first
  std::string identity_sha256;          ///< of what its identity rests on
};

/// Everything a batch will do, in the order of the sheet.
struct StudyPlan {
  Study study;
  SampleSheet sheet;
  LoadedConfig config;  ///< the study's own
  std::vector<PlannedSample> samples;
  std::string mixing_reason;  ///< why configurations may differ; empty: they may not
};

/// Reads study, sheets and configuration and takes the digest of every scan. Of samples with the same files
/// the first by sample id is analysed and flagged, the others are duplicates, whatever their order in the
/// sheet.
/// @throws Error of the study, its sheets, panel, gates or calibration: they concern every sample.
[[nodiscard]] StudyPlan plan_study(const BatchArgs& args);

}  // namespace cyto::cli
