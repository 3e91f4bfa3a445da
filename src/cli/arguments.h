#pragma once

#include <optional>

#include "commands.h"

namespace cyto::cli {

/// What the command line came to: a command to run, or the exit code to end with (help, version, mistakes).
struct ParsedArguments {
  std::optional<Command> command;
  int exit_code = 0;
};

/// Parses the command line; prints help and mistakes itself. Runs nothing.
[[nodiscard]] ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace cyto::cli
