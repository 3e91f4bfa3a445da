#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cyto::cli {

/// A scan that a simulated study needs.
struct ScanToMake {
  std::string name;  ///< below scans/
  std::uint64_t seed = 0;
  std::uint64_t ctcs = 0;
  double light_factor = 1.0;
  double noise_factor = 1.0;
  double kept_share = 1.0;  ///< of the file; below 1 it is cut short, as a broken copy would be
  std::string copy_of;      ///< instead: the same bytes as that scan
  std::string image_name;   ///< that the instrument wrote into the scan
};

/// A fault put into the study on purpose, and where it must be told.
struct PlantedFault {
  std::string code;
  std::string subject;  ///< empty for a row that has no place in the timepoint table
  std::string visit;
  std::string source;  ///< of such a row: its sheet and number
};

/// What a perfect program shows of one timepoint; texts as in the timepoint table.
struct ExpectedTimepoint {
  std::string subject, visit, visit_state, ctc_state, ctc_count;
  std::string ca153, ca153_censor, ca2729, ca2729_censor;
};

/// A study of 24 subjects by nine visits as the files of a site would hold it.
struct SimulatedStudy {
  std::string study_json;
  std::string samples_csv, markers_csv, assessments_csv, treatments_csv;
  std::vector<ScanToMake> scans;
  std::vector<PlantedFault> faults;         ///< each to be told exactly once
  std::vector<ExpectedTimepoint> expected;  ///< by subject, then day
};

/// Same seed, same study (docs/methods/simulated-study.md). @param sound without any fault.
/// @throws Error Io without a time zone database.
[[nodiscard]] SimulatedStudy simulated_study(std::uint64_t seed, bool sound);

}  // namespace cyto::cli
