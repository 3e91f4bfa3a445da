#include "cytrial/report/sample_report.h"

#include "cytrial/core/error.h"
#include "definition_section.h"
#include "gallery.h"
#include "page_frame.h"
#include "review_section.h"
#include "sample_sections.h"
#include "sample_status.h"
#include "signature_section.h"

namespace cyto {
namespace {

std::string made_with(const Provenance& provenance) {
  return "Made with " + provenance.program_version + ", configuration SHA-256 " + provenance.config_digest +
         ".";
}

std::string subtitle_of(const SampleResult& result) {
  std::string names;
  for (const std::string& file : result.scan_files) {
    (names += names.empty() ? "Scan " : ", ") += file;
  }
  return names;
}

void write_place(Markup& page, const SamplePlace& place) {
  const auto line = page.in("p", {{"class", "place"}});
  page.text("Subject ");
  if (place.subject_number != 0) {
    page.leaf("a", place.subject,
              {{"href", "../../report.html#subject-" + std::to_string(place.subject_number)}});
  } else {
    page.text(place.subject);
  }
  page.text(", visit " + place.visit);
  page.text(place.collected.empty() ? "." : ", collected " + place.collected + ".");
}

/// What only a sample with a count may show.
void write_counted(Markup& page, const SampleResult& result, const std::vector<Candidate>& candidates,
                   const RunStore& store, const SampleReportOptions& options) {
  write_counts(page, result);
  if (options.review) {
    write_review(page, *options.review);
  }
  write_definitions(page, result);
  write_marker_levels(page, result);
  write_gallery(page, result, candidates, store, options);
  write_population(page, result);
}

}  // namespace

std::string sample_report_html(const SampleResult& result, const Provenance& provenance,
                               const std::vector<Candidate>& candidates, const RunStore& store,
                               const SampleReportOptions& options) {
  const bool evaluable = result.status == SampleStatus::Evaluable;
  if (evaluable && !result.counts) {
    throw Error(ErrorCode::Internal, result.sample_id, "is evaluable but has no counts");
  }
  const PageFrame frame{"Sample " + result.sample_id, subtitle_of(result), made_with(provenance)};
  return framed_page(frame, [&](Markup& page) {
    if (options.place) {
      write_place(page, *options.place);
    }
    write_status_banner(page, result, options.ctc);
    write_failures(page, result);
    write_flags(page, result);
    write_coverage(page, result);
    if (evaluable) {
      write_counted(page, result, candidates, store, options);
    }
    write_signatures(page, options.signatures);
    write_provenance(page, result, provenance, options.versions);
  });
}

}  // namespace cyto
