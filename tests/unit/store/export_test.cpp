#include "cytrial/store/export_tables.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "store_fixtures.h"

namespace cyto::store_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    EXPECT_EQ(line.empty() ? '\0' : line.back(), '\r');
    lines.push_back(line.substr(0, line.size() - 1));
  }
  return lines;
}

template <typename Export>
std::string text_of(const Export& run_export, const RunStore& store, TableFormat format,
                    const std::optional<std::string>& sample = std::nullopt) {
  std::ostringstream out;
  run_export(store, sample, format, out);
  return out.str();
}

class ExportedRun : public testing::Test {
 protected:
  ExportedRun() : store_(RunStore::open_for_writing(run_.path())) {
    write_sample(*store_, some_result("S1"));
  }
  TemporaryFolder run_;
  std::unique_ptr<RunStore> store_;
};

TEST_F(ExportedRun, EventsHaveTheContractColumnsFirstAndThenEveryMeasure) {
  const auto lines = lines_of(text_of(export_events, *store_, TableFormat::Csv));
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(
      lines[0],
      "sample_id,event_id,x_px,y_px,x_um,y_um,nucleus_area_um2,cell_area_um2,phenotype,gate_path,cluster_id,"
      "cluster_size,flags,ck_cell_mean_adu,ck_lsd");
  EXPECT_EQ(lines[1], "S1,1,0.25,1.25,2.25,3.25,5.25,6.25,ctc,nucleated>ck positive,0,0,4.25,7.25,12.25");
  EXPECT_EQ(lines[2], "S1,2,100.25,101.25,102.25,103.25,,106.25,fragment,,0,0,104.25,107.25,112.25");
  EXPECT_THAT(lines[3], HasSubstr(",leukocyte,cd45 positive,"));
}

TEST_F(ExportedRun, ASampleThatWasNotClassifiedHasNoZeroCtcs) {
  SampleResult result = some_result("N1");
  const std::uint64_t events = result.counts->events;
  result.counts->by_phenotype = {};
  result.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Unclassified)] = events;
  result.flags = {{"not_classified", "the panel holds a nuclear channel alone"}};
  write_sample(*store_, result);
  const std::string json = text_of(export_counts, *store_, TableFormat::Json, "N1");
  EXPECT_THAT(json, HasSubstr("\"ctc\":null"));
  EXPECT_THAT(json, HasSubstr("\"unclassified\":" + std::to_string(events)));
  EXPECT_THAT(json, HasSubstr("\"ctc_clusters\":null"));
  const std::string stored = read_text_file(run_ / "samples" / "N1" / "counts.json");
  EXPECT_THAT(stored, testing::ContainsRegex("\"ctc\": ?null"));
}

TEST_F(ExportedRun, AnAbsentValueIsNullInJson) {
  const std::string json = text_of(export_events, *store_, TableFormat::Json, "S1");
  EXPECT_THAT(json, StartsWith("[\n{\"sample_id\":\"S1\",\"event_id\":1,\"x_px\":0.25,"));
  EXPECT_THAT(json,
              HasSubstr("\"nucleus_area_um2\":null,\"cell_area_um2\":106.25,\"phenotype\":\"fragment\""));
}

TEST_F(ExportedRun, CandidatesHaveAColumnForEveryMeasure) {
  const auto lines = lines_of(text_of(export_candidates, *store_, TableFormat::Csv));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0],
            "sample_id,event_id,x_px,y_px,phenotype,gate_path,cluster_id,cluster_size,flags,cell_diameter_um,"
            "rank,reasons,ctc_probability,model_disagrees,model_trained_on,model_speaks_for,"
            "model_speaks_against,definitions,attached_leukocytes,ck_cell_mean_adu,cd45_cell_mean_adu");
  EXPECT_EQ(lines[1],
            "S1,1,10.5,20.25,ctc,nucleated>ck positive,1,2,4,12.25,1,"
            "near_gate:ck positive:0.250:leukocyte_sd|saturated,,,,,,ctc|ctc_in_cluster,3,300.5,");
}

TEST_F(ExportedRun, CountsTellZeroFromNotEvaluable) {
  SampleResult none = some_result("S0");
  none.counts->by_phenotype = {};
  none.counts->by_phenotype[static_cast<std::size_t>(Phenotype::Leukocyte)] = 3;
  write_sample(*store_, none);
  write_sample(*store_, not_evaluable("S2"));
  const auto lines = lines_of(text_of(export_counts, *store_, TableFormat::Csv));
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[0],
              StartsWith("sample_id,status,reasons,ctc,leukocyte,double_positive,nucleated_other,debris,"
                         "fragment,unclassified,events,nucleated_events,ctc_clusters,ctcs_in_clusters,"
                         "unidentified_share,blood_volume_ml,quality_flags,"));
  EXPECT_THAT(lines[1], StartsWith("S0,evaluable,,0,3,0,0,0,0,0,3,2,0,0,0,7.5,no_calibration,"));
  EXPECT_THAT(lines[2], StartsWith("S1,evaluable,,1,1,0,0,0,1,0,3,2,0,0,0,7.5,"));
  EXPECT_THAT(lines[3],
              StartsWith("S2,not_evaluable,\"tile 3,4 of channel DAPI cannot be decoded | and one more\","
                         ",,,,,,,,,,,,7.5,"));
  EXPECT_THAT(text_of(export_counts, *store_, TableFormat::Json, "S2"), HasSubstr("\"ctc\":null"));
}

