#include <algorithm>
#include <iostream>

#include "commands.h"
#include "cytrial/calib/panel_file.h"
#include "cytrial/core/error.h"
#include "cytrial/pipeline/classify_sample.h"
#include "cytrial/pipeline/run_config.h"
#include "cytrial/store/run_store.h"
#include "reports.h"
#include "views.h"

namespace cyto::cli {
namespace {

Panel panel_of(const RunStore& store, const std::string& sample_id, const Provenance& provenance) {
  const auto text = store.document("panel/" + provenance.panel_digest);
  if (!text) {
    throw Error(ErrorCode::BadData, "sample " + sample_id, "its panel is not kept in the result folder",
                "analyse the sample again with this version");
  }
  return parse_panel(*text, "the kept panel of sample " + sample_id);
}

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

void take_over(SampleResult& result, ClassifiedSample classes) {
  // Flags of the pixels stay, those of the earlier classification make way.
  std::erase_if(result.flags, [](const QualityFlag& flag) { return is_classification_flag(flag.code); });
  result.flags.insert(result.flags.end(), classes.flags.begin(), classes.flags.end());
  result.population = std::move(classes.population);
  result.counts = classes.counts;
}

/// Classifies the stored events of an evaluable sample into `sink`; nothing is committed.
ClassifiedSample classify_stored(const RunStore& store, const std::string& sample_id,
                                 const GateFilePtr& gates, SampleSink& sink) {
  const Panel panel = panel_of(store, sample_id, store.provenance(sample_id).value());
  const auto stored = store.events(sample_id);
  MeasuredColumns measured(*stored);
  constexpr std::size_t kAllCandidates = 1'000'000;
  return classify_sample(measured, gates, panel, kAllCandidates, sink);
}

/// A sample that is NOT EVALUABLE keeps no events. Gates that would make one so are refused before anything
/// is changed: a mistake in a gate file must not cost a scan's analysis.
void require_counts(RunStore& store, const std::vector<std::string>& ids, const RegateArgs& args,
                    const GateFilePtr& gates) {
  for (const std::string& id : ids) {
    if (store.result(id).value().status != SampleStatus::Evaluable) {
      continue;
    }
    const auto never_committed = store.begin_sample(id);
    const ClassifiedSample classes = classify_stored(store, id, gates, *never_committed);
    if (classes.not_evaluable) {
      throw Error(ErrorCode::BadConfig, args.gates.string(),
                  "would make sample " + id + " NOT EVALUABLE: " + *classes.not_evaluable,
                  "nothing was changed; correct the gates, or name a sample they fit with --sample");
    }
  }
}

SampleResult regate_sample(RunStore& store, const std::string& sample_id, const GateFilePtr& gates) {
  SampleResult result = store.result(sample_id).value();
  if (result.status != SampleStatus::Evaluable) {
    return result;  // no events are kept
  }
  const Provenance analysed = store.provenance(sample_id).value();
  const auto sink = store.begin_sample(sample_id);
  ClassifiedSample classes = classify_stored(store, sample_id, gates, *sink);
  keep_crops(store, sample_id, classes.to_picture, *sink);
  take_over(result, std::move(classes));
  sink->commit(result, with_gates(analysed, *gates));
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
  const GateFilePtr gates = read_gate_file(args.gates);
  // Opening for writing would make a new folder of a mistyped one.
  (void)RunStore::open_for_reading(args.run);
  const auto store = RunStore::open_for_writing(args.run);
  Reconciliation sums;
  std::vector<SampleResult> results;
  const std::vector<std::string> ids = chosen_samples(*store, args);
  require_counts(*store, ids, args, gates);
  for (const std::string& id : ids) {
    results.push_back(regate_sample(*store, id, gates));
    const SampleResult& result = results.back();
    count_in(sums, result.status);
    if (!args.json) {
      std::cout << result_text(result);
    }
  }
  write_reports(args.run, *store, args.sample_id);
  std::cout << (args.json ? reconciliation_json(sums, results) : reconciliation_text(sums) + "\n");
  return static_cast<int>(sums.evaluable == sums.in ? ErrorCode::Ok : ErrorCode::NotEvaluable);
}

}  // namespace cyto::cli
