#include "simulated_study_file.h"

#include "simulated_course.h"

namespace cyto::cli {
namespace {

std::string subject_json(int subject, const FaultPlan& plan) {
  const CalendarDay zero = day_zero(subject);
  std::string json =
      "{\"id\": \"" + subject_id(subject) + "\", \"day_zero\": \"" + day_text(zero) + "\", \"enrolled\": \"" +
      day_text(enrolment_day(subject, plan)) + "\", \"arm\": \"" + (subject % 2 == 0 ? "HAI" : "SYS") +
      "\", \"site\": \"" + (is_in_copenhagen(subject) ? "COP" : "NYC") + "\", \"subtype\": {\"hr\": \"" +
      (subject % 3 == 0 ? "negative" : "positive") + "\", \"her2\": \"" +
      (subject % 4 == 0 ? "low" : "negative") + "\"}, \"prior_lines\": " + std::to_string(1 + subject % 4);
  if (subject == kLeaver) {
    json += ", \"early_end\": {\"date\": \"" +
            day_text(zero + std::chrono::days(kCycleDays * (kLastVisitOfLeaver - 1) + 5)) +
            "\", \"reason\": \"withdrew consent\"}";
  }
  return json + "}";
}

}  // namespace

std::string simulated_study_file(const FaultPlan& plan) {
  std::string subjects;
  for (int subject = 0; subject < kStudySubjects; ++subject) {
    subjects.append(subject == 0 ? "" : ",\n").append("    ").append(subject_json(subject, plan));
  }
  std::string visits;
  for (int visit = 1; visit <= kStudyVisits; ++visit) {
    visits += std::string(visit == 1 ? "" : ",\n") + "      {\"code\": \"" + visit_code(visit) +
              "\", \"day\": " + std::to_string(kCycleDays * (visit - 1)) +
              ", \"window_before_days\": " + (visit == 1 ? "7" : "3") +
              ", \"window_after_days\": " + (visit == 1 ? "0" : "3") +
              ", \"cycle\": " + std::to_string(visit) + ", \"procedures\": [\"ctc\", \"tumor_marker\"]}";
  }
  return R"({
  "format": 1,
  "name": "simulated_study",
  "title": "Simulated study: 24 subjects by 9 visits, )" +
         std::string(plan.sound() ? "no fault" : "faults") + R"( planted",
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

}  // namespace cyto::cli