TEST_F(ExportedRun, EveryDefinitionHasItsExactIntervalAndSaysWhetherItIsReported) {
  const auto lines = lines_of(text_of(export_definitions, *store_, TableFormat::Csv));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[1], StartsWith("S1,gates 1,ctc,\"CTC, traditional\",1,1,0.0253178"));
  EXPECT_THAT(lines[2], StartsWith("S1,gates 1,ctc_apoptotic,\"CTC, apoptotic\",0,0,0,3.68887"));
  const std::string stored = read_text_file(run_ / "samples" / "S1" / "counts.json");
  EXPECT_THAT(stored, testing::ContainsRegex("\"count_high\": ?5.5716"));
}

TEST_F(ExportedRun, MarkerLevelsCarryShareIntervalAndSummaries) {
  SampleResult result = some_result("S1");
  result.counts->markers = {{"HER2", 2, {5, 2, 2, 1}, 3}};
  write_sample(*store_, result);
  const auto lines = lines_of(text_of(export_markers, *store_, TableFormat::Csv, "S1"));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[1], StartsWith("S1,HER2,5,2,2,1,3,2,3,0.3,0.0667395"));
  EXPECT_THAT(lines[1], testing::EndsWith(",1,0,90"));  // 20 % + 2 x 20 % + 3 x 10 %
}

TEST_F(ExportedRun, TheDefinitionsOfAnEventAreToldByName) {
  const FeatureSchema schema = classified_schema().with({{"definition_mask", ""}});
  EventBatch events = events_of(schema, 0, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    events.row(i)[schema.size() - 1] = static_cast<float>(i);
  }
  const auto sink = store_->begin_sample("S2");
  sink->classified_events(schema,
                          {{"CYTRIAL_GATE_NAMES", "a|b|c"}, {"CYTRIAL_DEFINITION_NAMES", "ctc|small"}})
      .append(events);
  sink->commit(some_result("S2"), some_provenance());
  const auto lines = lines_of(text_of(export_events, *store_, TableFormat::Csv, "S2"));
  EXPECT_THAT(lines[0], testing::EndsWith(",ck_lsd,definitions"));
  EXPECT_THAT(lines[2], testing::EndsWith(",ctc"));
  EXPECT_THAT(lines[3], testing::EndsWith(",small"));
}

TEST_F(ExportedRun, SamplesWithoutEventsAreNamedAfterTheTableIsComplete) {
  write_sample(*store_, not_evaluable("S2"));
  write_sample(*store_, some_result("S3"));
  std::ostringstream out;
  try {
    export_events(*store_, std::nullopt, TableFormat::Csv, out);
    FAIL() << "a sample without events was passed over";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::NotEvaluable);
    EXPECT_THAT(error.what(), HasSubstr("S2"));
  }
  EXPECT_EQ(lines_of(out.str()).size(), 7U);

  std::ostringstream nothing;
  EXPECT_THROW(export_candidates(*store_, "S2", TableFormat::Csv, nothing), Error);
  EXPECT_EQ(nothing.str(), "");
}

TEST_F(ExportedRun, AnUnknownSampleIsAUsageError) {
  for (const auto run_export : {export_events, export_candidates, export_counts}) {
    std::ostringstream out;
    try {
      run_export(*store_, "S9", TableFormat::Csv, out);
      FAIL() << "an unknown sample was exported";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Usage);
      EXPECT_EQ(out.str(), "");
    }
  }
}

TEST_F(ExportedRun, SamplesWithOtherColumnsAreNotMixed) {
  const auto sink = store_->begin_sample("S2");
  const FeatureSchema other = classified_schema().with({{"extra", ""}});
  sink->classified_events(other, {{"CYTRIAL_GATE_NAMES", "a|b|c"}}).append(events_of(other, 0, 3));
  sink->commit(some_result("S2"), some_provenance());
  std::ostringstream out;
  EXPECT_THROW(export_events(*store_, std::nullopt, TableFormat::Csv, out), Error);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(text_of(export_events, *store_, TableFormat::Csv, "S2"), HasSubstr(",ck_lsd,extra"));
}

TEST_F(ExportedRun, AGateThatTheFileDoesNotNameIsAnError) {
  const auto sink = store_->begin_sample("S2");
  sink->classified_events(classified_schema(), {{"CYTRIAL_GATE_NAMES", "only one"}})
      .append(events_of(classified_schema(), 0, 3));
  sink->commit(some_result("S2"), some_provenance());
  std::ostringstream out;
  EXPECT_THROW(export_events(*store_, "S2", TableFormat::Csv, out), Error);
}

TEST_F(ExportedRun, TextThatLooksLikeAFormulaIsGuarded) {
  SampleResult bad = not_evaluable("S2");
  bad.reasons = {"=HYPERLINK(\"http://example.org\")"};
  write_sample(*store_, bad);
  EXPECT_THAT(text_of(export_counts, *store_, TableFormat::Csv, "S2"),
              HasSubstr("S2,not_evaluable,\"'=HYPERLINK(\"\"http://example.org\"\")\","));
}

}  // namespace
}  // namespace cyto::store_test
