#include <algorithm>
#include <iostream>
#include <iterator>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/learn/model_file.h"
#include "cytrial/pipeline/classify_sample.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/store/run_store.h"
#include "reports.h"
#include "run_setup.h"
#include "sample_versions.h"
#include "study_results.h"
#include "views.h"

namespace cyto::cli {
namespace {

/// What stored events are classified with.
struct Recall {
  GateFilePtr gates;
  std::shared_ptr<const EventModel> model;  ///< null: scores of an earlier model are dropped
};

/// Pictures of events that are still candidates; a new candidate has none, because no pixel is touched.
void keep_crops(const RunStore& store, const std::string& sample_id, const std::vector<Candidate>& candidates,
                SampleSink& sink) {
  for (const Candidate& candidate : candidates) {
    for (const std::string& name : store.crop_names(sample_id, candidate.event_id)) {
      if (const auto png = store.crop(sample_id, candidate.event_id, name)) {
        sink.add_crop(candidate.event_id, name, *png);
      }
    }
  }
}

bool is_blank_flag(const QualityFlag& flag) {
  return flag.code == "limit_of_blank" || flag.code == "other_thresholds";
}

/// What the blank slides say of the count stays true while gates and program stay the same; else their limit
/// holds no longer. The calibration itself is not at hand.
std::vector<QualityFlag> blank_flags(const std::vector<QualityFlag>& known, const Provenance& before,
                                     const Provenance& after) {
  std::vector<QualityFlag> flags;
  std::copy_if(known.begin(), known.end(), std::back_inserter(flags), is_blank_flag);
  const bool same_calls =
      before.gates_digest == after.gates_digest && before.program_version == after.program_version;
  if (!same_calls && !flags.empty()) {
    flags = {{"other_thresholds",
              "the limit of blank of the calibration was measured with other gates or another version than "
              "this count and was not used"}};
  }
  return flags;
}

void take_over(SampleResult& result, ClassifiedSample classes, const std::vector<QualityFlag>& blanks) {
  // Flags of the pixels stay, those of the earlier classification make way.
  std::erase_if(result.flags, [](const QualityFlag& flag) { return is_classification_flag(flag.code); });
  result.flags.insert(result.flags.end(), classes.flags.begin(), classes.flags.end());
  result.flags.insert(result.flags.end(), blanks.begin(), blanks.end());
  result.population = std::move(classes.population);
  result.counts = classes.counts;
}

/// Classifies the stored events of an evaluable sample into `sink`; nothing is committed.
ClassifiedSample classify_stored(const RunStore& store, const std::string& sample_id, const Recall& recall,
                                 SampleSink& sink) {
  const Panel panel = kept_panel(store, sample_id);
  const auto stored = store.events(sample_id);
  MeasuredColumns measured(*stored);
  constexpr std::size_t kAllCandidates = 1'000'000;
  return classify_sample(measured, {panel, recall.gates, recall.model.get()}, kAllCandidates, sink);
}

/// Without a gate file the sample's own gates are meant; those that came with the program are at hand.
void require_default_gates(const RunStore& store, const std::string& sample_id) {
  if (store.provenance(sample_id).value().gates_digest != digest_of(*default_gate_file())) {
    throw Error(ErrorCode::BadConfig, "sample " + sample_id,
                "was classified with other gates than those of this program", "name them with --gates");
  }
}

/// A sample that is NOT EVALUABLE keeps no events. Gates that would make one so are refused before anything
/// is changed: a mistake in a gate file must not cost a scan's analysis.
void require_counts(RunStore& store, const std::vector<std::string>& ids, const RegateArgs& args,
                    const Recall& recall) {
  for (const std::string& id : ids) {
    if (store.result(id).value().status != SampleStatus::Evaluable) {
      continue;
    }
    if (!args.gates) {
      require_default_gates(store, id);
    }
    const auto never_committed = store.begin_sample(id);
    const ClassifiedSample classes = classify_stored(store, id, recall, *never_committed);
    if (classes.not_evaluable) {
      throw Error(ErrorCode::BadConfig, args.gates.value_or("default gates").string(),
                  "would make sample " + id + " NOT EVALUABLE: " + *classes.not_evaluable,
                  "nothing was changed; correct the gates, or name a sample they fit with --sample");
    }
  }
}

/// Samples of one study keep one configuration, unless there is a reason.
void refuse_mixture(const RegateArgs& args, RunStore& store, const std::vector<std::string>& ids,
                    const Recall& recall) {
  if (!kept_study(args.run, store)) {
    return;
  }
  Configurations configurations = stored_configurations(store);
  for (const std::string& id : ids) {
    if (const auto known = configurations.find(id); known != configurations.end()) {
      known->second =
          with_gates(store.provenance(id).value(), *recall.gates, recall.model.get()).config_digest;
    }
  }
  require_one_configuration(configurations, args.mixed_configurations.empty() ? kept_mixing_reason(store)
                                                                              : args.mixed_configurations);
  keep_mixing_reason(store, args.mixed_configurations);
}

SampleResult regate_sample(const Path& run, RunStore& store, const std::string& sample_id,
                           const Recall& recall) {
  SampleResult result = store.result(sample_id).value();
  if (result.status != SampleStatus::Evaluable) {
    return result;  // no events are kept
  }
  const Provenance analysed = store.provenance(sample_id).value();
  const Provenance recalled = with_gates(analysed, *recall.gates, recall.model.get());
  keep_version(run, store, sample_id, recalled, result.scan_digests);
  const auto sink = store.begin_sample(sample_id);
  ClassifiedSample classes = classify_stored(store, sample_id, recall, *sink);
  keep_crops(store, sample_id, classes.to_picture, *sink);
  take_over(result, std::move(classes), blank_flags(result.flags, analysed, recalled));
  sink->commit(result, recalled);
  return result;
}

std::vector<std::string> chosen_samples(const RunStore& store, const RegateArgs& args) {
  std::vector<std::string> ids = store.sample_ids();
  if (!args.sample_id) {
    return ids;
  }
  if (std::find(ids.begin(), ids.end(), *args.sample_id) == ids.end()) {
    throw Error(ErrorCode::Usage, "--sample " + *args.sample_id, "is not in " + args.run.string());
  }
  return {*args.sample_id};
}

}  // namespace

int run(const RegateArgs& args) {
  if (!args.gates && !args.model) {
    throw Error(ErrorCode::Usage, "regate", "needs --gates or --model");
  }
  const Recall recall{args.gates ? read_gate_file(*args.gates) : default_gate_file(),
                      args.model ? learn::read_model(*args.model) : nullptr};
  // Opening for writing would make a new folder of a mistyped one.
  (void)RunStore::open_for_reading(args.run);
  const auto store = RunStore::open_for_writing(args.run);
  Reconciliation sums;
  std::vector<SampleResult> results;
  const std::vector<std::string> ids = chosen_samples(*store, args);
  require_counts(*store, ids, args, recall);
  refuse_mixture(args, *store, ids, recall);
  store->put_document("gates/" + digest_of(*recall.gates), text_of(*recall.gates));
  for (const std::string& id : ids) {
    results.push_back(regate_sample(args.run, *store, id, recall));
    const SampleResult& result = results.back();
    count_in(sums, result);
    if (!args.json) {
      std::cout << result_text(result);
    }
  }
  write_reports(args.run, *store, args.sample_id);
  std::cout << (args.json ? reconciliation_json(sums, results) : reconciliation_text(sums) + "\n");
  return static_cast<int>(sums.evaluable == sums.in ? ErrorCode::Ok : ErrorCode::NotEvaluable);
}

}  // namespace cyto::cli
