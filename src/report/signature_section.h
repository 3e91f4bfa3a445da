#pragma once

#include <vector>

#include "cytrial/report/sample_report.h"
#include "markup.h"

namespace cyto {

/// Who signed the result, and whether each signature still fits it; or that nobody did.
void write_signatures(Markup& page, const std::vector<SampleSignature>& signatures);

}  // namespace cyto
