#pragma once

#include <cstddef>
#include <vector>

#include "cytrial/core/result_sink.h"
#include "cytrial/core/sample.h"
#include "cytrial/report/sample_report.h"
#include "cytrial/store/run_store.h"
#include "markup.h"

namespace cyto {

/// The order candidates are shown in: CTCs first, then double positive, fragments and the rest, each by
/// event.
[[nodiscard]] std::vector<const Candidate*> shown_order(const std::vector<Candidate>& candidates);

/// Candidates as cards: their crops with a scale bar, where they are and what the gates saw. Stops at
/// options.gallery_candidates and says how many more there are.
void write_gallery(Markup& page, const SampleResult& result, const std::vector<Candidate>& candidates,
                   const RunStore& store, const SampleReportOptions& options);

}  // namespace cyto
