#include "simulated_study.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "cytrial/core/number_text.h"
#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/identity.h"

namespace cyto::cli {
namespace {

constexpr int kSubjects = 24;
constexpr int kVisits = 9;
constexpr int kCycleDays = 21;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::uint64_t kScansPerStudy = 1000;

/// What is done to one visit of one subject, and how it must be told. Subjects count from 0, visits from 1.
struct Plant {
  int subject;
  int visit;
  const char* code;
};
constexpr std::array kPlants{
    Plant{0, 5, "offset_not_of_site"},
    Plant{1, 4, "missed_visit"},
    Plant{2, 6, "missed_visit"},
    Plant{3, 5, "missed_procedure"},
    Plant{4, 3, "unknown_unit"},
    Plant{4, 9, "value_jump"},
    Plant{5, 2, "no_unit"},
    Plant{5, 7, "decimal_comma"},
    Plant{7, 3, "duplicate_sample"},
    Plant{8, 5, "duplicate_scan"},
    Plant{9, 6, "duplicate_scan"},
    Plant{10, 4, "quarantined"},
    Plant{11, 7, "quarantined"},
    Plant{12, 5, "assay_change"},
    Plant{13, 3, "outside_window"},
    Plant{14, 2, "collected_after_scan"},
    Plant{15, 8, "tube_too_old"},
    Plant{16, 1, "scan_before_enrolment"},
    Plant{17, 6, "ambiguous_local_time"},
    Plant{18, 4, "nonexistent_local_time"},
    Plant{20, 4, "not_evaluable"},
    Plant{22, 5, "duplicate_marker"},
    Plant{23, 3, "no_volume"},
    Plant{23, 6, "no_assay"},
};
/// Left the study after the fifth visit: no fault.
constexpr int kLeaver = 19;
constexpr int kLastVisitOfLeaver = 5;
/// Has bounds instead of values at the first and the last visit: no fault.
constexpr int kCensored = 6;
/// Has an unscheduled collection: no fault.
constexpr int kUnscheduled = 23;
constexpr int kUnscheduledDay = 52;
/// Rows without a place come under the name of this subject.
constexpr int kStrays = 21;

bool is_planted(int subject, int visit, std::string_view code) {
  return std::any_of(kPlants.begin(), kPlants.end(), [&](const Plant& plant) {
    return plant.subject == subject && plant.visit == visit && plant.code == code;
  });
}

bool is_refused_time(int subject, int visit) {
  return is_planted(subject, visit, "ambiguous_local_time") ||
         is_planted(subject, visit, "nonexistent_local_time");
}

std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// One decimal, as laboratories write it.
std::string one_decimal(double value) {
  return number_text(value, 1);
}

class StudyMaker {
 public:
  explicit StudyMaker(std::uint64_t seed)
      : seed_(seed),
        copenhagen_(*TimeZone::find("Europe/Copenhagen")),
        new_york_(*TimeZone::find("America/New_York")) {}

  SimulatedStudy make() {
    study_.samples_csv = "sample,subject,visit,collected,blood_volume_ml,scan,processed,scanned,barcode\n";
    study_.markers_csv = "subject,visit,analyte,collected,value,unit,assay\n";
    study_.assessments_csv =
        "subject,visit,date,modality,response,intrahepatic_progression,extrahepatic_progression\n";
    study_.treatments_csv = "subject,cycle,date,therapy,dose_percent\n";
    std::string subjects;
    for (int subject = 0; subject < kSubjects; ++subject) {
      subjects.append(subject == 0 ? "" : ",\n").append("    ").append(subject_json(subject));
      add_subject(subject);
    }
    add_rows_without_place();
    study_.study_json = study_json(subjects);
    for (const Plant& plant : kPlants) {
      const bool has_place = !is_refused_row(plant.code);
      study_.faults.push_back(
          {plant.code, has_place ? subject_id(plant.subject) : "", has_place ? visit_code(plant.visit) : ""});
    }
    return std::move(study_);
  }

 private:
  static bool is_refused_row(std::string_view code) {
    constexpr std::array<std::string_view, 5> kCodes{"unknown_unit", "no_unit", "decimal_comma",
                                                     "ambiguous_local_time", "nonexistent_local_time"};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
  }

