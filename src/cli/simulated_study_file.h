#pragma once

#include <string>

#include "planted_faults.h"

namespace cyto::cli {

/// study.json of a simulated study: two arms, two sites, nine visits every three weeks.
[[nodiscard]] std::string simulated_study_file(const FaultPlan& plan);

}  // namespace cyto::cli
