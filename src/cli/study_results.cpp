#include "study_results.h"

#include <filesystem>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"

namespace cyto::cli {
namespace {

constexpr const char* kStudyFolder = "study";
constexpr const char* kStudyFile = "study.json";

void keep(const Path& run, const Study& study, const Path& file) {
  write_file_atomically(run / kStudyFolder / std::filesystem::relative(file, study.root),
                        read_text_file(file));
}

}  // namespace

void keep_study(const Path& run, const Study& study) {
  if (!study.samples.empty()) {
    keep(run, study, study.samples);
  }
  if (!study.markers.empty()) {
    keep(run, study, study.markers);
  }
  // Last: the study counts as kept when this file is there.
  write_file_atomically(run / kStudyFolder / kStudyFile, read_text_file(study.file));
}

bool has_study(const Path& run) {
  return std::filesystem::exists(run / kStudyFolder / kStudyFile);
}

std::vector<SampleResult> all_results(const RunStore& store) {
  std::vector<SampleResult> results;
  for (const std::string& id : store.sample_ids()) {
    if (auto result = store.result(id)) {
      results.push_back(std::move(*result));
    }
  }
  return results;
}

StudyResults join_results(const Path& run, const RunStore& store, const std::optional<Path>& study_file) {
  if (!study_file && !has_study(run)) {
    throw Error(ErrorCode::NoInput, (run / kStudyFolder / kStudyFile).string(),
                "is missing: no batch was run here", "name the study with --study");
  }
  StudyResults joined;
  joined.study = read_study_file(study_file.value_or(run / kStudyFolder / kStudyFile));
  joined.sheet = read_sample_sheet(joined.study.samples, joined.study);
  const MarkerTable markers =
      joined.study.markers.empty() ? MarkerTable{} : read_marker_table(joined.study.markers, joined.study);
  joined.results = all_results(store);
  joined.timepoints = join_timepoints(joined.study, joined.sheet, markers, joined.results);
  return joined;
}

}  // namespace cyto::cli