  /// Even numbers 0..2^64-1 from the seed and three counters (splitmix64, Steele et al. 2014).
  [[nodiscard]] std::uint64_t noise(int subject, int visit, int use) const {
    std::uint64_t z = seed_ * 1'000'003U + static_cast<std::uint64_t>((subject * 64 + visit) * 16 + use) + 1;
    z *= 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  [[nodiscard]] int pick(int subject, int visit, int use, int low, int high) const {
    return low + static_cast<int>(noise(subject, visit, use) % static_cast<std::uint64_t>(high - low + 1));
  }

  static std::string subject_id(int subject) { return "HAI-" + two_digits(subject + 1); }
  static std::string visit_code(int visit) { return "C" + std::to_string(visit) + "D1"; }
  /// Ends in its check character; the letter in front is chosen so that this is none of '*'.
  static std::string sample_id(int subject, int visit) {
    for (char letter = 'S';; ++letter) {
      const std::string body = letter + two_digits(subject + 1) + two_digits(visit);
      const char check = *check_character_of(body);
      if (check != '*') {
        return body + check;
      }
    }
  }

  static bool is_in_copenhagen(int subject) { return subject % 2 == 0 || subject == 17; }
  [[nodiscard]] const TimeZone& zone_of(int subject) const {
    return is_in_copenhagen(subject) ? copenhagen_ : new_york_;
  }

  static CalendarDay day_zero(int subject) {
    if (subject == 17) {  // its sixth visit falls on the day when the clocks are put back
      return *parse_day("2026-10-25") - std::chrono::days(5 * kCycleDays);
    }
    if (subject == 18) {  // its fourth visit falls on the day when they are put forward
      return *parse_day("2026-03-29") - std::chrono::days(3 * kCycleDays);
    }
    return *parse_day("2026-01-05") + std::chrono::days(3 * subject);
  }

  [[nodiscard]] int collected_day(int subject, int visit) const {
    const int planned = kCycleDays * (visit - 1);
    if (is_planted(subject, visit, "outside_window")) {
      return planned + 7;
    }
    if (is_refused_time(subject, visit)) {
      return planned;
    }
    return planned + (visit == 1 ? pick(subject, visit, 0, -3, 0) : pick(subject, visit, 0, -2, 2));
  }

  /// Local time at the subject's site, `seconds` after midnight of the day; with its offset for every second
  /// subject, by the clocks of the site for the others.
  [[nodiscard]] std::string time_text(int subject, CalendarDay day, std::int64_t seconds,
                                      int wrong_minutes = 0, bool with_offset = false) const {
    day += std::chrono::days(seconds / kDay);
    const auto second_of_day = static_cast<int>(seconds % kDay);
    std::string text = day_text(day) + "T" + two_digits(second_of_day / static_cast<int>(kHour)) + ":" +
                       two_digits(second_of_day / 60 % 60);
    if (with_offset || wrong_minutes != 0 || subject % 2 == 0) {
      const int minutes = zone_of(subject).offsets_at(day, second_of_day).front() / 60 + wrong_minutes;
      text += (minutes < 0 ? "-" : "+") + two_digits(std::abs(minutes) / 60) + ":" +
              two_digits(std::abs(minutes) % 60);
    }
    return text;
  }

  /// Tumor cells of the visit: falling, level or rising courses from 0 to 14 at the start.
  [[nodiscard]] std::uint64_t ctcs(int subject, int visit) const {
    constexpr std::array kFactor{0.75, 1.0, 1.12};
    const double start = pick(subject, 0, 1, 0, 14);
    const double course = kFactor[static_cast<std::size_t>(subject) % kFactor.size()];
    return static_cast<std::uint64_t>(std::lround(start * std::pow(course, visit - 1)));
  }

  [[nodiscard]] double ca153(int subject, int visit) const {
    return 18.0 + 6.0 * static_cast<double>(ctcs(subject, visit)) + 0.1 * pick(subject, visit, 2, 0, 60);
  }
  [[nodiscard]] double ca2729(int subject, int visit) const {
    return 1.2 * ca153(subject, visit) + 0.1 * pick(subject, visit, 3, 0, 60);
  }

  static std::string subject_json(int subject) {
    const CalendarDay zero = day_zero(subject);
    const int enrolled = subject == 16 ? 3 : -6;
    std::string json = "{\"id\": \"" + subject_id(subject) + "\", \"day_zero\": \"" + day_text(zero) +
                       "\", \"enrolled\": \"" + day_text(zero + std::chrono::days(enrolled)) +
                       "\", \"arm\": \"" + (subject % 2 == 0 ? "HAI" : "SYS") + "\", \"site\": \"" +
                       (is_in_copenhagen(subject) ? "COP" : "NYC") + "\", \"subtype\": {\"hr\": \"" +
                       (subject % 3 == 0 ? "negative" : "positive") + "\", \"her2\": \"" +
                       (subject % 4 == 0 ? "low" : "negative") +
                       "\"}, \"prior_lines\": " + std::to_string(1 + subject % 4);
    if (subject == kLeaver) {
      json += ", \"early_end\": {\"date\": \"" +
              day_text(zero + std::chrono::days(kCycleDays * (kLastVisitOfLeaver - 1) + 5)) +
              "\", \"reason\": \"withdrew consent\"}";
    }
    return json + "}";
  }

  void add_subject(int subject) {
    std::vector<std::pair<int, ExpectedTimepoint>> rows;
    for (int visit = 1; visit <= kVisits; ++visit) {
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
    if (is_planted(subject, visit, "missed_visit")) {
      row.visit_state = "missed";
    } else if (subject == kLeaver && visit > kLastVisitOfLeaver) {
      row.visit_state = "after_end";
    } else {
      const CalendarDay day = day_zero(subject) + std::chrono::days(collected_day(subject, visit));
      if (!is_planted(subject, visit, "missed_procedure")) {
        add_sample(subject, visit, day, row);
      }
      add_markers(subject, visit, day, row);
    }
    return row;
  }

  ExpectedTimepoint add_unscheduled(int subject) {
    const int visit = kVisits + 1;
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
    const std::string time = time_text(subject, day, 9 * kHour);
    put_sample({id, subject_id(subject), "UNS", time, "7.5", id, "", "", ""});
    add_scan(id, subject, visit, 4);
    put_marker(subject, "UNS", "CA 15-3", time, "55.5", "U/mL", "ECLIA");
    return row;
  }

  struct SampleRow {
    std::string sample, subject, visit, collected, volume, file, processed, scanned, barcode;
  };
  void put_sample(const SampleRow& row) {
    study_.samples_csv += row.sample + "," + row.subject + "," + row.visit + "," + row.collected + "," +
                          row.volume + ",scans/" + row.file + ".ome.tif," + row.processed + "," +
                          row.scanned + "," + row.barcode + "\n";
  }
  void put_marker(int subject, const std::string& visit, const std::string& analyte, const std::string& time,
                  const std::string& value, const std::string& unit, const std::string& assay) {
    study_.markers_csv += subject_id(subject) + "," + visit + "," + analyte + "," + time + "," + value + "," +
                          unit + "," + assay + "\n";
  }
  ScanToMake& add_scan(const std::string& name, int subject, int visit, std::uint64_t cells) {
    const auto place = static_cast<std::uint64_t>(subject) * 20U + static_cast<std::uint64_t>(visit);
    study_.scans.push_back({name, seed_ * kScansPerStudy + place, cells, 1.0, 1.0, {}});
    return study_.scans.back();
  }

  void add_sample(int subject, int visit, CalendarDay day, ExpectedTimepoint& row) {
    const auto planted = [&](std::string_view code) { return is_planted(subject, visit, code); };
    const std::string id = sample_id(subject, visit);
    SampleRow sample{id, subject_id(subject), visit_code(visit), {}, "7.5", id, {}, {}, id};
    const int wrong_minutes = planted("offset_not_of_site") ? 60 : 0;
    sample.collected = time_text(subject, day, 8 * kHour, wrong_minutes);
    sample.processed = time_text(subject, day, 30 * kHour, 0, true);
    sample.scanned = time_text(subject, day, 58 * kHour, 0, true);
    if (planted("collected_after_scan")) {
      sample.processed.clear();
      sample.scanned = time_text(subject, day - std::chrono::days(1), 9 * kHour);
    } else if (planted("tube_too_old")) {
      sample.processed = time_text(subject, day, 109 * kHour);
      sample.scanned = time_text(subject, day, 130 * kHour);
    } else if (planted("ambiguous_local_time")) {
      sample.collected = day_text(day) + "T02:30";
    } else if (planted("no_volume")) {
      sample.volume.clear();
    } else if (subject == 10 && planted("quarantined")) {
      sample.barcode = sample_id(11, visit);
    } else if (subject == 11 && planted("quarantined")) {
      sample.file = sample_id(12, visit) + "_second";
    }
    row.ctc_state = "counted";
    row.ctc_count = std::to_string(ctcs(subject, visit));
    if (planted("duplicate_sample") || planted("duplicate_scan") || planted("quarantined") ||
        planted("ambiguous_local_time") || planted("not_evaluable")) {
      row.ctc_state = "not_evaluable";
      row.ctc_count.clear();
    }
    put_sample(sample);
    make_scan(subject, visit, sample.file);
    if (planted("duplicate_sample")) {
      const std::string second = sample_id(subject, visit + 20);
      put_sample({second, sample.subject, sample.visit, time_text(subject, day, 10 * kHour), "7.5", second,
                  "", "", ""});
      add_scan(second, subject, visit + 10, 2);
    }
  }

  void make_scan(int subject, int visit, const std::string& name) {
    ScanToMake& scan = add_scan(name, subject, visit, ctcs(subject, visit));
    if (subject == 8 && is_planted(subject, visit, "duplicate_scan")) {
      scan.copy_of = sample_id(subject, visit - 1);
    } else if (is_planted(subject, visit, "duplicate_scan")) {
      // The same slide, exported darker.
      const ScanToMake& original = study_.scans[study_.scans.size() - 2];
      scan.seed = original.seed;
      scan.ctcs = original.ctcs;
      scan.light_factor = 0.85;
    } else if (is_planted(subject, visit, "not_evaluable")) {
      scan.kept_share = 0.6;
    }
  }

  void add_markers(int subject, int visit, CalendarDay day, ExpectedTimepoint& row) {
    const auto planted = [&](std::string_view code) { return is_planted(subject, visit, code); };
    const bool refused_sample_time = planted("ambiguous_local_time");
    const std::string time = time_text(subject, day, 8 * kHour + 600, 0, refused_sample_time);
    std::string unit = subject % 3 == 0 ? "kU/L" : "U/mL";
    row.ca153 = one_decimal(ca153(subject, visit));
    std::string value = row.ca153;
    std::string assay = subject == 12 && visit >= 5 ? "CMIA" : "ECLIA";
    std::string time153 = time;
    if (subject == kCensored && (visit == 1 || visit == kVisits)) {
      row.ca153 = visit == 1 ? "2" : "300";
      row.ca153_censor = visit == 1 ? "<" : ">";
      value = visit == 1 ? "<2.0" : "> 300";
    } else if (planted("value_jump")) {
      value = number_text(std::round(1000.0 * ca153(subject, visit)));  // in U/L, written as U/mL
      row.ca153 = value;
    } else if (planted("unknown_unit") || planted("no_unit")) {
      unit = planted("no_unit") ? "" : "ng/mL";
      row.ca153.clear();
    } else if (planted("decimal_comma")) {
      std::replace(value.begin(), value.end(), '.', ',');
      value = '"' + value + '"';
      row.ca153.clear();
    } else if (planted("nonexistent_local_time")) {
      time153 = day_text(day) + "T02:30";
      row.ca153.clear();
    } else if (planted("no_assay")) {
      assay.clear();
    }
    put_marker(subject, row.visit, "CA 15-3", time153, value, unit, assay);
    row.ca2729 = one_decimal(ca2729(subject, visit));
    put_marker(subject, row.visit, "CA 27.29", time, row.ca2729, subject % 3 == 0 ? "kU/L" : "U/mL", "CLIA");
    if (planted("duplicate_marker")) {
      put_marker(subject, row.visit, "CA27.29", time, row.ca2729, "U/mL", "CLIA");
      row.ca2729.clear();
    }
    // The shortest text of a number has no zero behind the point.
    for (std::string* text : {&row.ca153, &row.ca2729}) {
      if (text->ends_with(".0")) {
        text->resize(text->size() - 2);
      }
    }
  }

  void add_course(int subject) {
    const int visits = subject == kLeaver ? kLastVisitOfLeaver : kVisits;
    for (int visit = 1; visit <= visits; ++visit) {
      const CalendarDay day = day_zero(subject) + std::chrono::days(kCycleDays * (visit - 1));
      study_.treatments_csv += subject_id(subject) + "," + std::to_string(visit) + "," + day_text(day) + "," +
                               (subject % 2 == 0 ? "HAI oxaliplatin + 5-FU" : "capecitabine") + ",100\n";
      if (visit % 3 == 1 && visit > 1 && !is_planted(subject, visit, "missed_visit")) {
        const bool rises = subject % 3 == 2;
        const bool grown = rises && visit == 7;
        study_.assessments_csv += subject_id(subject) + "," + visit_code(visit) + "," + day_text(day) +
                                  (subject % 2 == 0 ? ",MRI," : ",CT,") +
                                  (grown              ? "PD"
                                   : subject % 3 == 0 ? "PR"
                                                      : "SD") +
                                  (grown ? ",yes,no\n" : ",no,no\n");
      }
    }
  }

  /// Rows that belong nowhere, each told by its own code.
  void add_rows_without_place() {
    const CalendarDay day = day_zero(kStrays) + std::chrono::days(10);
    const std::string time = time_text(kStrays, day, 8 * kHour, 0, true);
    const std::string stray = sample_id(kStrays, 31);
    put_sample({stray, subject_id(kStrays), "C99D1", time, "7.5", stray, "", "", ""});
    add_scan(stray, kStrays, 15, 1);
    std::string misread = sample_id(kStrays, 32);
    misread.back() = misread.back() == 'A' ? 'B' : 'A';
    put_sample({misread, subject_id(kStrays), "", time, "7.5", misread, "", "", ""});
    put_marker(kStrays, "C2D1", "CA 125", time, "31.0", "U/mL", "ECLIA");
    study_.markers_csv += "HAI-99,C2D1,CA 15-3," + time + ",31.0,U/mL,ECLIA\n";
    for (const char* code : {"unknown_visit", "bad_check_character", "unknown_analyte", "unknown_subject"}) {
      study_.faults.push_back({code, "", ""});
    }
  }

  static std::string study_json(const std::string& subjects) {
    std::string visits;
    for (int visit = 1; visit <= kVisits; ++visit) {
      visits += std::string(visit == 1 ? "" : ",\n") + "      {\"code\": \"" + visit_code(visit) +
                "\", \"day\": " + std::to_string(kCycleDays * (visit - 1)) +
                ", \"window_before_days\": " + (visit == 1 ? "7" : "3") +
                ", \"window_after_days\": " + (visit == 1 ? "0" : "3") +
                ", \"cycle\": " + std::to_string(visit) + ", \"procedures\": [\"ctc\", \"tumor_marker\"]}";
    }
    return R"({
  "format": 1,
  "name": "simulated_study",
  "title": "Simulated study: 24 subjects by 9 visits, faults planted",
  "protocol": {
    "day_zero": "first treatment",
    "arms": [
      {"code": "HAI", "title": "Hepatic artery infusion", "therapy": "oxaliplatin and 5-FU every three weeks"},
      {"code": "SYS", "title": "Systemic", "therapy": "capecitabine"}
    ],
    "cycles": {"length_days": 21, "most": 17},
    "visits": [
)" + visits +
           R"(
    ]
  },
  "subjects": [
)" + subjects +
           R"(
  ],
  "analytes": ["CA153", "CA2729"],
  "identity": {"confirm_sample": true, "check_character": true},
  "sites": [
    {"code": "COP", "time_zone": "Europe/Copenhagen"},
    {"code": "NYC", "time_zone": "America/New_York"}
  ],
  "as_of": "2027-06-30",
  "panel": "panel.json",
  "calibration": "calibration",
  "samples": "samples.csv",
  "markers": "markers.csv",
  "assessments": "assessments.csv",
  "treatments": "treatments.csv"
}
)";
  }

  std::uint64_t seed_;
  TimeZone copenhagen_;
  TimeZone new_york_;
  SimulatedStudy study_;
};

}  // namespace

SimulatedStudy simulated_study(std::uint64_t seed) {
  return StudyMaker(seed).make();
}

}  // namespace cyto::cli
