#include "simulated_study.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "planted_faults.h"
#include "simulated_course.h"
#include "simulated_sheets.h"
#include "simulated_study_file.h"

namespace cyto::cli {
namespace {

constexpr std::uint64_t kScansPerStudy = 1000;

/// One decimal, as laboratories write it.
std::string one_decimal(double value) {
  return number_text(value, 1);
}

/// The shortest text of a number has no zero behind the point.
void shorten(std::string& number) {
  if (number.ends_with(".0")) {
    number.resize(number.size() - 2);
  }
}

class StudyMaker {
 public:
  StudyMaker(std::uint64_t seed, bool sound) : seed_(seed), plan_(sound), course_(seed, plan_) {}

  SimulatedStudy make() {
    for (int subject = 0; subject < kStudySubjects; ++subject) {
      add_subject(subject);
    }
    list_faults();
    if (!plan_.sound()) {
      add_rows_without_place();
    }
    study_.study_json = simulated_study_file(plan_);
    study_.samples_csv = sheets_.samples.text();
    study_.markers_csv = sheets_.markers.text();
    study_.assessments_csv = sheets_.assessments.text();
    study_.treatments_csv = sheets_.treatments.text();
    return std::move(study_);
  }

 private:
  /// A fault of a row that is refused is told by the place of the row, others by subject and visit.
  void list_faults() {
    for (const Plant& plant : plan_.plants()) {
      if (!is_of_refused_row(plant.code)) {
        study_.faults.push_back(
            {std::string(plant.code), subject_id(plant.subject), visit_code(plant.visit), ""});
        continue;
      }
      const auto row = refused_.find({plant.subject, plant.visit});
      if (row == refused_.end()) {
        throw Error(ErrorCode::Internal, "simulated study", "did not plant " + std::string(plant.code));
      }
      study_.faults.push_back({std::string(plant.code), "", "", row->second});
    }
  }

  void add_subject(int subject) {
    std::vector<std::pair<int, ExpectedTimepoint>> rows;
    for (int visit = 1; visit <= kStudyVisits; ++visit) {
      rows.emplace_back(kCycleDays * (visit - 1), add_visit(subject, visit));
    }
    if (subject == kUnscheduled) {
      rows.emplace_back(kUnscheduledDay, add_unscheduled(subject));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [day, row] : rows) {
      study_.expected.push_back(std::move(row));
    }
    add_course(subject);
  }

  ExpectedTimepoint add_visit(int subject, int visit) {
    ExpectedTimepoint row{subject_id(subject), visit_code(visit), "done", "not_done", "", "", "", "", ""};
    const bool has_left = subject == kLeaver && visit > kLastVisitOfLeaver;
    if (plan_.has(subject, visit, "missed_visit")) {
      row.visit_state = "missed";
    } else if (has_left && !plan_.has(subject, visit, "after_end")) {
      row.visit_state = "after_end";
    } else {
      if (!plan_.has(subject, visit, "missed_procedure")) {
        add_sample(subject, visit, row);
      }
      add_markers(subject, visit, row);
    }
    return row;
  }

  ExpectedTimepoint add_unscheduled(int subject) {
    const int visit = kStudyVisits + 1;
    const CalendarDay day = day_zero(subject) + std::chrono::days(kUnscheduledDay);
    ExpectedTimepoint row{subject_id(subject),
                          "UNS." + std::to_string(kUnscheduledDay),
                          "unscheduled",
                          "counted",
                          "4",
                          "55.5",
                          "",
                          "",
                          ""};
    const std::string id = sample_id(subject, visit);
    const std::string time = course_.time_text(subject, day, 9 * kHour);
    sheets_.put(SampleRow{id, subject_id(subject), "UNS", time, "7.5", id, "", "", ""});
    add_scan(id, subject, visit, 4);
    sheets_.put(MarkerRow{subject_id(subject), "UNS", "CA 15-3", time, "55.5", "U/mL", "ECLIA"});
    return row;
  }

