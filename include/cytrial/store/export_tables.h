#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "cytrial/store/run_store.h"
#include "cytrial/store/table_writer.h"

namespace cyto {

// The tables of a result folder (docs/formats/exports.md): one sample, or all sorted by sample. Without a
// sample that has events, a table of all samples is its header alone.

/// The events, streamed. First columns: sample_id, event_id, x_px, y_px, x_um, y_um, nucleus_area_um2,
/// cell_area_um2, phenotype; then gate_path, cluster_id, cluster_size and every other column of the event
/// files.
/// @throws Error Usage for an unknown sample; NotEvaluable when the sample asked for has no events, or, with
/// the table of all others complete, naming those that have none; BadConfig, before anything is written, when
/// samples have different columns; BadData for a damaged file; Io.
void export_events(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out);
/// The candidates, with a column for every measure that any of them has. @throws Error as export_events().
void export_candidates(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                       std::ostream& out);
/// One row per sample, not evaluable ones with empty counts, their status and their reasons.
/// @throws Error Usage for an unknown sample; BadData, Io.
void export_counts(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                   std::ostream& out);

/// One row per sample and definition of its gate file, with the exact interval of the count.
/// @throws Error as export_counts().
void export_definitions(const RunStore& store, const std::optional<std::string>& sample_id,
                        TableFormat format, std::ostream& out);

/// One row per sample and channel with levels: CTCs by level and the published summaries.
/// @throws Error as export_counts().
void export_markers(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                    std::ostream& out);

}  // namespace cyto
