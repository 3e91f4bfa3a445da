#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "arguments.h"

// What the options of several commands are made of.

namespace cyto::cli {

/// Arguments that a callback fills later: they live as long as the parser.
template <typename Args>
struct Subcommand {
  std::shared_ptr<Args> args = std::make_shared<Args>();
  CLI::App* app = nullptr;
};

template <typename Args>
Subcommand<Args> add(CLI::App& parent, ParsedArguments& parsed, const char* name, const char* summary,
                     const char* examples) {
  Subcommand<Args> made;
  made.app = parent.add_subcommand(name, summary);
  made.app->footer(std::string("Examples:\n") + examples);
  made.app->callback([args = made.args, &parsed] { parsed.command = *args; });
  return made;
}

/// A number from `low` to `high`; everything else, NaN too, is refused in words.
[[nodiscard]] CLI::Validator between(double low, double high);

template <typename Number>
CLI::Option* add_number(CLI::App& app, const char* name, Number& number, const char* description,
                        const char* unit, const CLI::Validator& range) {
  return app.add_option(name, number, description)->type_name(unit)->check(range)->capture_default_str();
}

void add_pixel_size(CLI::App& app, std::optional<double>& pixel_size_um);

}  // namespace cyto::cli
