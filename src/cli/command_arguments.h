#pragma once

#include "arguments.h"

namespace CLI {
class App;
}

// Commands whose options are many enough for a file of their own.

namespace cyto::cli {

/// Adds 'cytrial calibrate' with its kinds.
void add_calibrate(CLI::App& app, ParsedArguments& parsed);
/// Adds 'cytrial simulate'.
void add_simulate(CLI::App& app, ParsedArguments& parsed);
/// Adds 'cytrial simulate-study'.
void add_simulate_study(CLI::App& app, ParsedArguments& parsed);
/// Adds 'cytrial review', 'users' and 'verify'.
void add_review(CLI::App& app, ParsedArguments& parsed);
/// Adds 'cytrial label'.
void add_label(CLI::App& app, ParsedArguments& parsed);
/// Adds 'cytrial train'.
void add_train(CLI::App& app, ParsedArguments& parsed);

}  // namespace cyto::cli
