#include <array>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "commands.h"
#include "console.h"
#include "cytrial/calib/calibration_fit.h"
#include "cytrial/core/calendar_day.h"
#include "cytrial/core/error.h"
#include "cytrial/core/ids.h"
#include "quarantine.h"
#include "run_log.h"
#include "run_setup.h"
#include "sample_versions.h"
#include "study_results.h"
#include "views.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

std::string sample_id_of(const AnalyzeArgs& args) {
  if (args.sample_id.empty()) {
    std::string name = args.scan.front().filename().string();
    return id_from(name.substr(0, name.find('.')));
  }
  if (!is_valid_id(args.sample_id)) {
    throw Error(ErrorCode::Usage, "--sample-id " + args.sample_id,
                "must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit");
  }
  return args.sample_id;
}

void check_day(const char* option, const std::string& day) {
  if (!day.empty() && !is_iso_date(day)) {
    throw Error(ErrorCode::Usage, std::string(option) + " " + day, "is not a day", "write it as 2026-01-31");
  }
}

void check_volume(const std::optional<double>& volume_ml) {
  if (volume_ml && !(*volume_ml >= 0.001 && *volume_ml <= 1000.0)) {
    throw Error(ErrorCode::Usage, "--blood-volume-ml", "must be from 0.001 to 1000");
  }
}

/// A result of other inputs under the same name is not overwritten unasked.
void refuse_other_inputs(const RunStore& store, const AnalyzeArgs& args, const SampleInput& input,
                         const LoadedConfig& config, const ScanDigests& digests) {
  const auto stored = store.result(input.sample_id);
  const auto provenance = store.provenance(input.sample_id);
  if (args.replace || !stored || !provenance || stored->status != SampleStatus::Evaluable) {
    return;
  }
  const bool same = stored->scan_digests == digests.digests &&
                    provenance->config_digest == provenance_of(config.config).config_digest;
  if (!same) {
    throw Error(ErrorCode::CannotCreate, args.out.string() + ": sample " + input.sample_id,
                "is there already, from another scan or configuration",
                "give another --out or --sample-id, or --replace");
  }
}

/// In a folder that holds a study one sample may not quietly get another configuration than the others.
void refuse_mixture(const AnalyzeArgs& args, RunStore& store, const LoadedConfig& config) {
  if (!kept_study(args.out, store)) {
    return;
  }
  Configurations configurations = stored_configurations(store);
  configurations[sample_id_of(args)] = provenance_of(config.config).config_digest;
  require_one_configuration(configurations, args.mixed_configurations.empty() ? kept_mixing_reason(store)
                                                                              : args.mixed_configurations);
  keep_mixing_reason(store, args.mixed_configurations);
}

constexpr std::array kLabelImages{"nuclei.tif", "cells.tif"};

/// nuclei.tif and cells.tif of the sample also under the folder the user named.
void link_labels(const Path& out, const Path& label_folder) {
  for (const char* name : kLabelImages) {
    const Path link = out / name;
    std::error_code status;
    if (fs::is_symlink(link, status)) {
      fs::remove(link, status);
    }
    fs::create_symlink(fs::relative(label_folder / name, out), link, status);
    if (status) {
      throw Error(ErrorCode::CannotCreate, link.string(),
                  "cannot be linked to the sample's: " + status.message(),
                  "the label images are in " + label_folder.string());
    }
  }
}

/// Label images go with the result that is replaced: a link to them would lead nowhere.
void drop_dead_links(const Path& out) {
  for (const char* name : kLabelImages) {
    std::error_code ignored;
    if (fs::is_symlink(out / name, ignored) && !fs::exists(out / name, ignored)) {
      fs::remove(out / name, ignored);
    }
  }
}

int print_plan(const AnalyzeArgs& args, const LoadedConfig& config) {
  OpenOptions open;
  open.pixel_size = config.config.pixel_size;
  const auto reader = open_slide(args.scan, config.config.panel, open);
  if (config.config.calibration) {
    const auto flags = check_calibration(*config.config.calibration, config.config.panel,
                                         reader->description(), {args.instrument, args.acquired_on});
    for (const QualityFlag& flag : flags) {
      std::cerr << "flag " << flag.code << ": " << flag.text << "\n";
    }
  }
  std::cout << (args.json ? slide_json(reader->description()) : slide_text(reader->description()));
  std::cerr << "dry run: scan, panel, gates and calibration fit; nothing was analysed or written\n";
  return static_cast<int>(ErrorCode::Ok);
}

int exit_code_of(const StoredSample& sample) {
  if (sample.refusal) {
    return static_cast<int>(sample.refusal->code());
  }
  return static_cast<int>(sample.result.status == SampleStatus::Evaluable ? ErrorCode::Ok
                                                                          : ErrorCode::NotEvaluable);
}

}  // namespace

int run(const AnalyzeArgs& args) {
  const ResourceLimits limits = limits_of(args.resources);
  check_volume(args.blood_volume_ml);
  SampleInput input;
  input.sample_id = sample_id_of(args);
  input.scan = args.scan;
  input.blood_volume_ml = args.blood_volume_ml;
  input.max_crops = static_cast<std::size_t>(args.max_crops);
  check_day("--acquired-on", args.acquired_on);
  input.stated_origin = {args.instrument, args.acquired_on};
  const LoadedConfig config = load_config({args.panel, args.gates, args.calibration, args.model,
                                           args.pixel_size_um, feature_set_from(args.features).value()});
  if (args.dry_run) {
    return print_plan(args, config);
  }
  ScanDigests digests = list_scan(input.scan);
  const auto store = RunStore::open_for_writing(args.out);
  const auto stored = store->result(input.sample_id);
  if ((stored && stored->status == SampleStatus::Evaluable) || kept_study(args.out, *store)) {
    // Only what is there already, or may be in quarantine, is compared with the scan before it is analysed.
    digests.digests = digests_of(digests);
  }
  refuse_other_inputs(*store, args, input, config, digests);
  refuse_quarantined(*store, input.sample_id, digests);
  refuse_mixture(args, *store, config);
  ConsoleLogger logger(args.quiet);
  logger.set_label(input.sample_id);
  const StoredSample sample =
      analyze_into(args.out, *store, input, args.labels, config, limits, digests, {}, logger);
  append_run_log(args.out, sample.result, sample.summary ? &*sample.summary : nullptr);
  if (args.labels && sample.result.status == SampleStatus::Evaluable) {
    link_labels(args.out, store->sample_folder(input.sample_id));
  }
  drop_dead_links(args.out);
  const RunSummary* summary = sample.summary ? &*sample.summary : nullptr;
  if (summary != nullptr) {
    logger.note(summary_text(*summary));
  }
  if (sample.refusal) {
    throw *sample.refusal;
  }
  std::cout << (args.json ? result_json(sample.result, summary) : result_text(sample.result));
  return exit_code_of(sample);
}

}  // namespace cyto::cli
