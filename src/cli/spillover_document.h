#pragma once

#include <optional>

#include "cytrial/calib/calibration_set.h"
#include "cytrial/exchange/flow_events.h"
#include "cytrial/store/run_store.h"

namespace cyto::cli {

/// Keeps the spillover matrix of a calibration, when it has one, with the run: exports of events need it.
void keep_spillover(RunStore& store, const CalibrationSet* calibration);

/// The matrix that the events of a stored sample were compensated with; empty when they were not.
/// @throws Error BadData when the folder does not hold it.
[[nodiscard]] std::optional<EventSpillover> kept_spillover(const RunStore& store, const SampleResult& result);

}  // namespace cyto::cli
