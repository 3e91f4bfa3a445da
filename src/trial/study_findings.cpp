#include "cytrial/trial/study_findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace cyto {
namespace {

/// Flags of a timepoint that tell of a fault in the study's data. Not here: what the analysis of a sample
/// says of its scan, remarks, and echoes of a fault that is told elsewhere.
constexpr std::array<std::string_view, 33> kStudyFlags{"outside_window",
                                                       "fits_other_visit",
                                                       "no_collection_time",
                                                       "visit_order",
                                                       "not_analysed",
                                                       "not_evaluable",
                                                       "quarantined",
                                                       "duplicate_scan",
                                                       "duplicate_sample",
                                                       "duplicate_result",
                                                       "no_counts",
                                                       "not_classified",
                                                       "no_events",
                                                       "no_volume",
                                                       "volume_changed",
                                                       "duplicate_marker",
                                                       "no_assay",
                                                       "no_upper_limit",
                                                       "assay_change",
                                                       "value_jump",
                                                       "offset_not_of_site",
                                                       "visit_not_in_arm",
                                                       "after_end",
                                                       "missed_visit",
                                                       "missed_procedure",
                                                       "collected_after_scan",
                                                       "collected_after_processing",
                                                       "processed_after_scan",
                                                       "tube_too_old",
                                                       "scan_before_enrolment",
                                                       "mixed_configurations",
                                                       "rerun_failed",
                                                       "identity_released"};

/// Of an unmatched row: told by the timepoint's flag already.
constexpr std::array<std::string_view, 2> kTimepointTells{"duplicate_sample", "duplicate_marker"};

template <typename Codes>
bool holds(const Codes& codes, std::string_view code) noexcept {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::pair<std::string, std::string> code_and_text(const std::string& flag) {
  const std::size_t colon = flag.find(": ");
  return colon == std::string::npos ? std::pair(flag, std::string())
                                    : std::pair(flag.substr(0, colon), flag.substr(colon + 2));
}

/// One finding per code of a timepoint: a late draw is late for its sample and for every marker.
void add_flags(const Timepoint& row, std::vector<StudyFinding>& findings) {
  std::map<std::string, std::size_t> found;
  for (const std::string& flag : row.flags) {
    auto [code, text] = code_and_text(flag);
    if (!is_finding(code)) {
      continue;
    }
    const auto [known, is_new] = found.emplace(code, findings.size());
    if (is_new) {
      findings.push_back({code, row.subject, row.visit, row.sample_id, {}, std::move(text)});
    } else {
      findings[known->second].text.append("; ").append(text);
    }
  }
}

void add_unmatched(const TimepointTable& table, std::vector<StudyFinding>& findings) {
  std::set<std::pair<std::string, std::string>> told;
  for (const Unmatched& entry : table.unmatched) {
    // Two rows with one name have one text.
    const bool again = entry.code == "duplicate_sample_id" && !told.emplace(entry.code, entry.text).second;
    if (!holds(kTimepointTells, entry.code) && !again) {
      findings.push_back({entry.code, {}, {}, {}, entry.source, entry.text});
    }
  }
}

}  // namespace

bool is_finding(std::string_view code) noexcept {
  return holds(kStudyFlags, code);
}

std::vector<StudyFinding> study_findings(const TimepointTable& table) {
  std::vector<StudyFinding> findings;
  for (const Timepoint& row : table.rows) {
    add_flags(row, findings);
  }
  add_unmatched(table, findings);
  return findings;
}

TimepointGrid findings_grid(const std::vector<StudyFinding>& findings) {
  TimepointGrid grid;
  for (const char* name : {"code", "subject", "visit", "sample", "source", "text"}) {
    grid.columns.push_back({name, CellKind::Text});
  }
  for (const StudyFinding& finding : findings) {
    grid.rows.push_back(
        {finding.code, finding.subject, finding.visit, finding.sample, finding.source, finding.text});
  }
  return grid;
}

}  // namespace cyto
