#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cytrial/trial/timepoint_join.h"
#include "support/temporary_folder.h"

namespace cyto::test {

/// A small valid study file. Tests replace parts of it.
inline const std::string kStudyJson = R"({
  "format": 1,
  "name": "trial_a",
  "title": "Trial A",
  "protocol": {
    "title": "Every three weeks",
    "day_zero": "first infusion",
    "visits": [
      {"code": "C1D1", "day": 0, "window_before_days": 7, "window_after_days": 0},
      {"code": "C2D1", "day": 21, "window_before_days": 3, "window_after_days": 3},
      {"code": "C3D1", "day": 42, "window_before_days": 3, "window_after_days": 3}
    ]
  },
  "subjects": [
    {"id": "S01", "day_zero": "2026-01-12"},
    {"id": "S02", "day_zero": "2026-01-19"}
  ],
  "analytes": [
    {"code": "CA153", "name": "CA 15-3", "aliases": ["CA15-3"], "unit": "U/mL",
     "accepted_units": {"kU/L": 1, "U/L": 0.001},
     "upper_limits": [{"assay": "ECLIA", "upper": 25}, {"assay": "CMIA", "upper": 31.3}]},
    {"code": "CA2729", "name": "CA 27.29", "unit": "U/mL", "upper_limits": [{"assay": "CLIA", "upper": 38.6}]}
  ],
  "panel": "panel.json",
  "samples": "samples.csv",
  "markers": "markers.csv"
})";

/// `text` with its only `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::logic_error("the text to replace is not there once: " + from);
  }
  return text.replace(at, from.size(), to);
}

/// Writes a file without the fsync that makes write_file_atomically() slow in a few hundred tests.
inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// A folder with a study and its sheets.
class StudyFolder {
 public:
  explicit StudyFolder(const std::string& study_json = kStudyJson) {
    write_text(folder_ / "study.json", study_json);
  }
  [[nodiscard]] Study study() const { return read_study_file(folder_ / "study.json"); }
  [[nodiscard]] SampleSheet samples(
      const std::string& rows,
      const std::string& header = "sample,subject,visit,collected,blood_volume_ml,scan") const {
    write_text(folder_ / "samples.csv", header + "\n" + rows);
    return read_sample_sheet(folder_ / "samples.csv", study());
  }
  [[nodiscard]] MarkerTable markers(
      const std::string& rows,
      const std::string& header = "subject,visit,analyte,collected,value,unit,assay") const {
    write_text(folder_ / "markers.csv", header + "\n" + rows);
    return read_marker_table(folder_ / "markers.csv", study());
  }
  [[nodiscard]] TimepointTable join(const std::string& samples_rows, const std::string& marker_rows,
                                    const std::vector<SampleResult>& results = {}) const {
    return join_timepoints(study(), samples(samples_rows), markers(marker_rows), results);
  }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
};

/// An evaluable sample with that many CTCs.
inline SampleResult counted(std::string sample_id, std::uint64_t ctcs) {
  SampleResult result;
  result.sample_id = std::move(sample_id);
  result.status = SampleStatus::Evaluable;
  result.counts.emplace();
  result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)] = ctcs;
  result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Leukocyte)] = 1000;
  result.counts->events = ctcs + 1000;
  result.counts->nucleated_events = ctcs + 1000;
  return result;
}

inline SampleResult without_count(std::string sample_id, SampleStatus status, std::string reason) {
  SampleResult result;
  result.sample_id = std::move(sample_id);
  result.status = status;
  result.reasons = {std::move(reason)};
  return result;
}

/// The row of a subject and visit.
inline const Timepoint& at(const TimepointTable& table, const std::string& subject,
                           const std::string& visit) {
  for (const Timepoint& row : table.rows) {
    if (row.subject == subject && row.visit == visit) {
      return row;
    }
  }
  throw std::logic_error("no row " + subject + " " + visit);
}

/// The codes in front of the flags.
inline std::vector<std::string> flag_codes(const Timepoint& row) {
  std::vector<std::string> codes;
  for (const std::string& flag : row.flags) {
    codes.push_back(flag.substr(0, flag.find(':')));
  }
  return codes;
}

}  // namespace cyto::test
