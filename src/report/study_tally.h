#pragma once

#include <cstddef>
#include <vector>

#include "cytrial/core/sample.h"
#include "cytrial/trial/sample_sheet.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// Where every row of the sample sheet went. The parts add up to `received` by construction.
struct SampleTally {
  std::size_t evaluable = 0;
  std::size_t not_evaluable = 0;
  std::size_t quarantined = 0;
  std::size_t duplicates = 0;
  std::size_t refused = 0;                        ///< rows of the sheet that could not be used
  std::size_t not_done = 0;                       ///< rows without a result yet
  std::vector<const SampleResult*> beside_sheet;  ///< results of samples that the sheet does not hold

  [[nodiscard]] std::size_t received() const noexcept {
    return evaluable + not_evaluable + quarantined + duplicates + refused + not_done;
  }
};

/// What became of the planned timepoints.
struct TimepointTally {
  std::size_t counted = 0;
  std::size_t not_evaluable = 0;
  std::size_t quarantined = 0;
  std::size_t not_done = 0;
  std::size_t unfavourable = 0;  ///< of the counted ones

  [[nodiscard]] std::size_t planned() const noexcept {
    return counted + not_evaluable + quarantined + not_done;
  }
};

/// @throws Error Internal when two results are of one sample.
[[nodiscard]] SampleTally tally_samples(const SampleSheet& samples, const std::vector<SampleResult>& results);
[[nodiscard]] TimepointTally tally_timepoints(const TimepointTable& table);

}  // namespace cyto
