#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace cyto {

/// Why the program ended. The value is the process exit code: never renumber.
/// The same table stands in docs/manual/exit-codes.md.
enum class ErrorCode {
  Ok = 0,             ///< every sample evaluable
  NotEvaluable = 1,   ///< finished, at least one sample NOT EVALUABLE or quarantined
  Usage = 64,         ///< wrong arguments
  BadData = 65,       ///< an input file is damaged, hostile or contradicts itself
  NoInput = 66,       ///< an input file or folder is missing
  Internal = 70,      ///< a bug of this program
  OutOfMemory = 71,   ///< memory could not be had
  CannotCreate = 73,  ///< an output cannot be created
  Io = 74,            ///< the system failed to read or write
  TryAgain = 75,      ///< temporary: locked, disk full; nothing lost, run again
  NoPermission = 77,  ///< access refused
  BadConfig = 78,     ///< configuration, panel, gates, calibration or schema do not fit
};

/// The name used in messages and JSON: "bad_data".
[[nodiscard]] std::string_view name_of(ErrorCode code) noexcept;

/// Thrown when a sample or the program cannot go on. One line tells what is at fault, what is wrong
/// and what to do: "<subject>: <problem>; <remedy>".
class Error : public std::runtime_error {
 public:
  /// @param subject what is at fault: a path, a JSON pointer, a tile, a table row.
  /// @param problem what is wrong with it, in plain words.
  /// @param remedy  what the user can do; empty when the problem says it.
  Error(ErrorCode code, std::string_view subject, std::string_view problem, std::string_view remedy = {});

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& subject() const noexcept { return subject_; }
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  [[nodiscard]] const std::string& remedy() const noexcept { return remedy_; }

 private:
  ErrorCode code_;
  std::string subject_;
  std::string problem_;
  std::string remedy_;
};

}  // namespace cyto
