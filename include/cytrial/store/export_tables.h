#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "cytrial/store/run_store.h"

namespace cyto {

enum class TableFormat { Csv, Json };

/// The events of one sample or of all (sorted by sample), streamed. First columns: sample_id, event_id,
/// x_px, y_px, x_um, y_um, nucleus_area_um2, cell_area_um2, phenotype; then gate_path, cluster and every
/// measure.
/// @throws Error Usage for an unknown sample; NotEvaluable naming samples that have no events.
void export_events(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out);
void export_candidates(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                       std::ostream& out);
/// One row per sample, not evaluable ones with an empty count, their status and their reasons.
void export_counts(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out);

}  // namespace cyto
