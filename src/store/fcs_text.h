#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/core/event.h"
#include "cytrial/store/fcs_writer.h"

namespace cyto {

/// Bytes of the HEADER segment: version, four blanks, six offsets of eight digits.
inline constexpr std::size_t kFcsHeaderBytes = 58;
/// Largest offset that fits the header; data beyond it is found through $BEGINDATA and $ENDDATA.
inline constexpr std::uint64_t kFcsMaxHeaderOffset = 99'999'999;

/// First and last byte of a segment, counted from the front of the file; both 0 when there is none.
struct FcsSegment {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// What the TEXT segment says.
struct FcsText {
  FcsSegment data;
  std::uint64_t total = 0;
  std::vector<std::string> ranges;  ///< $PnR, one per column
  std::string spillover;            ///< value of $SPILLOVER; empty: no keyword
  FcsKeywords custom;
};

/// The HEADER segment. @throws Error Internal when `text` does not fit its eight digits.
[[nodiscard]] std::string fcs_header(FcsSegment text, FcsSegment data);

/// The TEXT segment, its delimiter (form feed) first, delimiters in values doubled.
/// @throws Error Internal when a name or value is not allowed in FCS.
[[nodiscard]] std::string fcs_text(const FeatureSchema& schema, const FcsText& text);

/// The value of $SPILLOVER: number of columns, their names, the matrix row by row; empty without columns.
/// @throws Error Internal when a column is not in `schema` or the matrix is not square.
[[nodiscard]] std::string spillover_text(const FeatureSchema& schema, const FcsSpillover& spillover);

/// Splits a TEXT segment. @throws Error BadData naming `file`.
[[nodiscard]] FcsKeywords parse_fcs_text(std::string_view text, const std::filesystem::path& file);

/// `name` with a-z as A-Z: FCS keywords are the same in any case.
[[nodiscard]] std::string upper_case(std::string_view name);

}  // namespace cyto
