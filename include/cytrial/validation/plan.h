#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cyto::validation {

/// What a sample of a validation is for.
enum class PlanRole {
  Ladder,  ///< a known number of cells, one step of a ladder
  Blank,   ///< known to hold no tumor cell
  Low,     ///< known to hold few
  Repeat,  ///< measured again and again
  Cells,   ///< its cells are known one by one
};

/// "ladder", "blank", "low", "repeat", "cells".
[[nodiscard]] std::string_view name_of(PlanRole role) noexcept;

/// One row of the plan's sheet.
struct PlanSample {
  std::size_t row = 0;           ///< as a spreadsheet counts: the header is row 1
  std::string name;              ///< a valid id, unique in the plan
  std::filesystem::path result;  ///< result folder
  std::string sample_id;         ///< in it; empty: the only one it holds
  PlanRole role = PlanRole::Cells;
  std::optional<double> expected;  ///< tumor cells in the sample; >= 0
  std::string group;               ///< of replicates; empty: by role and expected number
  std::string batch;
  std::string material;                        ///< what was measured, in words; never empty
  std::optional<std::filesystem::path> truth;  ///< truth table of its cells
};

/// How tables call the program's own decision beside those of readers.
inline constexpr std::string_view kProgram = "program";

/// One reader's decision on one event.
struct ReaderCall {
  std::string sample;  ///< name in the plan
  std::uint64_t event_id = 0;
  std::string reader;          ///< a valid id, not kProgram
  std::optional<bool> is_ctc;  ///< empty: the reader could not decide
};

/// What a laboratory measured to verify the program (docs/formats/validation-plan.md).
struct ValidationPlan {
  std::filesystem::path file;
  std::string name;
  double max_distance_um = 3.0;     ///< farther events and true objects are no match
  std::vector<PlanSample> samples;  ///< in sheet order, at least one
  std::vector<ReaderCall> calls;    ///< in file order
};

/// A material that begins so marks simulated samples.
inline constexpr std::string_view kSimulated = "simulated";

/// Reads a plan: a CSV sheet, or a JSON file that names the sheet and the readers' decisions. Paths are
/// relative to the file they stand in. Any row that is wrong refuses the plan: a validation without one of
/// its samples is another validation.
/// @throws Error NoInput, NoPermission, Io; BadConfig for the JSON; BadData naming file, row and column.
[[nodiscard]] ValidationPlan read_plan(const std::filesystem::path& file);

}  // namespace cyto::validation
