#include "input_check.h"

#include <cmath>
#include <string>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"

namespace cyto::statistics {
namespace {

constexpr double kLeastVolumeMl = 1e-3;
constexpr double kMostVolumeMl = 1e3;

std::string text_of(double value) {
  if (std::isnan(value)) {
    return "(not a number)";
  }
  if (std::isinf(value)) {
    return value > 0.0 ? "(infinite)" : "(minus infinite)";
  }
  return number_text(value);
}

}  // namespace

void require(bool holds, std::string_view what, double value, std::string_view problem,
             std::string_view remedy) {
  if (!holds) {
    throw Error(ErrorCode::BadData, std::string(what) + " " + text_of(value), problem, remedy);
  }
}

void require_probability(std::string_view what, double value) {
  require(value > 0.0 && value < 1.0, what, value, "is not between 0 and 1",
          "give a share such as 0.95, not a percentage");
}

void require_volume(std::string_view what, double volume_ml) {
  require(volume_ml >= kLeastVolumeMl && volume_ml <= kMostVolumeMl, what, volume_ml,
          "is no volume of blood in mL", "give the millilitres that the count is of, above 0");
}

}  // namespace cyto::statistics
