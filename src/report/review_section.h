#pragma once

#include "cytrial/core/reviewed_counts.h"
#include "markup.h"

namespace cyto {

/// Automatic count, both readers' counts and the reviewed count side by side, which of them counts and why;
/// agreement; the end of the audit trail.
void write_review(Markup& page, const ReviewedCounts& review);

}  // namespace cyto