  /// The instrument writes subject and sample into the scan.
  ScanToMake& add_scan(const std::string& name, int subject, int visit, std::uint64_t cells) {
    const auto place = static_cast<std::uint64_t>(subject) * 20U + static_cast<std::uint64_t>(visit);
    ScanToMake scan;
    scan.name = name;
    scan.seed = seed_ * kScansPerStudy + place;
    scan.ctcs = cells;
    scan.image_name = subject_id(subject) + " " + name;
    study_.scans.push_back(std::move(scan));
    return study_.scans.back();
  }

  void set_times(int subject, int visit, SampleRow& sample) const {
    const CalendarDay day = course_.day_of(subject, visit);
    const auto planted = [&](std::string_view code) { return plan_.has(subject, visit, code); };
    const int wrong_minutes = planted("offset_not_of_site") ? 60 : 0;
    sample.collected = course_.time_text(subject, day, 8 * kHour, wrong_minutes);
    sample.processed = course_.time_text(subject, day, 30 * kHour, 0, true);
    sample.scanned = course_.time_text(subject, day, 58 * kHour, 0, true);
    if (planted("collected_after_scan")) {
      sample.processed.clear();
      sample.scanned = course_.time_text(subject, day - std::chrono::days(1), 9 * kHour);
    } else if (planted("collected_after_processing")) {
      sample.processed = course_.time_text(subject, day, 6 * kHour, 0, true);
    } else if (planted("processed_after_scan")) {
      sample.processed = course_.time_text(subject, day, 60 * kHour, 0, true);
    } else if (planted("tube_too_old")) {
      sample.processed = course_.time_text(subject, day, 109 * kHour);
      sample.scanned = course_.time_text(subject, day, 130 * kHour);
    } else if (planted("ambiguous_local_time")) {
      sample.collected = day_text(day) + "T02:30";
    } else if (planted("no_collection_time")) {
      sample.collected.clear();
    }
  }

  void set_identity(int subject, int visit, SampleRow& sample) const {
    const auto quarantined = [&](std::string_view how) {
      return plan_.has(subject, visit, "quarantined", how);
    };
    if (quarantined("the label names another sample")) {
      sample.barcode = sample_id(subject + 1, visit);
    } else if (quarantined("the label names nobody")) {
      sample.barcode = "TUBE-0815";
    } else if (quarantined("the file names another sample")) {
      sample.file = sample_id(subject + 1, visit) + "_second";
    } else if (quarantined("nothing names the sample")) {
      sample.file = "export_7";
      sample.barcode.clear();
    }
  }

  void add_sample(int subject, int visit, ExpectedTimepoint& row) {
    const std::string id = sample_id(subject, visit);
    SampleRow sample{id, subject_id(subject), visit_code(visit), {}, "7.5", id, {}, {}, id};
    set_times(subject, visit, sample);
    set_identity(subject, visit, sample);
    if (plan_.has(subject, visit, "no_volume")) {
      sample.volume.clear();
    } else if (plan_.has(subject, visit, "bad_volume")) {
      sample.volume = R"("7,5")";
    }
    row.ctc_state = plan_.takes_count(subject, visit) ? "not_evaluable" : "counted";
    row.ctc_count =
        plan_.takes_count(subject, visit) ? std::string() : std::to_string(course_.ctcs(subject, visit));
    sheets_.put(sample);
    note_refused(subject, visit, {"ambiguous_local_time", "bad_volume", "duplicate_sample_id"},
                 sheets_.samples);
    make_scan(subject, visit, sample.file);
    add_second_row(subject, visit, sample);
  }

  /// Two samples of one visit, or one sample in two rows.
  void add_second_row(int subject, int visit, SampleRow sample) {
    if (plan_.has(subject, visit, "duplicate_sample")) {
      const std::string second = sample_id(subject, visit + 20);
      sheets_.put(SampleRow{second, sample.subject, sample.visit,
                            course_.time_text(subject, course_.day_of(subject, visit), 10 * kHour), "7.5",
                            second, "", "", ""});
      add_scan(second, subject, visit + 10, 2);
    } else if (plan_.has(subject, visit, "duplicate_sample_id")) {
      sample.volume = "5";
      sheets_.put(sample);
    }
  }

