#include <fstream>
#include <iostream>
#include <optional>

#include "commands.h"
#include "cytrial/core/atomic_file.h"
#include "cytrial/core/error.h"
#include "cytrial/store/export_tables.h"
#include "exchange_export.h"
#include "feature_export.h"
#include "population_table.h"
#include "sample_versions.h"
#include "study_results.h"
#include "tables.h"

namespace cyto::cli {
namespace {

/// A table of subjects and visits, or over all of them.
void export_study_table(const ExportArgs& args, const RunStore& store, TableFormat format,
                        std::ostream& out) {
  if (args.sample_id) {
    throw Error(ErrorCode::Usage, "--sample", "does not go with --table " + args.table,
                "the table is of subjects and visits, not of samples");
  }
  if (args.table == "timepoints_long" || args.table == "timepoints_wide") {
    export_timepoint_list(args, store, format, out);
    return;
  }
  const StudyResults joined = join_results(args.run, store, std::nullopt);
  if (args.table == "statistics") {
    write_grid(summary_grid(joined), format, out);
  } else if (args.table == "survival") {
    write_grid(curves_grid(joined), format, out);
  } else {
    write_grid(timepoint_grid(joined.study, joined.timepoints), format, out);
  }
}

void export_table(const ExportArgs& args, const RunStore& store, std::ostream& out) {
  const TableFormat format = args.format == "csv" ? TableFormat::Csv : TableFormat::Json;
  if (args.table == "events") {
    export_events(store, args.sample_id, format, out);
  } else if (args.table == "candidates") {
    export_candidates(store, args.sample_id, format, out);
  } else if (args.table == "counts") {
    export_counts(store, args.sample_id, format, out);
  } else if (args.table == "definitions") {
    export_definitions(store, args.sample_id, format, out);
  } else if (args.table == "markers") {
    export_markers(store, args.sample_id, format, out);
  } else if (args.table == "population") {
    export_population(store, args.sample_id, format, out);
  } else if (args.table == "versions") {
    write_grid(versions_grid(store), format, out);
  } else if (args.table == "features") {
    export_features(store, args.sample_id, format, out);
  } else if (args.table == "labels") {
    export_labels(args.run, store, {args.sample_id, args.source, args.gates_leukocytes}, format, out);
  } else {
    export_study_table(args, store, format, out);
  }
}

/// Nothing in a result folder tells simulated scans from real ones, and a model has to.
void require_source_of_labels(const ExportArgs& args) {
  const bool labels = args.table == "labels";
  if (labels && args.source.empty()) {
    throw Error(ErrorCode::Usage, "--table labels", "needs --source simulated or --source real",
                "say what the decisions were made on: a model tells it wherever it is used");
  }
  if (!labels && (!args.source.empty() || args.gates_leukocytes > 0)) {
    throw Error(ErrorCode::Usage, args.source.empty() ? "--gates-leukocytes" : "--source",
                "goes with --table labels only");
  }
}

void export_to_file(const ExportArgs& args, const RunStore& store) {
  AtomicFile file(*args.output);
  std::ofstream out(file.path(), std::ios::binary | std::ios::trunc);
  std::optional<Error> missing_samples;
  try {
    export_table(args, store, out);
  } catch (const Error& problem) {
    // Of all samples those without events are told at the end; the rows of the others are whole.
    const bool rows_are_whole = problem.code() == ErrorCode::NotEvaluable && !args.sample_id;
    if (out && !rows_are_whole) {
      throw;
    }
    missing_samples = problem;
  }
  out.flush();
  if (!out) {  // the table knows that, too, but not the name of the file
    throw Error(ErrorCode::TryAgain, args.output->string(), "cannot be written to the end",
                "free disk space and run again");
  }
  out.close();
  file.commit();
  if (missing_samples) {
    throw *missing_samples;
  }
}

}  // namespace

int run(const ExportArgs& args) {
  require_source_of_labels(args);
  const auto store = RunStore::open_for_reading(args.run);
  if (!args.as.empty()) {
    export_for_exchange(args, *store);
  } else if (args.output && *args.output != "-") {
    export_to_file(args, *store);
  } else {
    export_table(args, *store, std::cout);
  }
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
