#pragma once

#include <hwy/targets.h>

#include <cstdint>

namespace cyto::testing {

/// Calls `check(name)` once for every vector unit that kernels are built for and that this processor has,
/// with that unit chosen. Then all are allowed again.
template <typename Check>
void on_each_vector_unit(const Check& check) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace cyto::testing
