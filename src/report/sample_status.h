#pragma once

#include "cytrial/core/sample.h"
#include "cytrial/trial/study.h"
#include "markup.h"

namespace cyto {

/// Whether the sample was counted for CTCs: false for a panel that can only find nuclei.
[[nodiscard]] bool is_classified(const SampleCounts& counts) noexcept;

/// The first thing to read: the count with its interval and verdict, or why there is none.
void write_status_banner(Markup& page, const SampleResult& result, const CtcRule& rule);

}  // namespace cyto
