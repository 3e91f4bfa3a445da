#include "cytrial/report/study_report.h"

#include "agreement_section.h"
#include "cytrial/core/error.h"
#include "cytrial/core/provenance.h"
#include "cytrial/trial/study_statistics.h"
#include "drift_section.h"
#include "outcome_section.h"
#include "page_frame.h"
#include "small_multiples.h"
#include "state_words.h"
#include "study_sections.h"
#include "subject_history.h"
#include "subject_section.h"
#include "swimmer_figure.h"
#include "timepoint_rows.h"
#include "visit_matrix.h"
#include "waterfall_figure.h"

namespace cyto {
namespace {

void check_markers(const Study& study, const TimepointTable& table) {
  for (const Timepoint& timepoint : table.rows) {
    if (timepoint.markers.size() != study.analytes.size()) {
      throw Error(ErrorCode::Internal, timepoint.subject + " " + timepoint.visit,
                  "does not have one marker per analyte of the study");
    }
  }
}

std::string subtitle_of(const Study& study) {
  std::string subtitle = study.protocol.title;
  subtitle += subtitle.empty() ? "" : " \u00b7 ";
  return subtitle + counted_noun(study.subjects.size(), "subject") + ", " +
         counted_noun(study.protocol.visits.size(), "planned visit") + " each";
}

void write_contents(Markup& page) {
  const auto nav = page.in("nav", {{"aria-label", "Contents"}});
  const auto list = page.in("ul");
  const auto entry = [&](std::string_view target, std::string_view name) {
    const auto item = page.in("li");
    page.leaf("a", name, {{"href", target}});
  };
  entry("#sums", "At a glance");
  entry("#visits", "Visits");
  entry("#attention", "Needs attention");
  entry("#swimmers", "Time on study");
  entry("#changes", "Best change");
  entry("#outcomes", "Progression and response");
  entry("#agreement", "CTC and markers together");
  entry("#courses", "All subjects side by side");
  entry("#timepoints", "Timepoints");
  entry("#subjects", "Subjects over time");
  entry("#stain", "Stain over the samples");
  entry("#plan", "Visit plan and limits");
  entry("#reading", "How to read this");
}

void write_reading(Markup& page, const Study& study) {
  page.leaf(
      "p",
      "A count is the number of events that passed the CTC gates in the blood volume analysed. The "
      "interval is the exact (Garwood) 95 % interval of a Poisson count: it covers the luck of the draw "
      "alone, not losses in preparation or differences between readers.");
  page.leaf("p", "Unfavourable means " + rule_words(study.ctc) +
                     ". Crossing the cut-off between two visits is not by itself a significant change.");
  page.leaf(
      "p",
      "0, not done and NOT EVALUABLE are three different things: 0 was counted and has an interval; "
      "not done was never analysed; NOT EVALUABLE was analysed and part of it was lost, so no count is "
      "given. QUARANTINED is a fourth: it is in doubt whose blood it is, and no count is given until a lab "
      "lead has released the sample.");
  page.leaf("p",
            "Every count is of one version of its sample's result. Where there are several, the remark "
            "result_version names the version used and what the one before counted; without the remark it is "
            "version 1, the only one.");
  page.leaf("p",
            "A serum value written as \u201cless than\u201d stays so: it is neither the limit, nor zero, nor "
            "missing. Values of different assays are not interchangeable.");
}

template <typename Content>
void write_section(Markup& page, std::string_view id, std::string_view heading, const Content& content) {
  const auto section = page.in("section", {{"id", id}});
  page.leaf("h2", heading);
  content();
}

}  // namespace

std::string study_report_html(const Study& study, const SampleSheet& samples, const TimepointTable& table,
                              const std::vector<SampleResult>& results, const AssessmentTable& assessments,
                              const TreatmentTable& treatments) {
  check_markers(study, table);
  const SampleTally tally = tally_samples(samples, results);
  const std::vector<SubjectHistory> histories = subject_histories(study, table, assessments, treatments);
  const StudyStatistics statistics = study_statistics(study, table, assessments);
  const PageFrame frame{study.title.empty() ? study.name : study.title, subtitle_of(study),
                        "Made with cytrial " + std::string(program_version()) + ". Study " + study.name +
                            ", study file SHA-256 " + study.digest + "."};
  return framed_page(frame, [&](Markup& page) {
    write_contents(page);
    write_section(page, "sums", "At a glance", [&] { write_sums(page, tally, tally_timepoints(table)); });
    write_section(page, "visits", "Visits", [&] { write_visit_matrix(page, study, histories); });
    write_section(page, "attention", "Needs attention",
                  [&] { write_attention(page, tally, table, results); });
    write_section(page, "swimmers", "Time on study", [&] { write_swimmers(page, study, histories); });
    write_section(page, "changes", "Best change", [&] { write_waterfalls(page, study, histories); });
    write_section(page, "outcomes", "Progression and response by baseline CTC",
                  [&] { write_outcomes(page, study, statistics); });
    write_section(page, "agreement", "CTC and markers together",
                  [&] { write_agreements(page, study, statistics.markers); });
    write_section(page, "courses", "All subjects side by side",
                  [&] { write_small_multiples(page, study, histories); });
    write_section(page, "timepoints", "Timepoints", [&] { write_timepoint_table(page, study, table); });
    write_section(page, "subjects", "Subjects over time", [&] { write_subjects(page, study, histories); });
    write_section(page, "stain", "Stain over the samples", [&] { write_drift(page, samples, results); });
    write_section(page, "plan", "Visit plan and limits", [&] { write_plan(page, study); });
    write_section(page, "reading", "How to read this", [&] { write_reading(page, study); });
  });
}

}  // namespace cyto
