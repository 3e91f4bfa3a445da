#include "reports.h"

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/report/sample_report.h"
#include "cytrial/report/study_report.h"
#include "study_results.h"

namespace cyto::cli {
namespace {

Path write_sample_report(const Path& run, const RunStore& store, const std::string& sample_id) {
  const auto result = store.result(sample_id);
  const auto provenance = store.provenance(sample_id);
  if (!result || !provenance) {
    throw Error(ErrorCode::Usage, "--sample " + sample_id, "is not in " + run.string());
  }
  Path file = run / "samples" / sample_id / "report.html";
  write_file_atomically(file, sample_report_html(*result, *provenance, store.candidates(sample_id), store));
  return file;
}

}  // namespace

std::vector<Path> write_reports(const Path& run, const RunStore& store,
                                const std::optional<std::string>& sample_id) {
  std::vector<Path> written;
  if (sample_id) {
    return {write_sample_report(run, store, *sample_id)};
  }
  if (kept_study(run, store)) {
    const StudyResults joined = join_results(run, store, std::nullopt);
    written.push_back(run / "report.html");
    write_file_atomically(written.back(),
                          study_report_html(joined.study, joined.sheet, joined.timepoints, joined.results,
                                            joined.assessments, joined.treatments));
  }
  for (const std::string& id : store.sample_ids()) {
    written.push_back(write_sample_report(run, store, id));
  }
  return written;
}

}  // namespace cyto::cli
