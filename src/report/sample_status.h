#pragma once

#include "cytrial/core/sample.h"
#include "cytrial/trial/study.h"
#include "markup.h"

namespace cyto {

/// The first thing to read: the count with its interval and verdict, or why there is none.
void write_status_banner(Markup& page, const SampleResult& result, const CtcRule& rule);

}  // namespace cyto
