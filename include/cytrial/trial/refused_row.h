#pragma once

#include <cstddef>
#include <string>

namespace cyto {

/// A row of a sheet that cannot be used. It is reported and stops no other row.
struct RefusedRow {
  std::size_t row = 0;  ///< as a spreadsheet counts: the header is row 1
  std::string code;     ///< "no_unit", "bad_value", ...: docs/formats/timepoints.md
  std::string text;     ///< what is wrong and what to do
  std::string sample;   ///< as written, may be empty (marker rows have none)
  std::string subject;  ///< as written, may be empty
  std::string visit;    ///< as written, may be empty
  std::string analyte;  ///< as written, may be empty (sample rows have none)
};

}  // namespace cyto
