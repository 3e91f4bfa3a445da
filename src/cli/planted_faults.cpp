#include "planted_faults.h"

#include <algorithm>
#include <array>

namespace cyto::cli {
namespace {

constexpr std::array kPlants{
    Plant{0, 5, "offset_not_of_site"},
    Plant{1, 4, "missed_visit"},
    Plant{1, 8, "not_a_result"},
    Plant{2, 3, "quarantined", "the scan names another sample"},
    Plant{2, 6, "missed_visit"},
    Plant{3, 5, "missed_procedure"},
    Plant{3, 8, "quarantined", "the label names nobody"},
    Plant{4, 3, "unknown_unit"},
    Plant{4, 5, "value_jump"},
    Plant{4, 6, "quarantined", "the scan names another subject"},
    Plant{5, 2, "no_unit"},
    Plant{5, 7, "decimal_comma"},
    Plant{6, 4, "quarantined", "nothing names the sample"},
    Plant{7, 3, "duplicate_sample"},
    Plant{7, 6, "duplicate_sample_id"},
    Plant{8, 5, "duplicate_scan", "the same bytes"},
    Plant{8, 8, "no_collection_time"},
    Plant{9, 3, "collected_after_processing"},
    Plant{9, 6, "duplicate_scan", "exported darker"},
    Plant{10, 4, "quarantined", "the label names another sample"},
    Plant{11, 4, "processed_after_scan"},
    Plant{11, 7, "quarantined", "the file names another sample"},
    Plant{12, 5, "assay_change"},
    Plant{13, 3, "outside_window"},
    Plant{14, 2, "collected_after_scan"},
    // Collected before the visit before it: that is out of its window, too.
    Plant{14, 7, "outside_window"},
    Plant{14, 7, "visit_order"},
    Plant{15, 3, "bad_volume"},
    Plant{15, 8, "tube_too_old"},
    Plant{16, 1, "scan_before_enrolment"},
    Plant{17, 6, "ambiguous_local_time"},
    Plant{18, 4, "nonexistent_local_time"},
    // Under the code of the visit before its own.
    Plant{18, 7, "outside_window"},
    Plant{18, 7, "fits_other_visit"},
    Plant{19, 8, "after_end"},
    Plant{20, 4, "not_evaluable"},
    Plant{21, 3, "duplicate_scan", "scanned again"},
    Plant{22, 5, "duplicate_marker"},
    Plant{23, 3, "no_volume"},
    Plant{23, 6, "no_assay"},
};

}  // namespace

FaultPlan::FaultPlan(bool sound) {
  if (!sound) {
    plants_.assign(kPlants.begin(), kPlants.end());
  }
}

bool FaultPlan::has(int subject, int visit, std::string_view code, std::string_view how) const {
  return std::any_of(plants_.begin(), plants_.end(), [&](const Plant& plant) {
    return plant.subject == subject && plant.visit == visit && plant.code == code &&
           (how.empty() || plant.how == how);
  });
}

bool FaultPlan::takes_count(int subject, int visit) const {
  constexpr std::array<std::string_view, 7> kCodes{
      "duplicate_sample",     "duplicate_sample_id", "duplicate_scan", "quarantined",
      "ambiguous_local_time", "bad_volume",          "not_evaluable"};
  return std::any_of(kCodes.begin(), kCodes.end(),
                     [&](std::string_view code) { return has(subject, visit, code); });
}

bool FaultPlan::refuses_time(int subject, int visit) const {
  return has(subject, visit, "ambiguous_local_time") || has(subject, visit, "nonexistent_local_time");
}

bool is_of_refused_row(std::string_view code) noexcept {
  constexpr std::array<std::string_view, 8> kCodes{
      "unknown_unit",           "no_unit",      "decimal_comma", "ambiguous_local_time",
      "nonexistent_local_time", "not_a_result", "bad_volume",    "duplicate_sample_id"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace cyto::cli