  void note_refused(int subject, int visit, std::initializer_list<std::string_view> codes,
                    const SheetText& sheet) {
    for (const std::string_view code : codes) {
      if (plan_.has(subject, visit, code)) {
        refused_[{subject, visit}] = sheet.place();
      }
    }
  }

  void make_scan(int subject, int visit, const std::string& name) {
    ScanToMake& scan = add_scan(name, subject, visit, course_.ctcs(subject, visit));
    scan.image_name = subject_id(subject) + " " + sample_id(subject, visit);
    const auto planted = [&](std::string_view code, std::string_view how) {
      return plan_.has(subject, visit, code, how);
    };
    if (planted("duplicate_scan", "the same bytes")) {
      scan.copy_of = sample_id(subject, visit - 1);
    } else if (planted("duplicate_scan", "exported darker")) {
      show_slide_of(subject, visit - 1, scan);
      scan.light_factor = 0.85;
    } else if (planted("duplicate_scan", "scanned again")) {
      show_slide_of(subject - 1, visit, scan);
      scan.noise_factor = 1.5;
    } else if (planted("not_evaluable", "")) {
      scan.kept_share = 0.6;
    } else if (planted("quarantined", "the scan names another sample")) {
      scan.image_name = subject_id(subject + 1) + " " + sample_id(subject + 1, visit);
    } else if (planted("quarantined", "the scan names another subject")) {
      scan.image_name = subject_id(subject + 1) + " " + sample_id(subject, visit);
    } else if (planted("quarantined", "nothing names the sample")) {
      scan.image_name.clear();
    }
  }

  void show_slide_of(int subject, int visit, ScanToMake& scan) const {
    const auto original =
        std::find_if(study_.scans.begin(), study_.scans.end(),
                     [&](const ScanToMake& other) { return other.name == sample_id(subject, visit); });
    scan.seed = original->seed;
    scan.ctcs = original->ctcs;
  }

  /// CA 15-3 with its faults. @param time when the blood was drawn.
  void add_ca153(int subject, int visit, const std::string& time, ExpectedTimepoint& row) {
    const auto planted = [&](std::string_view code) { return plan_.has(subject, visit, code); };
    row.ca153 = one_decimal(course_.ca153(subject, visit));
    const bool changed_assay = plan_.has(subject, 5, "assay_change") && visit >= 5;
    MarkerRow marker{row.subject,
                     row.visit,
                     "CA 15-3",
                     time,
                     row.ca153,
                     subject % 3 == 0 ? "kU/L" : "U/mL",
                     changed_assay ? "CMIA" : "ECLIA"};
    if (subject == kCensored && (visit == 1 || visit == kStudyVisits)) {
      row.ca153 = visit == 1 ? "2" : "300";
      row.ca153_censor = visit == 1 ? "<" : ">";
      marker.value = visit == 1 ? "<2.0" : "> 300";
    } else if (planted("value_jump")) {  // in U/L, written as U/mL
      marker.value = number_text(std::round(1000.0 * course_.ca153(subject, visit)));
      row.ca153 = marker.value;
    } else if (planted("unknown_unit") || planted("no_unit")) {
      marker.unit = planted("no_unit") ? "" : "ng/mL";
      row.ca153.clear();
    } else if (planted("decimal_comma")) {
      std::replace(marker.value.begin(), marker.value.end(), '.', ',');
      marker.value = '"' + marker.value + '"';
      row.ca153.clear();
    } else if (planted("not_a_result")) {
      marker.value = "haemolysed";
      row.ca153.clear();
    } else if (planted("nonexistent_local_time")) {
      marker.collected = day_text(course_.day_of(subject, visit)) + "T02:30";
      row.ca153.clear();
    } else if (planted("no_assay")) {
      marker.assay.clear();
    }
    sheets_.put(marker);
    note_refused(subject, visit,
                 {"unknown_unit", "no_unit", "decimal_comma", "not_a_result", "nonexistent_local_time"},
                 sheets_.markers);
    shorten(row.ca153);
  }

