#include <algorithm>
#include <iostream>
#include <utility>

#include "commands.h"
#include "console.h"
#include "cytrial/core/error.h"
#include "quarantine.h"
#include "reports.h"
#include "run_log.h"
#include "sample_versions.h"
#include "scan_identity.h"
#include "study_results.h"
#include "study_run.h"
#include "views.h"

namespace cyto::cli {
namespace {

SampleResult result_without_count(const PlannedSample& sample) {
  SampleResult result;
  result.sample_id = sample.input.sample_id;
  result.blood_volume_ml = sample.input.blood_volume_ml;
  result.scan_files = sample.digests.files;
  result.scan_digests = sample.digests.digests;
  result.flags = sample.flags;
  if (!sample.duplicate_of.empty()) {
    result.status = SampleStatus::Duplicate;
    result.error_code = name_of(ErrorCode::BadData);
    result.reasons = {"the scan files are the same as those of sample " + sample.duplicate_of +
                      "; correct the sample sheet"};
    return result;
  }
  result.status = SampleStatus::NotEvaluable;
  if (sample.identity) {
    result.error_code = kQuarantined;
    result.reasons = {sample.identity->text};
    result.flags.push_back(*sample.identity);
    return result;
  }
  result.error_code = name_of(sample.refusal->code());
  result.reasons = {sample.refusal->what()};
  return result;
}

/// Whether the sample gets no count whatever its pixels show.
bool has_no_count(const PlannedSample& sample) {
  return sample.refusal || sample.identity || !sample.duplicate_of.empty();
}

StoredSample run_planned(RunStore& store, PlannedSample& sample, const StudyPlan& plan, const BatchArgs& args,
                         const ResourceLimits& limits, Logger& logger) {
  StoredSample stored;
  if (has_no_count(sample)) {
    const AnalysisConfig& config = sample.config ? sample.config->config : plan.config.config;
    SampleResult result = result_without_count(sample);
    if (sample.refusal) {
      return store_refused(args.out, store, std::move(result), *sample.refusal, config);
    }
    if (sample.identity) {
      keep_quarantine(store, sample);
    }
    stored.result = store_without_count(args.out, store, std::move(result), config);
    return stored;
  }
  if (!args.again &&
      is_up_to_date(store, sample.input, args.labels, sample.config->config, sample.digests, sample.flags)) {
    forget_failed_rerun(store, sample.input.sample_id);
    stored.result = *store.result(sample.input.sample_id);
    stored.up_to_date = true;
    if (!has_landmarks(store, stored.result.sample_id)) {  // killed just behind the commit
      keep_landmarks(store, stored.result.sample_id);
    }
    return stored;
  }
  try {
    stored = analyze_into(args.out, store, sample.input, args.labels, *sample.config, limits, sample.digests,
                          sample.flags, logger);
    if (stored.result.status == SampleStatus::Evaluable) {
      keep_landmarks(store, stored.result.sample_id);
    }
    return stored;
  } catch (const Error& problem) {
    if (problem.code() != ErrorCode::Usage) {
      throw;
    }
    // A memory budget that this one scan does not fit; the others may.
    sample.refusal = problem;
    stored.result = store_without_count(args.out, store, result_without_count(sample), sample.config->config);
    return stored;
  }
}

void tell(const StoredSample& sample, Logger& logger) {
  if (sample.up_to_date) {
    logger.note(sample.result.sample_id + ": up to date");
  } else if (sample.summary) {
    logger.note(summary_text(*sample.summary));
  }
  if (sample.result.status != SampleStatus::Evaluable) {
    const std::string what = sample.result.status == SampleStatus::Duplicate ? "DUPLICATE"
                             : is_quarantined(sample.result)                 ? "QUARANTINED"
                                                                             : "NOT EVALUABLE";
    for (const std::string& reason : sample.result.reasons) {
      logger.warn(sample.result.sample_id + ": " + what + ": " + reason);
    }
  }
}

/// Files differ, cells do not: the later of the two samples by its name is a duplicate, as with equal files.
void mark_same_cells(const Path& run, RunStore& store, const StudyPlan& plan,
                     std::vector<SampleResult>& results, Logger& logger) {
  for (const SameCells& pair : same_cells(store)) {
    const auto planned =
        std::find_if(plan.samples.begin(), plan.samples.end(),
                     [&](const PlannedSample& sample) { return sample.input.sample_id == pair.second; });
    const auto result = std::find_if(results.begin(), results.end(), [&](const SampleResult& stored) {
      return stored.sample_id == pair.second;
    });
    if (planned == plan.samples.end() || result == results.end() || !planned->config ||
        result->status != SampleStatus::Evaluable) {
      continue;  // of another study in the same folder, or told already
    }
    PlannedSample duplicate = *planned;
    duplicate.duplicate_of = pair.first;
    SampleResult told = result_without_count(duplicate);
    told.reasons = {"the scan shows the same cells as that of sample " + pair.first +
                    ", though the files differ; correct the sample sheet"};
    *result = store_without_count(run, store, std::move(told), planned->config->config);
    logger.warn(pair.second + ": DUPLICATE: " + result->reasons.front());
  }
}

int dry_run(const StudyPlan& plan, const BatchArgs& args) {
  Reconciliation sums;
  sums.refused_rows = plan.sheet.refused.size();
  std::vector<SampleResult> refused;
  for (const PlannedSample& sample : plan.samples) {
    const std::size_t refused_before = refused.size();
    if (has_no_count(sample)) {
      refused.push_back(result_without_count(sample));
    } else {
      try {
        OpenOptions open;
        open.pixel_size = sample.config->config.pixel_size;
        (void)open_slide(sample.input.scan, sample.config->config.panel, open);
      } catch (const Error& problem) {
        PlannedSample failed = sample;
        failed.refusal = problem;
        refused.push_back(result_without_count(failed));
      }
    }
    SampleResult evaluable;
    evaluable.status = SampleStatus::Evaluable;
    count_in(sums, refused.size() > refused_before ? refused.back() : evaluable);
  }
  if (args.json) {
    std::cout << reconciliation_json(sums, refused);
  } else {
    for (const SampleResult& result : refused) {
      std::cout << result_text(result);
    }
    std::cout << "dry run: " << reconciliation_text(sums) << "; nothing was analysed or written\n";
  }
  const bool all_good = refused.empty() && sums.refused_rows == 0;
  return static_cast<int>(all_good ? ErrorCode::Ok : ErrorCode::NotEvaluable);
}

}  // namespace

int run(const BatchArgs& args) {
  const ResourceLimits limits = limits_of(args.resources);
  StudyPlan plan = plan_study(args);
  if (args.dry_run) {
    return dry_run(plan, args);
  }
  const auto store = RunStore::open_for_writing(args.out);
  keep_study(args.out, *store, plan.study);
  keep_mixing_reason(*store, plan.mixing_reason);
  ConsoleLogger logger(args.quiet);
  for (const RefusedRow& row : plan.sheet.refused) {
    logger.warn(plan.sheet.file.filename().string() + " row " + std::to_string(row.row) + ": " + row.code +
                ": " + row.text);
  }
  Reconciliation sums;
  sums.refused_rows = plan.sheet.refused.size();
  std::vector<SampleResult> results;
  for (PlannedSample& sample : plan.samples) {
    logger.set_label("[" + std::to_string(results.size() + 1) + "/" + std::to_string(plan.samples.size()) +
                     "] " + sample.input.sample_id);
    StoredSample stored = run_planned(*store, sample, plan, args, limits, logger);
    tell(stored, logger);
    if (!stored.up_to_date) {
      append_run_log(args.out, stored.result, stored.summary ? &*stored.summary : nullptr);
    }
    sums.earlier_kept += stored.earlier_kept ? 1U : 0U;
    results.push_back(std::move(stored.result));
  }
  mark_same_cells(args.out, *store, plan, results, logger);
  for (const SampleResult& result : results) {
    count_in(sums, result);
  }
  const std::vector<Path> reports = write_reports(args.out, *store, std::nullopt);
  std::cout << (args.json ? reconciliation_json(sums, results) : reconciliation_text(sums) + "\n");
  logger.note("report: " + reports.front().string());
  const bool complete = sums.evaluable == sums.in && sums.refused_rows == 0;
  return static_cast<int>(complete ? ErrorCode::Ok : ErrorCode::NotEvaluable);
}

}  // namespace cyto::cli
