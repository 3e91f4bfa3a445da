#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "console.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/trial/identity.h"
#include "cytrial/trial/study_findings.h"
#include "study_results.h"
#include "tables.h"

namespace cyto::cli {
namespace {

std::string text_of(const std::optional<double>& value, int decimals) {
  return value ? number_text(*value, decimals) : "";
}

std::string ctc_text(const Timepoint& timepoint) {
  const bool in_quarantine =
      std::any_of(timepoint.flags.begin(), timepoint.flags.end(),
                  [](std::string_view flag) { return flag.substr(0, flag.find(':')) == kQuarantined; });
  switch (timepoint.ctc_state) {
    case CtcState::Counted:
      return std::to_string(*timepoint.ctc_count);
    case CtcState::NotDone:
      return "not done";
    case CtcState::NotEvaluable:
      return in_quarantine ? "QUARANTINED" : "NOT EVALUABLE";
  }
  return "";
}

std::string interval_text(const Timepoint& timepoint) {
  return timepoint.ctc_low && timepoint.ctc_high
             ? text_of(timepoint.ctc_low, 2) + " to " + text_of(timepoint.ctc_high, 2)
             : "";
}

std::string category_text(const Timepoint& timepoint) {
  if (!timepoint.unfavourable) {
    return "";
  }
  return *timepoint.unfavourable ? "unfavourable" : "favourable";
}

std::string marker_text(const MarkerAtTimepoint& marker) {
  if (!marker.result) {
    return "";
  }
  const std::string value = marker.result->value_text + " " + marker.result->unit_text;
  return marker.above_limit.value_or(false) ? value + " (high)" : value;
}

/// Codes only, each once: their texts are in the report and in the CSV.
std::string flag_codes(const Timepoint& timepoint) {
  std::vector<std::string> codes;
  for (const std::string& flag : timepoint.flags) {
    std::string code = flag.substr(0, flag.find(':'));
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
      codes.push_back(std::move(code));
    }
  }
  std::string text;
  for (const std::string& code : codes) {
    text += (text.empty() ? "" : ", ") + code;
  }
  return text;
}

/// For people: the columns they read first.
std::string console_table(const StudyResults& joined) {
  std::vector<std::string> heading{"subject",       "visit",      "day",     "CTC",
                                   "95 % interval", "per 7.5 mL", "category"};
  for (const Analyte& analyte : joined.study.analytes) {
    heading.push_back(analyte.name);
  }
  heading.push_back("flags");
  std::vector<std::vector<std::string>> rows{heading};
  for (const Timepoint& timepoint : joined.timepoints.rows) {
    std::vector<std::string> row{timepoint.subject,
                                 timepoint.visit,
                                 std::to_string(timepoint.actual_day.value_or(timepoint.planned_day)),
                                 ctc_text(timepoint),
                                 interval_text(timepoint),
                                 text_of(timepoint.per_7_5_ml, 2),
                                 category_text(timepoint)};
    for (const MarkerAtTimepoint& marker : timepoint.markers) {
      row.push_back(marker_text(marker));
    }
    row.push_back(flag_codes(timepoint));
    rows.push_back(std::move(row));
  }
  return aligned_table(rows);
}

/// For people: four digits, limits and counts in one cell each, notes last.
std::string console_figures(const TimepointGrid& grid) {
  const auto rounded = [](const std::string& cell) {
    const auto number = parse_double(cell);
    return number ? significant_text(*number, 4) : std::string();
  };
  std::vector<std::vector<std::string>> rows{{"analysis", "variable", "group", "measure", "estimate",
                                              "95 % limits", "p", "count", "subjects", "note"}};
  for (const std::vector<std::string>& row : grid.rows) {
    const std::string& low = row[5];
    const std::string& high = row[6];
    const std::string limits = low.empty() && high.empty() ? ""
                                                           : (low.empty() ? "-" : rounded(low)) + " to " +
                                                                 (high.empty() ? "-" : rounded(high));
    rows.push_back({row[0], row[1], row[2], row[3], rounded(row[4]), limits, rounded(row[7]),
                    row[9].empty() ? row[8] : row[8] + " of " + row[9], row[10], row[11]});
  }
  return aligned_table(rows);
}

void print_findings(const TimepointsArgs& args, const StudyResults& joined) {
  const TimepointGrid grid = findings_grid(study_findings(joined.timepoints));
  if (args.csv || args.json) {
    write_grid(grid, args.csv ? TableFormat::Csv : TableFormat::Json, std::cout);
    return;
  }
  for (const std::vector<std::string>& row : grid.rows) {
    const std::string place = row[4].empty() ? row[1] + " " + row[2] : row[4];
    std::cout << place << ": " << row[0] << ": " << row[5] << "\n";
  }
}

}  // namespace

int run(const TimepointsArgs& args) {
  const auto store = RunStore::open_for_reading(args.run);
  const StudyResults joined = join_results(args.run, *store, args.study);
  if (args.findings) {
    print_findings(args, joined);
    return static_cast<int>(ErrorCode::Ok);
  }
  const TimepointGrid grid =
      args.summary ? summary_grid(joined) : timepoint_grid(joined.study, joined.timepoints);
  if (args.csv) {
    write_grid(grid, TableFormat::Csv, std::cout);
  } else if (args.json) {
    write_grid(grid, TableFormat::Json, std::cout);
  } else if (args.summary) {
    std::cout << console_figures(grid);
  } else {
    std::cout << console_table(joined);
  }
  for (const Unmatched& unmatched : joined.timepoints.unmatched) {
    std::cerr << "not placed: " << unmatched.source << ": " << unmatched.code << ": " << unmatched.text
              << "\n";
  }
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
