#include "reports.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/report/sample_report.h"
#include "cytrial/report/study_report.h"
#include "cytrial/review/review_admin.h"
#include "sample_versions.h"
#include "study_results.h"

namespace cyto::cli {
namespace {

/// What the study says of its samples: the cut-off a count is held against, and where each one stands.
struct StudyContext {
  CtcRule ctc;
  std::map<std::string, SamplePlace> places;  ///< by sample
};

StudyContext context_of(const StudyResults& joined) {
  StudyContext context{joined.study.ctc, {}};
  std::string subject;
  std::size_t number = 0;
  for (const Timepoint& timepoint : joined.timepoints.rows) {
    number += timepoint.subject == subject ? 0U : 1U;
    subject = timepoint.subject;
    context.places.emplace(timepoint.sample_id, SamplePlace{subject, timepoint.visit, {}, number});
  }
  for (const SheetSample& sample : joined.sheet.rows) {
    const auto place = context.places.find(sample.sample_id);
    if (place != context.places.end() && sample.collected) {
      place->second.collected = sample.collected->text;
    }
  }
  return context;
}

/// Adds what readers made of a sample and who signed it. Nothing without a review of the folder.
void add_review(const std::optional<review::ReviewSummary>& review, const std::string& sample_id,
                SampleReportOptions& options) {
  for (const review::ReviewedSample& sample :
       review ? review->samples : std::vector<review::ReviewedSample>()) {
    if (sample.sample_id != sample_id) {
      continue;
    }
    options.review = sample.counts;
    for (const review::SignatureLine& line : sample.signatures) {
      options.signatures.push_back(
          {line.by, line.full_name, line.role, line.at, line.meaning, line.digest, line.invalid});
    }
  }
}

Path write_sample_report(const Path& run, const RunStore& store, const StudyContext& context,
                         const std::optional<review::ReviewSummary>& review, const std::string& sample_id) {
  auto result = store.result(sample_id);
  const auto provenance = store.provenance(sample_id);
  if (!result || !provenance) {
    throw Error(ErrorCode::Usage, "--sample " + sample_id, "is not in " + run.string());
  }
  std::vector<SampleResult> flagged{std::move(*result)};
  flag_versions(store, flagged);
  SampleReportOptions options;
  options.ctc = context.ctc;
  if (const auto place = context.places.find(sample_id); place != context.places.end()) {
    options.place = place->second;
  }
  for (const SampleVersion& version : versions_of(store, sample_id)) {
    options.versions.push_back(
        {version.number, version.current, version.program_version, version.config_digest, version.ctcs});
  }
  Path file = run / "samples" / sample_id / "report.html";
  add_review(review, sample_id, options);
  write_file_atomically(
      file, sample_report_html(flagged.front(), *provenance, store.candidates(sample_id), store, options));
  return file;
}

}  // namespace

std::vector<Path> write_reports(const Path& run, const RunStore& store,
                                const std::optional<std::string>& sample_id) {
  const auto review = review::review_summary(run, store);
  std::optional<StudyResults> joined;
  if (kept_study(run, store)) {
    joined = join_results(run, store, std::nullopt);
  }
  const StudyContext context = joined ? context_of(*joined) : StudyContext{};
  if (sample_id) {
    return {write_sample_report(run, store, context, review, *sample_id)};
  }
  std::vector<Path> written;
  if (joined) {
    written.push_back(run / "report.html");
    write_file_atomically(written.back(),
                          study_report_html(joined->study, joined->sheet, joined->timepoints, joined->results,
                                            joined->assessments, joined->treatments));
  }
  for (const std::string& id : store.sample_ids()) {
    written.push_back(write_sample_report(run, store, context, review, id));
  }
  return written;
}

}  // namespace cyto::cli
