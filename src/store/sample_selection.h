#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cytrial/store/run_store.h"

namespace cyto {

/// The samples that an export covers.
struct SampleSelection {
  std::vector<std::string> with_events;     ///< evaluable, sorted
  std::vector<std::string> without_events;  ///< not evaluable or duplicates, sorted

  /// @throws Error NotEvaluable naming the samples without events, when there are any.
  void refuse_missing() const;
};

/// One sample or all of them. @throws Error Usage for an unknown sample, NotEvaluable when the one asked for
/// has no events.
[[nodiscard]] SampleSelection select_samples(const RunStore& store,
                                             const std::optional<std::string>& sample_id);

/// @throws Error Usage naming the sample.
[[noreturn]] void refuse_unknown_sample(const std::string& sample_id);

}  // namespace cyto
