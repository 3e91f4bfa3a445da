#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include "cytrial/store/run_store.h"
#include "cytrial/store/table_writer.h"

namespace cyto::cli {

/// Writes the features of models (docs/methods/model.md) of every event: sample_id, event_id, x_px, y_px,
/// phenotype, candidate (1: in the list of candidates), then the features. @throws Error as export_events();
/// NotEvaluable for a sample with too few leukocytes to measure in.
void export_features(const RunStore& store, const std::optional<std::string>& sample_id, TableFormat format,
                     std::ostream& out);

/// Which labels to write, and what they rest on.
struct LabelChoice {
  std::optional<std::string> sample_id;  ///< empty: of all samples
  std::string source;                    ///< "simulated" or "real": a scan does not tell
  std::uint64_t gates_leukocytes = 0;    ///< per sample, added with the label learn::kGatesLeukocyte
};

/// The same of the candidates that reviewers have decided on, with the columns batch, label and label_source
/// behind: what `cytrial train` reads (docs/formats/model.md). What the readings came to; while that is open,
/// the first reader's word; nothing for "unsure". The batch is the sample.
/// @throws Error NoInput when nothing was decided; as export_features().
void export_labels(const std::filesystem::path& run, const RunStore& store, const LabelChoice& choice,
                   TableFormat format, std::ostream& out);

}  // namespace cyto::cli
