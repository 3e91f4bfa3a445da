#include "study_results.h"

#include <filesystem>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"

namespace cyto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "study";
// Document of the database that tells where below the folder the study file lies.
constexpr const char* kPlaceOfStudyFile = "study_file";

Path keep(const Path& run, const Study& study, const Path& file) {
  Path below = fs::relative(fs::weakly_canonical(file), fs::weakly_canonical(study.root));
  write_file_atomically(run / kFolder / below, read_text_file(file));
  return below;
}

}  // namespace

void keep_study(const Path& run, RunStore& store, const Study& study) {
  keep(run, study, study.samples);
  if (!study.markers.empty()) {
    keep(run, study, study.markers);
  }
  store.put_document(kPlaceOfStudyFile, keep(run, study, study.file).generic_string());
}

std::optional<Path> kept_study(const Path& run, const RunStore& store) {
  const auto below = store.document(kPlaceOfStudyFile);
  return below ? std::optional(run / kFolder / *below) : std::nullopt;
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
  const std::optional<Path> file = study_file ? study_file : kept_study(run, store);
  if (!file) {
    throw Error(ErrorCode::NoInput, run.string(),
                "holds no study: its samples were not analysed by 'cytrial batch'",
                "name the study file with --study");
  }
  StudyResults joined;
  joined.study = read_study_file(*file);
  joined.sheet = read_sample_sheet(joined.study.samples, joined.study);
  const MarkerTable markers =
      joined.study.markers.empty() ? MarkerTable{} : read_marker_table(joined.study.markers, joined.study);
  joined.results = all_results(store);
  joined.timepoints = join_timepoints(joined.study, joined.sheet, markers, joined.results);
  return joined;
}

}  // namespace cyto::cli
