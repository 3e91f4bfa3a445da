#include "argument_parts.h"

#include "cytrial/core/number_text.h"
#include "cytrial/core/units.h"

namespace cyto::cli {

CLI::Validator between(double low, double high) {
  const auto problem_of = [low, high](const std::string& text) -> std::string {
    const auto number = parse_double(text);
    if (number && *number >= low && *number <= high) {
      return "";
    }
    return text + " is not a number from " + number_text(low) + " to " + number_text(high);
  };
  return {problem_of, "", "between"};
}

void add_pixel_size(CLI::App& app, std::optional<double>& pixel_size_um) {
  app.add_option("--pixel-size-um", pixel_size_um, "Edge of a pixel on the slide; wins over the file")
      ->type_name("UM")
      ->check(between(kMinPixelSizeUm, kMaxPixelSizeUm));
}

}  // namespace cyto::cli