  void add_markers(int subject, int visit, ExpectedTimepoint& row) {
    const bool refused_sample_time = plan_.has(subject, visit, "ambiguous_local_time");
    const std::string time =
        course_.time_text(subject, course_.day_of(subject, visit), 8 * kHour + 600, 0, refused_sample_time);
    add_ca153(subject, visit, time, row);
    row.ca2729 = one_decimal(course_.ca2729(subject, visit));
    MarkerRow marker{row.subject, row.visit, "CA 27.29", time, row.ca2729, subject % 3 == 0 ? "kU/L" : "U/mL",
                     "CLIA"};
    sheets_.put(marker);
    if (plan_.has(subject, visit, "duplicate_marker")) {
      marker.analyte = "CA27.29";
      sheets_.put(marker);
      row.ca2729.clear();
    }
    shorten(row.ca2729);
  }

  void add_course(int subject) {
    const int visits = subject == kLeaver ? kLastVisitOfLeaver : kStudyVisits;
    for (int visit = 1; visit <= visits; ++visit) {
      const CalendarDay day = day_zero(subject) + std::chrono::days(kCycleDays * (visit - 1));
      sheets_.treatments.put(subject_id(subject) + "," + std::to_string(visit) + "," + day_text(day) + "," +
                             (subject % 2 == 0 ? "HAI oxaliplatin + 5-FU" : "capecitabine") + ",100");
      if (visit % 3 == 1 && visit > 1 && !plan_.has(subject, visit, "missed_visit")) {
        const bool grown = subject % 3 == 2 && visit == 7;
        sheets_.assessments.put(subject_id(subject) + "," + visit_code(visit) + "," + day_text(day) +
                                (subject % 2 == 0 ? ",MRI," : ",CT,") +
                                (grown              ? "PD"
                                 : subject % 3 == 0 ? "PR"
                                                    : "SD") +
                                (grown ? ",yes,no" : ",no,no"));
      }
    }
  }

  /// Rows that belong nowhere, each told by its own code.
  void add_rows_without_place() {
    const CalendarDay day = day_zero(kStrays) + std::chrono::days(10);
    const std::string time = course_.time_text(kStrays, day, 8 * kHour, 0, true);
    const auto tell = [&](const char* code, const SheetText& sheet) {
      study_.faults.push_back({code, "", "", sheet.place()});
    };
    const std::string stray = sample_id(kStrays, 31);
    sheets_.put(SampleRow{stray, subject_id(kStrays), "C99D1", time, "7.5", stray, "", "", ""});
    tell("unknown_visit", sheets_.samples);
    add_scan(stray, kStrays, 15, 1);
    std::string misread = sample_id(kStrays, 32);
    misread.back() = misread.back() == 'A' ? 'B' : 'A';
    sheets_.put(SampleRow{misread, subject_id(kStrays), "", time, "7.5", misread, "", "", ""});
    tell("bad_check_character", sheets_.samples);
    sheets_.put(MarkerRow{subject_id(kStrays), "C2D1", "CA 125", time, "31.0", "U/mL", "ECLIA"});
    tell("unknown_analyte", sheets_.markers);
    sheets_.put(MarkerRow{"HAI-99", "C2D1", "CA 15-3", time, "31.0", "U/mL", "ECLIA"});
    tell("unknown_subject", sheets_.markers);
  }

  std::uint64_t seed_;
  FaultPlan plan_;
  SimulatedCourse course_;
  SimulatedSheets sheets_;
  SimulatedStudy study_;
  std::map<std::pair<int, int>, std::string> refused_;  ///< by subject and visit: the row that is refused
};

}  // namespace

SimulatedStudy simulated_study(std::uint64_t seed, bool sound) {
  return StudyMaker(seed, sound).make();
}

}  // namespace cyto::cli
