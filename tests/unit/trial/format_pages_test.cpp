// The examples of docs/formats/study.md are read, and docs/formats/timepoints.md knows every code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cytrial/core/atomic_file.h"
#include "cytrial/trial/timepoint_columns.h"
#include "trial_fixture.h"

namespace cyto {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string page(const std::string& name) {
  return read_text_file(std::string(CYTRIAL_SOURCE_DIR "/docs/formats/") + name);
}

/// Texts of the fenced blocks of one language.
std::vector<std::string> blocks(const std::string& text, const std::string& language) {
  std::vector<std::string> found;
  const std::string fence = "```" + language + "\n";
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    const std::size_t end = text.find("```", at);
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

TEST(FormatPages, ExamplesOfTheStudyPageAreReadWithoutARefusal) {
  const std::string text = page("study.md");
  ASSERT_EQ(blocks(text, "json").size(), 1U);
  ASSERT_EQ(blocks(text, "csv").size(), 4U);
  const test::StudyFolder folder(blocks(text, "json")[0]);
  test::write_text(folder / "samples.csv", blocks(text, "csv")[0]);
  test::write_text(folder / "markers.csv", blocks(text, "csv")[1]);
  test::write_text(folder / "assessments.csv", blocks(text, "csv")[2]);
  test::write_text(folder / "treatments.csv", blocks(text, "csv")[3]);
  EXPECT_EQ(read_assessment_table(folder / "assessments.csv").rows.size(), 1U);
  EXPECT_EQ(read_treatment_table(folder / "treatments.csv").rows.size(), 1U);
  const Study study = folder.study();
  const SampleSheet samples = read_sample_sheet(study.samples, study);
  const MarkerTable markers = read_marker_table(study.markers, study);
  EXPECT_EQ(samples.rows.size(), 2U);
  EXPECT_EQ(markers.rows.size(), 2U);
  const TimepointTable table =
      join_timepoints(study, samples, markers, {test::counted("S0101", 18), test::counted("S0102", 12)});
  EXPECT_THAT(table.unmatched, IsEmpty());
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[1].ctc_count, 12U);
  EXPECT_EQ(table.rows[1].markers[0].result->censor, Censor::Below);
}

TEST(FormatPages, EveryCodeIsExplained) {
  const std::string text = page("timepoints.md");
  for (const char* code : {"outside_window",
                           "fits_other_visit",
                           "no_collection_time",
                           "site_offset",
                           "visit_order",
                           "not_analysed",
                           "not_evaluable",
                           "duplicate_scan",
                           "duplicate_sample",
                           "duplicate_result",
                           "no_counts",
                           "not_classified",
                           "no_volume",
                           "volume_changed",
                           "interval_spans_cutoff",
                           "duplicate_marker",
                           "no_assay",
                           "no_upper_limit",
                           "limit_undecided",
                           "assay_change",
                           "value_jump",
                           "row_refused",
                           "unknown_subject",
                           "unknown_visit",
                           "unknown_analyte",
                           "no_visit",
                           "ambiguous_visit",
                           "duplicate_sample_id",
                           "no_sample",
                           "no_subject",
                           "no_analyte",
                           "no_scan",
                           "no_unit",
                           "no_value",
                           "bad_sample",
                           "bad_subject",
                           "bad_visit",
                           "bad_volume",
                           "bad_pixel_size",
                           "bad_path",
                           "no_offset",
                           "no_time",
                           "ambiguous_time",
                           "bad_time",
                           "unknown_unit",
                           "not_a_result",
                           "decimal_comma",
                           "exponent",
                           "extra_text",
                           "negative_value",
                           "bad_value",
                           "not_ascii",
                           "implausible_value",
                           "impossible_bound",
                           "cell_count",
                           "unknown_sample",
                           "no_events",
                           "quarantined",
                           "result_version",
                           "mixed_configurations",
                           "bad_check_character",
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
                           "ambiguous_local_time",
                           "nonexistent_local_time"}) {
    EXPECT_THAT(text, HasSubstr("`" + std::string(code) + "`"));
  }
}

TEST(FormatPages, EveryColumnOfTheTimepointsIsExplained) {
  const std::string text = page("timepoints.md");
  for (const TimepointColumn& column : timepoint_columns(test::StudyFolder().study())) {
    const bool of_analyte = column.name.starts_with("ca153");
    if (!column.name.starts_with("ca2729")) {
      EXPECT_THAT(text, HasSubstr("`" + (of_analyte ? "<code>" + column.name.substr(5) : column.name) + "`"));
    }
  }
}

}  // namespace
}  // namespace cyto
