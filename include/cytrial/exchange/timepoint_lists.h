#pragma once

#include <iosfwd>

#include "cytrial/exchange/lab_ledger.h"
#include "cytrial/store/table_writer.h"

namespace cyto {

/// One row per subject, timepoint and test (docs/formats/timepoints.md#one-row-per-test). @throws Error Io.
void write_long_timepoints(const LabLedger& ledger, TableFormat format, std::ostream& out);

/// One row per subject; for every visit and test its value, its censor sign and its state
/// (docs/formats/timepoints.md#one-row-per-subject). @throws Error Io.
void write_wide_timepoints(const LabLedger& ledger, TableFormat format, std::ostream& out);

}  // namespace cyto
