#include "reviewed_results.h"

#include <algorithm>
#include <optional>
#include <string>

#include "cytrial/review/review_admin.h"

namespace cyto::cli {
namespace {

using review::ReviewedSample;
using review::SignatureLine;

/// What the head of the laboratory said last of what stands; null: nothing.
const SignatureLine* verdict_on(const ReviewedSample& sample) {
  const auto decides = [](const SignatureLine& line) {
    return line.invalid.empty() && (line.meaning == "approved" || line.meaning == "rejected");
  };
  const auto last = std::find_if(sample.signatures.rbegin(), sample.signatures.rend(), decides);
  return last == sample.signatures.rend() ? nullptr : &*last;
}

/// Whether something else than what stands was approved before.
bool was_approved_otherwise(const ReviewedSample& sample) {
  return std::any_of(sample.signatures.begin(), sample.signatures.end(), [](const SignatureLine& line) {
    return line.meaning == "approved" && !line.invalid.empty();
  });
}

void reject(const SignatureLine& verdict, SampleResult& result) {
  result.status = SampleStatus::NotEvaluable;
  result.reasons = {"rejected in the review by " + verdict.full_name + ", " + verdict.at};
  result.counts.reset();
}

void take_reviewed_count(const ReviewedCounts& counts, SampleResult& result) {
  if (counts.which_counts != "reviewed" || !counts.reviewed || !result.counts) {
    return;
  }
  std::uint64_t& ctcs = result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)];
  result.flags.push_back(
      {"reviewed_count", "the count of the readers; the program counted " + std::to_string(ctcs) + " CTCs"});
  ctcs = *counts.reviewed;
}

}  // namespace

LabApprovals apply_review(const Path& run, const RunStore& store, std::vector<SampleResult>& results) {
  LabApprovals approvals;
  const std::optional<review::ReviewSummary> summary = review::review_summary(run, store);
  if (!summary) {
    return approvals;
  }
  for (const ReviewedSample& sample : summary->samples) {
    const auto result = std::find_if(results.begin(), results.end(), [&](const SampleResult& stored) {
      return stored.sample_id == sample.sample_id && stored.status == SampleStatus::Evaluable;
    });
    if (result == results.end()) {
      continue;
    }
    const SignatureLine* verdict = verdict_on(sample);
    if (verdict != nullptr && verdict->meaning == "rejected") {
      reject(*verdict, *result);
      continue;
    }
    take_reviewed_count(sample.counts, *result);
    if (verdict != nullptr) {
      approvals[sample.sample_id] = {verdict->full_name, verdict->at, was_approved_otherwise(sample)};
    }
  }
  return approvals;
}

}  // namespace cyto::cli
