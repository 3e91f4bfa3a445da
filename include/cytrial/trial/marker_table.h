#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/statistics/censored_value.h"
#include "cytrial/trial/collection_time.h"
#include "cytrial/trial/refused_row.h"
#include "cytrial/trial/study.h"

namespace cyto {

using statistics::Censor;

/// "", "<", "<=", ">", ">=".
[[nodiscard]] std::string_view symbol_of(Censor censor) noexcept;

/// A laboratory value text, understood or refused.
struct MarkerValueReading {
  std::optional<double> value;  ///< the value, or the bound when censored; >= 0
  Censor censor = Censor::None;
  std::string code;  ///< empty, or why it is refused: "no_value", "decimal_comma", ...
  std::string text;
};

/// Reads a value as laboratories write it: an optional <, <=, >, >=, U+2264 or U+2265, then digits with an
/// optional '.' and digits. Blanks around and after the sign are allowed; everything else is refused with its
/// own code (docs/formats/study.md has the table), never repaired.
[[nodiscard]] MarkerValueReading read_marker_value(std::string_view text);

/// One laboratory result.
struct MarkerResult {
  std::size_t row = 0;  ///< as a spreadsheet counts: the header is row 1
  std::string subject;  ///< as written
  std::string visit;    ///< as written; empty: placed by its collection time
  std::string analyte;  ///< code in the study file
  std::optional<CollectionTime> collected;
  std::string value_text;  ///< verbatim, "<2.0"
  std::string unit_text;   ///< verbatim, "kU/L"
  Censor censor = Censor::None;
  double value = 0.0;  ///< value or bound in `unit`
  std::string unit;    ///< the analyte's unit
  std::string assay;   ///< may be empty
};

struct MarkerTable {
  std::filesystem::path file;       ///< empty: the study has no marker table
  std::vector<MarkerResult> rows;   ///< in file order
  std::vector<RefusedRow> refused;  ///< in file order; rows in = rows + refused
};

/// Reads markers.csv (docs/formats/study.md): columns subject, analyte, collected, value, unit, assay;
/// optional visit. A row that is wrong in itself is refused, with its place.
/// @throws Error NoInput, NoPermission, Io; BadData when the file is no CSV, or a column is unknown, missing
/// or there twice.
[[nodiscard]] MarkerTable read_marker_table(const std::filesystem::path& file, const Study& study);

}  // namespace cyto
