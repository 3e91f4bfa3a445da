#include "study_results.h"

#include <filesystem>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/trial/statistics_tables.h"
#include "reviewed_results.h"
#include "sample_versions.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "study";
// Document of the database that tells where below the folder the study file lies.
constexpr const char* kPlaceOfStudyFile = "study_file";

/// `file` as seen from the study root, by the text of the path: a symbolic link is no way out of the folder.
/// A study file beside or above its root keeps its name alone.
Path place_below_root(const Study& study, const Path& file) {
  const Path root = fs::absolute(study.root).lexically_normal();
  Path place = fs::absolute(file).lexically_normal().lexically_relative(root);
  return place.empty() || *place.begin() == ".." ? file.filename() : place;
}

Path keep(const Path& run, const Study& study, const Path& file) {
  Path place = place_below_root(study, file);
  write_file_atomically(run / kFolder / place, read_text_file(file));
  return place;
}

}  // namespace

void keep_study(const Path& run, RunStore& store, const Study& study) {
  keep(run, study, study.samples);
  for (const Path& sheet : {study.markers, study.assessments, study.treatments, study.analyte_file}) {
    if (!sheet.empty()) {
      keep(run, study, sheet);
    }
  }
  store.put_document(kPlaceOfStudyFile, keep(run, study, study.file).generic_string());
}

std::optional<Path> kept_study(const Path& run, const RunStore& store) {
  const auto place = store.document(kPlaceOfStudyFile);
  return place ? std::optional(run / kFolder / *place) : std::nullopt;
}

TimepointGrid summary_grid(const StudyResults& joined) {
  return statistics_grid(joined.study, study_statistics(joined.study, joined.timepoints, joined.assessments));
}

TimepointGrid curves_grid(const StudyResults& joined) {
  return survival_grid(study_statistics(joined.study, joined.timepoints, joined.assessments));
}

std::vector<SampleResult> all_results(const RunStore& store) {
  std::vector<SampleResult> results;
  for (const std::string& id : store.sample_ids()) {
    if (auto result = store.result(id)) {
      results.push_back(std::move(*result));
    }
  }
  flag_versions(store, results);
  return results;
}

StudyResults join_results(const Path& run, const RunStore& store, const std::optional<Path>& study_file) {
  const std::optional<Path> kept = study_file ? std::nullopt : kept_study(run, store);
  if (!study_file && !kept) {
    throw Error(ErrorCode::NoInput, run.string(),
                "holds no study: its samples were not analysed by 'cytrial batch'",
                "name the study file with --study");
  }
  StudyResults joined;
  joined.study = kept ? read_study_file(*kept, run / kFolder) : read_study_file(*study_file);
  joined.sheet = read_sample_sheet(joined.study.samples, joined.study);
  const Study& study = joined.study;
  if (!study.markers.empty()) {
    joined.markers = read_marker_table(study.markers, study);
  }
  if (!study.assessments.empty()) {
    joined.assessments = read_assessment_table(study.assessments);
  }
  if (!study.treatments.empty()) {
    joined.treatments = read_treatment_table(study.treatments);
  }
  joined.results = all_results(store);
  joined.approvals = apply_review(run, store, joined.results);
  joined.timepoints =
      join_timepoints(study, joined.sheet, joined.markers, joined.results, joined.assessments);
  return joined;
}

}  // namespace cyto::cli
