#pragma once

#include <string>
#include <vector>

#include "cytrial/core/provenance.h"
#include "cytrial/core/sample.h"
#include "cytrial/report/measure_label.h"
#include "cytrial/report/sample_report.h"
#include "markup.h"

namespace cyto {

/// Findings that stand beside the count.
void write_flags(Markup& page, const SampleResult& result);
/// How much of the scan was analysed and in focus.
void write_coverage(Markup& page, const SampleResult& result);
/// @pre result.counts is set.
void write_counts(Markup& page, const SampleResult& result);
/// The leukocytes that relative gates are measured in.
void write_population(Markup& page, const SampleResult& result);
/// Places of the scan that could not be used, each with its remedy.
void write_failures(Markup& page, const SampleResult& result);
/// What the result was made with and from.
void write_provenance(Markup& page, const SampleResult& result, const Provenance& provenance,
                      const std::vector<ReportedVersion>& versions);

}  // namespace cyto
