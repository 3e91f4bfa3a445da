#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/core/provenance.h"
#include "cytrial/core/result_sink.h"
#include "cytrial/core/reviewed_counts.h"
#include "cytrial/core/sample.h"
#include "cytrial/store/run_store.h"
#include "cytrial/trial/study.h"

namespace cyto {

/// A signature under the result of a sample, as the review holds it.
struct SampleSignature {
  std::string by;       ///< user name
  std::string name;     ///< full name
  std::string role;     ///< "lab_lead"
  std::string at;       ///< time, ISO 8601, UTC
  std::string meaning;  ///< "reviewed", "approved", "rejected"
  std::string digest;   ///< SHA-256 of what was signed
  std::string invalid;  ///< why it no longer fits what stands; empty: it is valid
};

/// One version of a sample's result (docs/methods/versions.md).
struct ReportedVersion {
  int number = 0;
  bool current = false;  ///< the one that the page shows
  std::string program_version;
  std::string config_digest;
  std::string ctcs;  ///< empty: not counted
};

/// Where the sample stands in its study.
struct SamplePlace {
  std::string subject;
  std::string visit;
  std::string collected;           ///< as the sheet has it; may be empty
  std::size_t subject_number = 0;  ///< of "#subject-<number>" in the study's page; 0: no link
};

/// How much a sample report shows, and what it judges the count by.
struct SampleReportOptions {
  CtcRule ctc;                              ///< of the study; the default is 5 per 7.5 mL
  std::size_t gallery_candidates = 200;     ///< the rest is named by number
  double scale_bar_um = 10.0;               ///< > 0
  std::optional<SamplePlace> place;         ///< empty: the sample is of no study
  std::vector<SampleSignature> signatures;  ///< in the order given; empty: "not signed"
  std::vector<ReportedVersion> versions;    ///< the oldest first; empty: versions are not known
  std::optional<ReviewedCounts> review;     ///< what readers made of the sample; empty: no review
};

/// One sample as a self-contained HTML page (docs/formats/report.md): status and count with exact interval,
/// quality flags, coverage, counts by phenotype, leukocyte population, candidates as pictures, signatures,
/// provenance.
/// No script, nothing from outside the file.
///
/// A sample that is not evaluable or a duplicate shows its reasons and no count and no candidate, whatever
/// `result.counts` and `candidates` hold.
///
/// @param candidates in event order; shown CTCs first.
/// @param store read for the crops of the candidates shown, nothing else.
/// @throws Error Internal when an evaluable result has no counts; BadData for a crop that is no PNG; those of
/// RunStore::crop(). Same input, same bytes.
[[nodiscard]] std::string sample_report_html(const SampleResult& result, const Provenance& provenance,
                                             const std::vector<Candidate>& candidates, const RunStore& store,
                                             const SampleReportOptions& options = {});

}  // namespace cyto
