#include "run_setup.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <new>
#include <string>
#include <utility>

#include "cytrial/calib/panel_file.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/learn/model_file.h"
#include "cytrial/measure/event_builder.h"
#include "cytrial/pipeline/model_fit.h"
#include "sample_versions.h"
#include "spillover_document.h"

namespace cyto::cli {
namespace {

constexpr std::uint64_t kLargestPanelBytes = 1U << 20U;

/// Problems of the arguments or of the place where results go say nothing about the scan: an earlier result
/// stays as it is.
bool concerns_the_run(ErrorCode code) {
  return code == ErrorCode::TryAgain || code == ErrorCode::CannotCreate || code == ErrorCode::Usage;
}

/// The flags of the study's plan among those of a result.
std::vector<QualityFlag> flags_of_plan(const std::vector<QualityFlag>& flags) {
  std::vector<QualityFlag> own;
  std::copy_if(flags.begin(), flags.end(), std::back_inserter(own), [](const QualityFlag& flag) {
    return std::find(kPlanFlags.begin(), kPlanFlags.end(), flag.code) != kPlanFlags.end();
  });
  return own;
}

std::string crop_limit_document(const std::string& sample_id) {
  return "max_crops/" + sample_id;
}

std::string failed_rerun_document(const std::string& sample_id) {
  return "rerun_failed/" + sample_id;
}

SampleResult refused(const SampleInput& input, const ScanDigests& digests, const Error& problem) {
  SampleResult result;
  result.sample_id = input.sample_id;
  result.status = SampleStatus::NotEvaluable;
  result.error_code = name_of(problem.code());
  result.reasons = {problem.what()};
  result.blood_volume_ml = input.blood_volume_ml;
  result.scan_files = digests.files;
  result.scan_digests = digests.digests;
  return result;
}

/// Of a scan that was refused before it was read; without its files where it cannot be read any more.
ScanDigests with_digests(ScanDigests scan) {
  if (!scan.digests.empty()) {
    return scan;
  }
  try {
    scan.digests = digests_of(scan);
    return scan;
  } catch (const Error&) {  // the sample is refused already, and its reason tells more
    return {};
  }
}

}  // namespace

bool says_nothing_of_scan(ErrorCode code) noexcept {
  return code == ErrorCode::Io || code == ErrorCode::NoPermission || code == ErrorCode::OutOfMemory;
}

LoadedConfig load_config(const ConfigSources& sources) {
  LoadedConfig loaded;
  loaded.panel_text = read_text_file(sources.panel, kLargestPanelBytes);
  loaded.config.panel = parse_panel(loaded.panel_text, sources.panel.string());
  loaded.config.gates = sources.gates ? read_gate_file(*sources.gates) : default_gate_file();
  if (sources.calibration) {
    loaded.config.calibration = std::make_shared<const CalibrationSet>(
        read_calibration_set(*sources.calibration, loaded.config.panel));
  }
  if (sources.pixel_size_um) {
    const double size = *sources.pixel_size_um;
    if (!(size >= kMinPixelSizeUm && size <= kMaxPixelSizeUm)) {
      throw Error(ErrorCode::Usage, "--pixel-size-um " + number_text(size),
                  "must be " + number_text(kMinPixelSizeUm) + " to " + number_text(kMaxPixelSizeUm));
    }
    loaded.config.pixel_size = PixelSize{size, size};
  }
  loaded.config.features = sources.features;
  if (sources.model) {
    loaded.config.model = learn::read_model(*sources.model);
    require_fit(*loaded.config.model, loaded.config.panel,
                feature_schema(loaded.config.panel, measured_features(loaded.config)));
  }
  loaded.config.detection.validate();
  return loaded;
}

Panel kept_panel(const RunStore& store, const std::string& sample_id) {
  const auto provenance = store.provenance(sample_id);
  const auto text = provenance ? store.document("panel/" + provenance->panel_digest) : std::nullopt;
  if (!text) {
    throw Error(ErrorCode::BadData, "sample " + sample_id, "its panel is not kept in the result folder",
                "analyse the sample again with this version");
  }
  return parse_panel(*text, "the kept panel of sample " + sample_id);
}

ResourceLimits limits_of(const ResourceArgs& args) {
  ResourceLimits limits;
  limits.threads = args.threads;
  limits.tile_px = args.tile_px;
  limits.memory_bytes = static_cast<std::uint64_t>(args.memory_mib) << 20U;
  limits.validate();
  return limits;
}

bool is_up_to_date(const RunStore& store, const SampleInput& input, bool labels, const AnalysisConfig& config,
                   const ScanDigests& digests, const std::vector<QualityFlag>& extra_flags) {
  const auto stored = store.result(input.sample_id);
  const auto provenance = store.provenance(input.sample_id);
  if (!stored || !provenance || stored->status != SampleStatus::Evaluable) {
    return false;
  }
  const Provenance now = provenance_of(config);
  const bool same_flags = flags_of_plan(stored->flags) == flags_of_plan(extra_flags);
  const bool same_crops =
      store.document(crop_limit_document(input.sample_id)) == std::to_string(input.max_crops);
  const Path folder = store.sample_folder(input.sample_id);
  const bool labels_there = !labels || (std::filesystem::exists(folder / "nuclei.tif") &&
                                        std::filesystem::exists(folder / "cells.tif"));
  return stored->scan_digests == digests.digests && stored->scan_files == digests.files &&
         stored->blood_volume_ml == input.blood_volume_ml && same_flags && same_crops && labels_there &&
         provenance->config_digest == now.config_digest && provenance->program_version == now.program_version;
}

SampleResult store_without_count(const Path& run, RunStore& store, SampleResult result,
                                 const AnalysisConfig& config) {
  result.counts.reset();
  const Provenance provenance = provenance_of(config);
  const auto stored = store.result(result.sample_id);
  if (stored && stored->status == SampleStatus::Evaluable) {
    keep_version(run, store, result.sample_id, {}, result.scan_digests);
  }
  store.begin_sample(result.sample_id)->commit(result, provenance);
  forget_failed_rerun(store, result.sample_id);
  return result;
}

StoredSample store_refused(const Path& run, RunStore& store, SampleResult result, const Error& refusal,
                           const AnalysisConfig& config) {
  StoredSample stored;
  stored.refusal = refusal;
  const auto earlier = store.result(result.sample_id);
  // Without digests the scan could not even be read so far.
  const bool may_be_same_scan =
      earlier && (result.scan_digests.empty() || earlier->scan_digests == result.scan_digests);
  stored.earlier_kept =
      says_nothing_of_scan(refusal.code()) && may_be_same_scan && earlier->status == SampleStatus::Evaluable;
  if (!stored.earlier_kept) {
    stored.result = store_without_count(run, store, std::move(result), config);
    return stored;
  }
  store.put_document(failed_rerun_document(result.sample_id), refusal.what());
  stored.result = std::move(result);
  stored.result.reasons.push_back("its earlier result stays stored, with the flag rerun_failed; run again");
  return stored;
}

std::string failed_rerun(const RunStore& store, const std::string& sample_id) {
  return store.document(failed_rerun_document(sample_id)).value_or("");
}

void forget_failed_rerun(RunStore& store, const std::string& sample_id) {
  if (!failed_rerun(store, sample_id).empty()) {
    store.put_document(failed_rerun_document(sample_id), "");
  }
}

StoredSample analyze_into(const Path& run, RunStore& store, SampleInput input, bool labels,
                          const LoadedConfig& config, const ResourceLimits& limits,
                          const ScanDigests& digests, const std::vector<QualityFlag>& extra_flags,
                          Logger& logger) {
  store.put_document("panel/" + config.config.panel.digest, config.panel_text);
  keep_spillover(store, config.config.calibration.get());
  keep_version(run, store, input.sample_id, provenance_of(config.config), digests.digests);
  store.put_document("gates/" + digest_of(*config.config.gates), text_of(*config.config.gates));
  StoredSample stored;
  try {
    const auto sink = store.begin_sample(input.sample_id);
    if (labels) {
      input.label_folder = store.side_folder(input.sample_id);
    }
    SampleRun analysed = run_sample(input, digests, config.config, limits, extra_flags, *sink, logger);
    stored.result = std::move(analysed.result);
    stored.summary = std::move(analysed.summary);
  } catch (const Error& problem) {
    if (concerns_the_run(problem.code())) {
      throw;
    }
    stored.refusal = problem;
  } catch (const std::bad_alloc&) {
    stored.refusal = Error(ErrorCode::OutOfMemory, input.scan.front().string(),
                           "the system gave no more memory", "lower --memory-mib or --tile-px");
  } catch (const std::exception& problem) {
    // One sample's bug is not the batch's: the others are still analysed.
    stored.refusal =
        Error(ErrorCode::Internal, input.scan.front().string(), problem.what(), "report this with the scan");
  }
  if (!stored.refusal) {
    store.put_document(crop_limit_document(input.sample_id), std::to_string(input.max_crops));
    forget_failed_rerun(store, input.sample_id);
    return stored;
  }
  SampleResult result = refused(input, with_digests(digests), *stored.refusal);
  result.flags = extra_flags;
  return store_refused(run, store, std::move(result), *stored.refusal, config.config);
}

}  // namespace cyto::cli
