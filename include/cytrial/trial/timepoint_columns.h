#pragma once

#include <string>
#include <vector>

#include "cytrial/trial/study.h"
#include "cytrial/trial/timepoint_join.h"

namespace cyto {

/// What a column of the timepoint table holds; tells a writer how to print a cell.
enum class CellKind { Text, Number };

struct TimepointColumn {
  std::string name;  ///< unique, lower case, with its unit: "per_7_5_ml", "ca153"
  CellKind kind = CellKind::Text;
};

/// The timepoint table as rows of text, for CSV, JSON and the console (docs/formats/timepoints.md). An absent
/// value is an empty cell, never 0.
struct TimepointGrid {
  std::vector<TimepointColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
};

/// The columns of a study's table: fixed ones, then those of each analyte, then the flags.
[[nodiscard]] std::vector<TimepointColumn> timepoint_columns(const Study& study);

[[nodiscard]] TimepointGrid timepoint_grid(const Study& study, const TimepointTable& table);

/// What did not match, as rows of text: source, code, text.
[[nodiscard]] TimepointGrid unmatched_grid(const TimepointTable& table);

}  // namespace cyto
