#include "unit/report/made_up_study.h"

#include <utility>

#include "cytrial/core/number_text.h"
#include "cytrial/core/poisson_interval.h"

namespace cyto::made_up {

namespace {

Analyte analyte(std::string code, std::string name, std::string assay, double upper) {
  Analyte made;
  made.code = std::move(code);
  made.name = std::move(name);
  made.unit = "U/mL";
  made.accepted_units = {{"U/mL", 1.0}};
  UpperLimit limit;
  limit.assay = std::move(assay);
  limit.upper = upper;
  limit.source = "instructions for use";
  made.upper_limits = {std::move(limit)};
  return made;
}

}  // namespace

Study study_with_visits(int visits) {
  Study study;
  study.name = "hepar-1";
  study.title = "HAI with oxaliplatin in liver metastases of breast cancer";
  study.digest = std::string(64, 'a');
  study.protocol.title = "Made-up protocol 3.1";
  study.protocol.day_zero = "first hepatic artery infusion";
  for (int i = 0; i < visits; ++i) {
    Visit visit;
    visit.code = "C" + std::to_string(i + 1) + "D1";
    visit.title = "Cycle " + std::to_string(i + 1) + ", day 1";
    visit.day = 21 * i;
    visit.window_before_days = 3;
    visit.window_after_days = 3;
    study.protocol.visits.push_back(std::move(visit));
  }
  study.analytes = {analyte("CA153", "CA 15-3", "Abbott Architect", 31.3),
                    analyte("CA2729", "CA 27.29", "Siemens Centaur", 38.6)};
  return study;
}

namespace {

Timepoint planned(const Study& study, const std::string& subject, std::size_t visit) {
  Timepoint timepoint;
  timepoint.subject = subject;
  timepoint.visit = study.protocol.visits[visit].code;
  timepoint.planned_day = study.protocol.visits[visit].day;
  for (const Analyte& analyte : study.analytes) {
    timepoint.markers.emplace_back().analyte = analyte.code;
  }
  return timepoint;
}

}  // namespace

Timepoint counted(const Study& study, const std::string& subject, std::size_t visit, std::uint64_t ctc,
                  std::optional<double> volume_ml) {
  Timepoint timepoint = planned(study, subject, visit);
  timepoint.actual_day = timepoint.planned_day + static_cast<int>(ctc % 3U);
  timepoint.ctc_state = CtcState::Counted;
  timepoint.sample_id = subject + "-" + timepoint.visit;
  timepoint.ctc_count = ctc;
  const PoissonInterval limits = garwood_interval(ctc);
  timepoint.ctc_low = limits.low;
  timepoint.ctc_high = limits.high;
  timepoint.usable_share = 0.987;
  timepoint.blood_volume_ml = volume_ml;
  if (volume_ml) {
    const double scale = 7.5 / *volume_ml;
    timepoint.per_7_5_ml = static_cast<double>(ctc) * scale;
    timepoint.per_7_5_ml_low = limits.low * scale;
    timepoint.per_7_5_ml_high = limits.high * scale;
    timepoint.unfavourable = *timepoint.per_7_5_ml >= study.ctc.cutoff;
  }
  return timepoint;
}

Timepoint not_done(const Study& study, const std::string& subject, std::size_t visit) {
  return planned(study, subject, visit);
}

Timepoint not_evaluable(const Study& study, const std::string& subject, std::size_t visit) {
  Timepoint timepoint = planned(study, subject, visit);
  timepoint.ctc_state = CtcState::NotEvaluable;
  timepoint.actual_day = timepoint.planned_day;
  timepoint.sample_id = subject + "-" + timepoint.visit;
  timepoint.flags = {"not_evaluable: page 3 (CD45) of scan.tif cannot be decoded"};
  return timepoint;
}

void set_marker(Timepoint& timepoint, const Study& study, std::size_t index, const std::string& text) {
  const Analyte& analyte = study.analytes[index];
  const MarkerValueReading reading = read_marker_value(text);
  MarkerResult result;
  result.subject = timepoint.subject;
  result.analyte = analyte.code;
  result.value_text = text;
  result.unit_text = analyte.unit;
  result.unit = analyte.unit;
  result.censor = reading.censor;
  result.value = reading.value.value();
  result.assay = analyte.upper_limits.front().assay;
  timepoint.markers[index].upper_limit = analyte.upper_limits.front().upper;
  timepoint.markers[index].above_limit = result.value > analyte.upper_limits.front().upper;
  timepoint.markers[index].result = result;
}

void add(StudyCase& made, Timepoint timepoint) {
  if (!timepoint.sample_id.empty()) {
    SheetSample row;
    row.sample_id = timepoint.sample_id;
    row.subject = timepoint.subject;
    row.visit = timepoint.visit;
    made.samples.rows.push_back(row);
    SampleResult result = timepoint.ctc_state == CtcState::NotEvaluable
                              ? sample_without_count()
                              : evaluable_sample(timepoint.ctc_count.value_or(0));
    result.sample_id = timepoint.sample_id;
    made.results.push_back(result);
  }
  if (made.study.find_subject(timepoint.subject) == nullptr) {
    made.study.subjects.emplace_back().id = timepoint.subject;
  }
  made.table.rows.push_back(std::move(timepoint));
}

StudyCase study_with_every_state() {
  StudyCase made{study_with_visits(5), {}, {}, {}};
  const Study study = made.study;
  const auto with = [&](Timepoint timepoint, const std::string& ca153, const std::string& ca2729) {
    if (!ca153.empty()) {
      set_marker(timepoint, study, 0, ca153);
    }
    if (!ca2729.empty()) {
      set_marker(timepoint, study, 1, ca2729);
    }
    add(made, std::move(timepoint));
  };
  with(counted(study, "BR-001", 0, 12), "86.4", "91.0");
  with(counted(study, "BR-001", 1, 5), "70.1", "");
  with(counted(study, "BR-001", 2, 1), "41", "44.2");
  with(counted(study, "BR-001", 3, 0), "28.8", "<38.0");
  with(not_done(study, "BR-001", 4), "", "");
  with(counted(study, "BR-002", 0, 480), "912", "1210");
  with(not_evaluable(study, "BR-002", 1), "870", ">1500");
  Timepoint late = counted(study, "BR-002", 2, 37, 6.2);
  late.flags = {"outside_window: drawn 4 days after its window"};
  with(late, "640", "");
  with(counted(study, "BR-002", 3, 4, std::nullopt), "<2.0", "");
  with(not_done(study, "BR-002", 4), "", "20.0");
  made.samples.refused.push_back({9, "bad_volume", "the blood volume is 0", "BR-009-C1D1", "BR-009", "", ""});
  made.samples.rows.push_back({});
  made.samples.rows.back().sample_id = "BR-001-again";
  SampleResult again = sample_without_count();
  again.sample_id = "BR-001-again";
  again.status = SampleStatus::Duplicate;
  again.reasons = {"same scan as BR-001-C1D1"};
  made.results.push_back(again);
  made.samples.rows.push_back({});
  made.samples.rows.back().sample_id = "BR-003-C1D1";
  made.table.unmatched = {
      {"samples.csv row 9", "bad_volume", "the blood volume is 0; write it in mL"},
      {"markers.csv row 17", "no_unit", "CA 15-3 of BR-001 has no unit; nothing is assumed"}};
  return made;
}

SampleResult evaluable_sample(std::uint64_t ctc) {
  SampleResult result;
  result.sample_id = "BR-001-C1D1";
  result.status = SampleStatus::Evaluable;
  SampleCounts counts;
  counts.by_phenotype[static_cast<std::size_t>(Phenotype::Ctc)] = ctc;
  counts.by_phenotype[static_cast<std::size_t>(Phenotype::Leukocyte)] = 48211;
  counts.by_phenotype[static_cast<std::size_t>(Phenotype::DoublePositive)] = 7;
  counts.by_phenotype[static_cast<std::size_t>(Phenotype::NucleatedOther)] = 902;
  counts.by_phenotype[static_cast<std::size_t>(Phenotype::Debris)] = 3310;
  counts.nucleated_events = 48211 + 7 + 902 + 3310 + ctc;
  counts.events = counts.nucleated_events;
  counts.ctc_clusters = ctc > 2 ? 1 : 0;
  counts.ctcs_in_clusters = ctc > 2 ? 2 : 0;
  result.counts = counts;
  result.flags = {{"no_calibration", "No calibration was given: shading and spillover are not corrected."}};
  result.population = {{"ck_cell_mean_adu", 41.5, 6.25}, {"cd45_cell_mean_adu", 812.0, 140.0}};
  result.blood_volume_ml = 7.5;
  result.width_px = 16384;
  result.height_px = 12288;
  result.pixel_size = {0.65, 0.65};
  result.area_mm2 = 85.06;
  result.coverage.analysed_share = 1.0;
  result.coverage.in_focus_area_share = 1.0;
  result.coverage.unobstructed_share = 0.995;
  result.in_focus_share = 0.9871;
  result.scan_files = {"scan.ome.tif"};
  result.scan_digests = {std::string(64, 'b')};
  return result;
}

SampleResult sample_without_count() {
  SampleResult result = evaluable_sample(31);
  result.status = SampleStatus::NotEvaluable;
  result.reasons = {"scan.ome.tif: page 3 (CD45), tile 118: the data end early; copy the file again"};
  result.error_code = "bad_data";
  result.failures = {{"scan.ome.tif",
                      "CD45",
                      {4096, 8192, 512, 512},
                      "page 3, tile 118: the data end early",
                      "copy the file again from the scanner"}};
  result.coverage.analysed_share = 0.9987;
  result.coverage.in_focus_area_share = 1.0;
  result.coverage.unobstructed_share = 0.995;
  return result;
}

Provenance provenance() {
  return {"cytrial 0.1.0",      R"({"tile_px":1024})", std::string(64, 'c'),
          std::string(64, 'd'), std::string(64, 'e'),  ""};
}

std::vector<Candidate> candidates(std::size_t n) {
  std::vector<Candidate> made;
  for (std::size_t i = 1; i <= n; ++i) {
    Candidate candidate;
    candidate.event_id = i;
    candidate.anchor = {1000.0 + static_cast<double>(i), 2000.5};
    candidate.phenotype = i % 3 == 0 ? Phenotype::DoublePositive : Phenotype::Ctc;
    candidate.gate_path = {"nucleated", "ck_positive", "cd45_negative"};
    candidate.cluster_id = i < 3 ? 1 : 0;
    candidate.cluster_size = i < 3 ? 2 : 0;
    candidate.flags = i == 4 ? bit(EventFlag::Saturated) | bit(EventFlag::OutOfFocus) : 0;
    candidate.cell_diameter_um = 13.4;
    // CTCs first, as the classifier would.
    candidate.rank = static_cast<std::uint32_t>(i % 3 == 0 ? n - n / 3 + i / 3 : i - i / 3);
    if (i == 4) {
      candidate.notes = {{ReviewReason::NearGate, "ck_in_cell", 0.31, "leukocyte_sd"},
                         {ReviewReason::Saturated, {}, {}, {}},
                         {ReviewReason::NextToArtefact, {}, 4.5, "um"}};
    }
    candidate.measures = {{"nucleus_area_um2", 88.1},
                          {"ck_cell_mean_adu", 310.0},
                          {"cd45_cell_mean_adu", 90.0},
                          {"ck_ring_mean_adu_lsd", 38.52},
                          {"dapi_nucleus_integrated_adu_lratio", 1.25}};
    made.push_back(candidate);
  }
  return made;
}

std::string one_pixel_png() {
  const unsigned char bytes[] = {
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
      0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00,
      0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81,
      0x77, 0xCD, 0x72, 0xB6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};
  return {reinterpret_cast<const char*>(bytes), sizeof bytes};
}

}  // namespace cyto::made_up
