#include "study_run.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "quarantine.h"
#include "sample_versions.h"

namespace cyto::cli {
namespace {

/// Configurations by panel and pixel size: most samples of a study share one.
class ConfigCache {
 public:
  ConfigCache(const Study& study, const std::optional<Path>& model, FeatureSet features)
      : study_(study), model_(model), features_(features) {}
  const LoadedConfig& of(const SheetSample& row) {
    const Path panel = row.panel.value_or(study_.panel);
    const std::optional<Path> gates = row.gates ? row.gates : study_.gates;
    const auto key = std::tuple(panel, gates, row.pixel_size_um);
    const auto it = loaded_.find(key);
    if (it != loaded_.end()) {
      return it->second;
    }
    // A calibration belongs to a panel: it cannot serve a sample that was stained with another one.
    const auto calibration = panel == study_.panel ? study_.calibration : std::nullopt;
    return loaded_
        .emplace(key, load_config({panel, gates, calibration, model_, row.pixel_size_um, features_}))
        .first->second;
  }

 private:
  const Study& study_;
  const std::optional<Path>& model_;
  FeatureSet features_;
  std::map<std::tuple<Path, std::optional<Path>, std::optional<double>>, LoadedConfig> loaded_;
};

PlannedSample plan_sample(const SheetSample& row, const BatchArgs& args, ConfigCache& configs) {
  PlannedSample sample;
  sample.input.sample_id = row.sample_id;
  sample.input.scan = row.scans;
  sample.input.blood_volume_ml = row.blood_volume_ml;
  sample.input.max_crops = static_cast<std::size_t>(args.max_crops);
  try {
    sample.config = configs.of(row);
    sample.digests = digest_scan(row.scans);
  } catch (const Error& problem) {
    sample.refusal = problem;
  }
  return sample;
}

void mark_duplicates(std::vector<PlannedSample>& samples) {
  std::map<std::vector<std::string>, std::vector<PlannedSample*>> by_pixels;
  for (PlannedSample& sample : samples) {
    if (!sample.refusal) {
      std::vector<std::string> key = sample.digests.digests;
      std::sort(key.begin(), key.end());
      by_pixels[key].push_back(&sample);
    }
  }
  for (auto& [pixels, same] : by_pixels) {
    if (same.size() < 2) {
      continue;
    }
    std::sort(same.begin(), same.end(), [](const PlannedSample* a, const PlannedSample* b) {
      return a->input.sample_id < b->input.sample_id;
    });
    std::string others;
    for (std::size_t i = 1; i < same.size(); ++i) {
      same[i]->duplicate_of = same.front()->input.sample_id;
      others += (i == 1 ? "" : ", ") + same[i]->input.sample_id;
    }
    same.front()->flags.push_back({"same_scan_as", "the same scan files are listed for " + others +
                                                       "; check which sample they belong to"});
  }
}

/// A sample whose identity is in doubt is told so before its pixels are used.
void check_identities(StudyPlan& plan, const Path& run) {
  const QuarantineMemory memory(run);
  for (std::size_t row = 0; row < plan.samples.size(); ++row) {
    PlannedSample& sample = plan.samples[row];
    if (sample.refusal || !sample.duplicate_of.empty()) {
      continue;
    }
    try {
      memory.judge(plan.study, plan.sheet, plan.sheet.rows[row], sample);
    } catch (const Error& problem) {  // what the scan says of itself could not be read
      if (!says_nothing_of_scan(problem.code())) {
        throw;
      }
      sample.refusal = problem;
    }
  }
}

void require_agreeing_configurations(const StudyPlan& plan) {
  Configurations configurations;
  for (const PlannedSample& sample : plan.samples) {
    if (sample.config) {
      configurations[sample.input.sample_id] = provenance_of(sample.config->config).config_digest;
    }
  }
  require_one_configuration(configurations, plan.mixing_reason);
}

}  // namespace

StudyPlan plan_study(const BatchArgs& args) {
  StudyPlan plan;
  plan.study = read_study_file(args.study);
  plan.sheet = read_sample_sheet(plan.study.samples, plan.study);
  plan.config = load_config({plan.study.panel, plan.study.gates, plan.study.calibration, args.model,
                             std::nullopt, feature_set_from(args.features).value()});
  ConfigCache configs(plan.study, args.model, plan.config.config.features);
  for (const SheetSample& row : plan.sheet.rows) {
    plan.samples.push_back(plan_sample(row, args, configs));
  }
  plan.mixing_reason =
      args.mixed_configurations.empty() ? plan.study.mixed_configurations : args.mixed_configurations;
  require_agreeing_configurations(plan);
  mark_duplicates(plan.samples);
  check_identities(plan, args.out);
  return plan;
}

}  // namespace cyto::cli
