#pragma once

#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"
#include "markup.h"
#include "study_tally.h"

namespace cyto {

/// How samples and timepoints add up, as two sums.
void write_sums(Markup& page, const SampleTally& samples, const TimepointTally& timepoints);

/// Samples without a count and inputs without a place: what somebody has to look at.
void write_attention(Markup& page, const SampleTally& samples, const TimepointTable& table,
                     const std::vector<SampleResult>& results);

/// The planned visits with their windows, and the upper limits of the markers.
void write_plan(Markup& page, const Study& study);

}  // namespace cyto
