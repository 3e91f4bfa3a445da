#pragma once

#include <string>
#include <string_view>

#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// "code: text", the form of Timepoint::flags.
[[nodiscard]] std::string flag_text(std::string_view code, std::string_view text);

/// Puts the count of one analysed sample into its timepoint: state, count, exact limits, volume, value per
/// 7.5 mL, judgement, flags.
void fill_ctc(const Study& study, const SheetSample& sample, const SampleResult& result,
              Timepoint& timepoint);

}  // namespace cyto
