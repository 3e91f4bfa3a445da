#include "cytrial/report/sample_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cytrial/core/error.h"
#include "gallery.h"
#include "sample_sections.h"
#include "unit/report/hostile_texts.h"
#include "unit/report/made_up_study.h"
#include "unit/report/page_checks.h"

namespace cyto {
namespace {

using made_up::CropStore;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const SampleResult& result, const std::vector<Candidate>& candidates = {},
                    const CropStore& store = {}, const SampleReportOptions& options = {}) {
  return sample_report_html(result, made_up::provenance(), candidates, store, options);
}

std::string banner_of(const std::string& page) {
  return text_of(parsed(page).select_node("//section[starts-with(@class, 'banner')]").node());
}

CropStore store_with_crops(std::size_t events) {
  CropStore store;
  for (std::uint64_t event = 1; event <= events; ++event) {
    for (const char* name : {"DAPI", "CK", "CD45", "composite"}) {
      store.crops[{event, name}] = made_up::one_pixel_png();
    }
  }
  return store;
}

TEST(SampleReport, IsOneSelfContainedAccessiblePage) {
  const std::string page =
      page_of(made_up::evaluable_sample(12), made_up::candidates(9), store_with_crops(9));
  expect_self_contained(page);
  expect_accessible(page);
  EXPECT_THAT(page, HasSubstr("Research use only."));
  expect_no_therapy_advice(page);
}

TEST(SampleReport, StatesTheCountWithExactIntervalVolumeAndVerdict) {
  SampleResult result = made_up::evaluable_sample(5);
  EXPECT_THAT(banner_of(page_of(result)),
              testing::AllOf(HasSubstr("5  circulating tumor cells"),
                             HasSubstr("in 7.5 mL of blood, exact 95 % interval of the count 1.62 to 11.7"),
                             HasSubstr("unfavourable  against the cut-off of 5 or more per 7.5 mL"),
                             HasSubstr("2 of them in 1 cluster of two or more")));
  result.blood_volume_ml = 10.0;
  EXPECT_THAT(banner_of(page_of(result)),
              testing::AllOf(HasSubstr("3.75 per 7.5 mL, 95 % interval 1.22 to 8.75"),
                             HasSubstr(" favourable  against")));
}

TEST(SampleReport, StatesZeroWithItsInterval) {
  EXPECT_THAT(banner_of(page_of(made_up::evaluable_sample(0))),
              testing::AllOf(HasSubstr("0  circulating tumor cells"), HasSubstr("0 to 3.69")));
}

TEST(SampleReport, WithoutAVolumeGivesNoRateAndNoVerdict) {
  SampleResult result = made_up::evaluable_sample(12);
  result.blood_volume_ml.reset();
  const std::string banner = banner_of(page_of(result));
  EXPECT_THAT(banner, HasSubstr("The blood volume is not known"));
  EXPECT_THAT(banner, Not(HasSubstr("favourable")));
}

TEST(SampleReport, OfANuclearPanelSaysThatCtcsWereNotCounted) {
  SampleResult result = made_up::evaluable_sample(0);
  result.counts = SampleCounts{};
  result.counts->by_phenotype[0] = 320;
  result.counts->events = result.counts->nucleated_events = 320;
  const std::string banner = banner_of(page_of(result));
  EXPECT_THAT(banner, HasSubstr("CTCs were not counted"));
  EXPECT_THAT(banner, Not(HasSubstr("circulating tumor")));
}

TEST(SampleReport, ThatIsNotEvaluableShowsReasonPlaceAndRemedyAndNoCount) {
  SampleResult result = made_up::sample_without_count();
  for (auto& count : result.counts->by_phenotype) {
    count = 7531;  // a number that must not get through
  }
  const std::string page = page_of(result, made_up::candidates(4), store_with_crops(4));
  EXPECT_THAT(banner_of(page), testing::AllOf(HasSubstr("NOT EVALUABLE"), HasSubstr("tile 118")));
  EXPECT_THAT(page, HasSubstr("copy the file again from the scanner"));
  EXPECT_THAT(page, HasSubstr("x 4096 to 4608, y 8192 to 8704 px"));
  EXPECT_THAT(page, Not(HasSubstr("7531")));
  EXPECT_THAT(page, Not(HasSubstr("7,531")));
  EXPECT_THAT(page, Not(HasSubstr("Event 1")));
  EXPECT_THAT(page, Not(HasSubstr("In focus")));
}

TEST(SampleReport, OfADuplicateShowsOfWhatAndNoCount) {
  SampleResult result = made_up::sample_without_count();
  result.status = SampleStatus::Duplicate;
  result.reasons = {"same scan as BR-001-C1D1"};
  result.failures.clear();
  const std::string banner = banner_of(page_of(result));
  EXPECT_THAT(banner, testing::AllOf(HasSubstr("DUPLICATE"), HasSubstr("same scan as BR-001-C1D1")));
  EXPECT_THAT(banner, Not(HasSubstr("circulating")));
}

TEST(SampleReport, RefusesAnEvaluableResultWithoutCounts) {
  SampleResult result = made_up::evaluable_sample(1);
  result.counts.reset();
  EXPECT_THROW((void)page_of(result), Error);
}

TEST(SampleReport, ShowsCropsWithTextAndScaleBar) {
  SampleResult result = made_up::evaluable_sample(1);
  result.pixel_size = {20.0, 20.0};  // one pixel is 20 um wide, so the bar of 10 um takes half
  const std::string page = page_of(result, made_up::candidates(1), store_with_crops(1));
  const pugi::xml_document document = parsed(page);
  const auto pictures = document.select_nodes("//img");
  ASSERT_EQ(pictures.size(), 4U);
  EXPECT_STREQ(pictures[0].node().attribute("alt").value(), "composite picture of event 1");
  EXPECT_STREQ(document.select_node("//span[@class='scale']").node().attribute("style").value(),
               "width:50.0%");
}

TEST(SampleReport, GivesMeasuresAlsoInLeukocyteUnits) {
  const std::string page = page_of(made_up::evaluable_sample(1), made_up::candidates(1));
  const std::string table = text_of(parsed(page).select_node("//table[@class='measures']").node());
  EXPECT_THAT(table, HasSubstr("ck cell mean [ADU] 310 +43.0"));  // (310 - 41.5) / 6.25 = 42.96
  EXPECT_THAT(table, HasSubstr("cd45 cell mean [ADU] 90 -5.2"));
  EXPECT_THAT(table, HasSubstr("ck ring mean [ADU] +38.5"));
  EXPECT_THAT(table, HasSubstr("dapi nucleus integrated [ADU] 1.25 \u00d7 leukocytes"));
}

TEST(SampleReport, StopsTheGalleryAtItsLimitAndSaysHowManyMore) {
  SampleReportOptions options;
  options.gallery_candidates = 5;
  const std::string page = page_of(made_up::evaluable_sample(80), made_up::candidates(120), {}, options);
  EXPECT_EQ(parsed(page).select_nodes("//ol[@class='gallery']/li").size(), 5U);
  EXPECT_THAT(page, HasSubstr("Shown are the first 5 of 120 candidates; 115 more are in"));
}

TEST(SampleReport, CountsByDefinitionAndSaysWhichOneIsReported) {
  SampleResult result = made_up::evaluable_sample(5);
  result.counts->definition_set = "gates 1";
  result.counts->definitions = {{"ctc", "CTC, traditional", "CellSearch", true, 5},
                                {"ctc_apoptotic", "CTC, apoptotic", "CDISC", false, 0}};
  const std::string words = text_of(parsed(page_of(result)).select_node("//main | //body").node());
  EXPECT_THAT(words, HasSubstr("CTC, traditional the reported CTC count 5 1.62 to 11.7 5 CellSearch"));
  EXPECT_THAT(words, HasSubstr("CTC, apoptotic 0 0 to 3.69 0 CDISC"));
  EXPECT_THAT(words, HasSubstr("neither marker: the assay could not identify them"));
}

TEST(SampleReport, ShowsLevelsOfAMarkerWithEverySummary) {
  SampleResult result = made_up::evaluable_sample(10);
  result.counts->markers = {{"HER2", 2, {5, 2, 2, 1}, 0}};
  const std::string words = text_of(parsed(page_of(result)).select_node("//main | //body").node());
  EXPECT_THAT(words, HasSubstr("3+: 1, 2+: 2, 1+: 2, 0: 5"));
  EXPECT_THAT(words, HasSubstr("3 of 10, 30.0 % (exact 95 % interval 6.7 % to 65.2 %)"));
  EXPECT_THAT(words, HasSubstr("H-score (0 to 300) 90"));
}

TEST(SampleReport, SaysInPlainWordsWhyACandidateNeedsEyes) {
  const std::string page = page_of(made_up::evaluable_sample(4), made_up::candidates(4));
  const auto lists = parsed(page).select_nodes("//ul[@class='why']");
  ASSERT_EQ(lists.size(), 1U);
  const std::string words = text_of(lists[0].node());
  EXPECT_THAT(words, HasSubstr("near a limit: 0.31 leukocyte SD from the limit of gate ck_in_cell"));
  EXPECT_THAT(words, HasSubstr("pixels at the camera limit"));
  EXPECT_THAT(words, HasSubstr("next to an artefact, 4.50 \u00b5m away"));
}

TEST(SampleReport, ShowsCandidatesInTheOrderOfReview) {
  const std::vector<Candidate> candidates = made_up::candidates(7);
  std::vector<std::uint64_t> order;
  for (const Candidate* candidate : shown_order(candidates)) {
    order.push_back(candidate->event_id);
  }
  EXPECT_THAT(order, testing::ElementsAre(1, 2, 4, 5, 7, 3, 6));
}

TEST(SampleReport, RefusesACropThatIsNoPng) {
  CropStore store = store_with_crops(1);
  store.crops[{1, "CK"}] = "<svg onload=alert(1)>" + std::string(60, ' ');
  EXPECT_THROW((void)page_of(made_up::evaluable_sample(1), made_up::candidates(1), store), Error);
}

TEST(SampleReport, StaysWellFormedWithHostileTextsEverywhere) {
  for (const std::string& text : hostile_texts()) {
    SampleResult result = made_up::evaluable_sample(3);
    result.sample_id = text;
    result.flags = {{text, text}};
    result.population = {{text, 1.0, 1.0}};
    result.scan_files = {text};
    result.scan_digests = {text};
    result.failures = {{text, text, {}, text, text}};
    std::vector<Candidate> candidates = made_up::candidates(1);
    candidates[0].gate_path = {text};
    candidates[0].measures = {{text, 1.0}};
    candidates[0].notes = {{ReviewReason::NearGate, text, 1.0, text}};
    CropStore store;
    store.crops[{1, text}] = made_up::one_pixel_png();
    Provenance provenance{text, text, text, text, text, text};
    expect_self_contained(sample_report_html(result, provenance, candidates, store));
    result.status = SampleStatus::NotEvaluable;
    result.reasons = {text};
    expect_self_contained(sample_report_html(result, provenance, candidates, store));
  }
}

TEST(SampleReport, IsTheSameBytesEveryTime) {
  const auto page = [] {
    return page_of(made_up::evaluable_sample(12), made_up::candidates(9), store_with_crops(9));
  };
  EXPECT_EQ(page(), page());
}

TEST(MeasureLabel, WritesTheUnitOfTheColumnName) {
  EXPECT_EQ(measure_label("nucleus_area_um2"), "nucleus area [\u00b5m\u00b2]");
  EXPECT_EQ(measure_label("ck_cell_mean_adu"), "ck cell mean [ADU]");
  EXPECT_EQ(measure_label("circularity"), "circularity");
}

TEST(SampleReport, SaysThatNobodySignedUntilAValidSignatureStands) {
  const SampleResult result = made_up::evaluable_sample(3);
  EXPECT_THAT(page_of(result), HasSubstr("Not signed when this page was written"));
  SampleReportOptions options;
  options.signatures = {{"ada", "Ada Reader", "lab_lead", "2026-03-02T10:00:00Z", "approved",
                         std::string(64, 'f'), "a decision was changed after it"}};
  const std::string stale = page_of(result, {}, {}, options);
  EXPECT_THAT(stale, HasSubstr("Not signed: no signature fits"));
  EXPECT_THAT(stale, HasSubstr("<strong>NOT VALID</strong>: a decision was changed after it"));
  options.signatures[0].invalid.clear();
  const std::string signed_page = page_of(result, {}, {}, options);
  EXPECT_THAT(signed_page, Not(HasSubstr("Not signed")));
  EXPECT_THAT(signed_page, HasSubstr("Ada Reader"));
  expect_accessible(signed_page);
}

TEST(SampleReport, NamesSubjectAndVisitAndLeadsBackToTheStudy) {
  SampleReportOptions options;
  options.place = SamplePlace{"BR-001", "C2D1", "2026-02-02T08:25+01:00", 4};
  const std::string page = page_of(made_up::evaluable_sample(3), {}, {}, options);
  EXPECT_THAT(page, HasSubstr("href=\"../../report.html#subject-4\""));
  EXPECT_THAT(page, HasSubstr(", visit C2D1, collected 2026-02-02T08:25+01:00."));
  expect_self_contained(page);
}

TEST(SampleReport, HoldsTheCountAgainstTheCutOffItWasGiven) {
  SampleReportOptions options;
  options.ctc.cutoff = 3.0;
  EXPECT_THAT(banner_of(page_of(made_up::evaluable_sample(3), {}, {}, options)),
              HasSubstr("unfavourable  against the cut-off of 3 or more per 7.5 mL"));
}

TEST(Gallery, NamesAMeasureOnceThatGatesLookAtInTwoWays) {
  auto candidates = made_up::candidates(1);
  candidates[0].measures = {
      {"ck_ring_mean_adu_lsd", 38.52}, {"cd45_cell_mean_adu", 90.0}, {"ck_ring_mean_adu", 310.0}};
  const std::string page = page_of(made_up::evaluable_sample(1), candidates, store_with_crops(1));
  const pugi::xml_document document = parsed(page);
  const auto rows = document.select_nodes("//table[@class='measures']/tbody/tr");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text_of(rows[0].node()), "ck ring mean [ADU] 310 +38.5 ");
}

TEST(Gallery, FoldsALongGatePathBehindItsLastGate) {
  auto candidates = made_up::candidates(1);
  candidates[0].gate_path = {"nucleated", "whole", "ck_in_cell", "cd45_free"};
  const pugi::xml_document document =
      parsed(page_of(made_up::evaluable_sample(1), candidates, store_with_crops(1)));
  const auto folded = document.select_node("//dd/details").node();
  EXPECT_EQ(std::string(folded.child("summary").text().get()), "4 gates, last cd45_free");
  EXPECT_THAT(text_of(folded), HasSubstr("nucleated \u2192 whole \u2192 ck_in_cell"));
}

}  // namespace
}  // namespace cyto
