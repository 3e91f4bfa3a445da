// Claims, for random sheets: the join does not depend on the order of rows (but for the row numbers it
// reports), and every row of every sheet is either shown at exactly one timepoint or reported exactly once.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "cytrial/trial/timepoint_columns.h"
#include "cytrial/trial/timepoint_join.h"
#include "support/temporary_folder.h"

namespace cyto {
namespace {

constexpr const char* kStudy = R"({
  "format": 1, "name": "p",
  "protocol": {"day_zero": "d", "overlapping_windows": "report", "visits": [
    {"code": "V0", "day": 0, "window_before_days": 5, "window_after_days": 5},
    {"code": "V1", "day": 14, "window_before_days": 5, "window_after_days": 5},
    {"code": "V2", "day": 20, "window_before_days": 3, "window_after_days": 3}]},
  "subjects": [{"id": "A", "day_zero": "2026-03-01"}, {"id": "B", "day_zero": "2026-03-20"},
               {"id": "C", "day_zero": "2026-10-10"}],
  "analytes": [{"code": "X", "name": "X", "unit": "U/mL", "accepted_units": {"U/L": 0.001},
                "upper_limits": [{"assay": "P", "upper": 30}]},
               {"code": "Y", "name": "Y", "unit": "U/mL"}],
  "panel": "p.json", "samples": "samples.csv", "markers": "markers.csv"})";

using Random = std::mt19937;

std::string pick(Random& random, const std::vector<std::string>& from) {
  return from[random() % from.size()];
}

std::string time_text(Random& random) {
  const CalendarDay day = *parse_day("2026-03-01") + std::chrono::days(random() % 50);
  return pick(random, {"", "", "2026-03-10T08:00", "10/03/2026"}).empty()
             ? day_text(day) + "T" + pick(random, {"00:10", "08:00", "23:50"}) +
                   pick(random, {"+01:00", "Z", "-05:00"})
             : pick(random, {"", "2026-03-10T08:00", "10/03/2026"});
}

std::string sample_row(Random& random, std::size_t index) {
  const std::string id = random() % 12 == 0 ? "T0" : "T" + std::to_string(index);
  return id + "," + pick(random, {"A", "B", "C", "Z", ""}) + "," +
         pick(random, {"V0", "V1", "V2", "", "", "V9"}) + "," + time_text(random) + "," +
         pick(random, {"7.5", "7.5", "5", "", "x"}) + ",a.tif";
}

std::string marker_row(Random& random) {
  return pick(random, {"A", "B", "C", "Z"}) + "," + pick(random, {"V0", "V1", "V2", "", "V9"}) + "," +
         pick(random, {"X", "Y", "Q"}) + "," + time_text(random) + "," +
         pick(random, {"31.3", "12", "<2.0", ">300", "\"31,3\"", "NA", "30000"}) + "," +
         pick(random, {"U/mL", "U/mL", "U/L", ""}) + "," + pick(random, {"P", "P", "R", ""});
}

std::vector<SampleResult> results_for(Random& random, std::size_t samples) {
  std::vector<SampleResult> results;
  for (std::size_t index = 0; index < samples + 2; ++index) {
    if (random() % 4 == 0) {
      continue;
    }
    SampleResult result;
    result.sample_id = "T" + std::to_string(index);
    result.status = random() % 5 == 0 ? SampleStatus::NotEvaluable : SampleStatus::Evaluable;
    if (result.status == SampleStatus::Evaluable) {
      result.counts.emplace();
      result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)] = random() % 20;
    } else {
      result.reasons = {"cut"};
    }
    results.push_back(result);
  }
  return results;
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

struct Sheets {
  std::vector<std::string> samples;
  std::vector<std::string> markers;
};

struct Joined {
  Study study;
  SampleSheet samples;
  MarkerTable markers;
  TimepointTable table;
};

Joined join(const test::TemporaryFolder& folder, const Sheets& sheets,
            const std::vector<SampleResult>& results) {
  const auto written = [](std::string header, const std::vector<std::string>& rows) {
    for (const std::string& row : rows) {
      header += "\n" + row;
    }
    return header;
  };
  write_text(folder / "study.json", kStudy);
  write_text(folder / "samples.csv",
             written("sample,subject,visit,collected,blood_volume_ml,scan", sheets.samples));
  write_text(folder / "markers.csv",
             written("subject,visit,analyte,collected,value,unit,assay", sheets.markers));
  Joined joined{read_study_file(folder / "study.json"), {}, {}, {}};
  joined.samples = read_sample_sheet(joined.study.samples, joined.study);
  joined.markers = read_marker_table(joined.study.markers, joined.study);
  joined.table = join_timepoints(joined.study, joined.samples, joined.markers, results);
  return joined;
}

bool starts_at(const std::string& text, std::size_t at, const std::string& piece) {
  return text.compare(at, piece.size(), piece) == 0;
}

