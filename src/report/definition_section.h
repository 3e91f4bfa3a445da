#pragma once

#include "cytrial/core/sample.h"
#include "markup.h"

namespace cyto {

/// One row per definition of the gate file: count, exact interval, and what it is per 7.5 mL; which one is
/// the reported count. Nothing without definitions. @pre result.counts is set.
void write_definitions(Markup& page, const SampleResult& result);

/// Levels of further markers (HER2) among the CTCs, with the published summaries. Nothing without such a
/// channel.
/// @pre result.counts is set.
void write_marker_levels(Markup& page, const SampleResult& result);

}  // namespace cyto
