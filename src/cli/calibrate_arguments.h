#pragma once

#include "arguments.h"

namespace CLI {
class App;
}

namespace cyto::cli {

/// Adds 'cytrial calibrate' with its kinds.
void add_calibrate(CLI::App& app, ParsedArguments& parsed);

}  // namespace cyto::cli