/// Position behind a list of numbers such as "4, 7 and 9".
std::size_t end_of_numbers(const std::string& text, std::size_t at) {
  while (at < text.size()) {
    at = text.find_first_not_of("0123456789", at);
    if (at == std::string::npos) {
      return text.size();
    }
    const std::size_t separator = starts_at(text, at, " and ") ? 5 : starts_at(text, at, ", ") ? 2 : 0;
    const std::size_t next = at + separator;
    if (separator == 0 || next >= text.size() || text[next] < '0' || text[next] > '9') {
      return at;
    }
    at = next;
  }
  return text.size();
}

/// Row numbers replaced, so that two orders of the same rows can be compared.
std::string without_row_numbers(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::string word = starts_at(text, at, "row ")    ? "row "
                             : starts_at(text, at, "rows ") ? "rows "
                                                            : "";
    if (word.empty()) {
      plain += text[at++];
      continue;
    }
    at += word.size();
    const std::size_t end = end_of_numbers(text, at);
    plain += word;
    if (end > at) {
      plain += "N";
      at = end;
    }
  }
  return plain;
}

std::multiset<std::string> unmatched_texts(const TimepointTable& table) {
  std::multiset<std::string> texts;
  for (const Unmatched& entry : table.unmatched) {
    texts.insert(without_row_numbers(entry.source + "|" + entry.code + "|" + entry.text));
  }
  return texts;
}

std::vector<std::string> row_texts(const Joined& joined) {
  std::vector<std::string> texts;
  for (const std::vector<std::string>& row : timepoint_grid(joined.study, joined.table).rows) {
    std::string text;
    for (const std::string& cell : row) {
      text += without_row_numbers(cell) + "|";
    }
    texts.push_back(text);
  }
  return texts;
}

class RandomStudy : public ::testing::TestWithParam<unsigned> {
 protected:
  RandomStudy() {
    const std::size_t samples = 1 + random_() % 14;
    for (std::size_t index = 0; index < samples; ++index) {
      sheets_.samples.push_back(sample_row(random_, index));
    }
    for (std::size_t index = 0; index < 2 + random_() % 25; ++index) {
      sheets_.markers.push_back(marker_row(random_));
    }
    results_ = results_for(random_, samples);
  }

  Random random_{GetParam()};
  Sheets sheets_;
  std::vector<SampleResult> results_;
  test::TemporaryFolder folder_;
};

TEST_P(RandomStudy, GivesTheSameTableForAnyOrderOfRows) {
  const Joined first = join(folder_, sheets_, results_);
  std::shuffle(sheets_.samples.begin(), sheets_.samples.end(), random_);
  std::shuffle(sheets_.markers.begin(), sheets_.markers.end(), random_);
  std::shuffle(results_.begin(), results_.end(), random_);
  const Joined second = join(folder_, sheets_, results_);
  EXPECT_EQ(row_texts(first), row_texts(second));
  EXPECT_EQ(unmatched_texts(first.table), unmatched_texts(second.table));
}

TEST_P(RandomStudy, AccountsForEveryRowOnce) {
  const Joined joined = join(folder_, sheets_, results_);
  std::map<std::string, int> times;
  for (const Unmatched& entry : joined.table.unmatched) {
    ++times[entry.source];
  }
  std::map<std::string, std::size_t> sample_rows;
  for (const SheetSample& sample : joined.samples.rows) {
    sample_rows[sample.sample_id] = sample.row;
  }
  for (const Timepoint& row : joined.table.rows) {
    if (!row.sample_id.empty()) {
      ++times["samples.csv row " + std::to_string(sample_rows.at(row.sample_id))];
    }
    for (const MarkerAtTimepoint& marker : row.markers) {
      if (marker.result) {
        ++times["markers.csv row " + std::to_string(marker.result->row)];
      }
    }
  }
  for (std::size_t row = 2; row < sheets_.samples.size() + 2; ++row) {
    EXPECT_EQ(times["samples.csv row " + std::to_string(row)], 1) << sheets_.samples[row - 2];
  }
  for (std::size_t row = 2; row < sheets_.markers.size() + 2; ++row) {
    EXPECT_EQ(times["markers.csv row " + std::to_string(row)], 1) << sheets_.markers[row - 2];
  }
}

TEST_P(RandomStudy, CountIsShownExactlyWhenItIsCounted) {
  const Joined joined = join(folder_, sheets_, results_);
  for (const Timepoint& row : joined.table.rows) {
    EXPECT_EQ(row.ctc_count.has_value(), row.ctc_state == CtcState::Counted);
    EXPECT_EQ(row.ctc_low.has_value(), row.ctc_count.has_value());
    EXPECT_EQ(row.unfavourable.has_value(), row.per_7_5_ml.has_value());
    EXPECT_EQ(row.per_7_5_ml.has_value(), row.ctc_count.has_value() && row.blood_volume_ml.has_value());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomStudy, ::testing::Range(1U, 101U));

}  // namespace
}  // namespace cyto
