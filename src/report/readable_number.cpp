#include "readable_number.h"

#include <algorithm>
#include <cmath>

#include "cytrial/core/number_text.h"

namespace cyto {
namespace {

int decimals_for(double value) {
  const double size = std::abs(value);
  if (value == std::floor(value)) {
    return 0;
  }
  if (size >= 99.95) {
    return 0;
  }
  return size >= 9.995 ? 1 : 2;
}

/// Commas between the thousands of the whole part of a plain decimal text.
std::string with_commas(std::string text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = std::min(text.find('.'), text.size()); at > first + 3; at -= 3) {
    text.insert(at - 3, 1, ',');
  }
  return text;
}

}  // namespace

std::string grouped(std::uint64_t value) {
  return with_commas(std::to_string(value));
}

std::string readable(double value) {
  return with_commas(number_text(value, decimals_for(value)));
}

std::string readable_beside(double value, double cut_off) {
  constexpr int kMostDecimals = 9;
  for (int decimals = decimals_for(value); decimals <= kMostDecimals; ++decimals) {
    const std::string text = number_text(value, decimals);
    const auto shown = parse_double(text);
    if (shown && (*shown < cut_off) == (value < cut_off)) {
      return with_commas(text);
    }
  }
  return number_text(value);
}

std::string readable_interval(double low, double high) {
  return readable(low) + " to " + readable(high);
}

std::string readable_share(double share) {
  const double percent = 100.0 * share;
  if (percent > 0.0 && percent < 0.05) {
    return "< 0.1 %";
  }
  if (percent < 100.0 && percent >= 99.95) {
    return "> 99.9 %";
  }
  return number_text(percent, 1) + " %";
}

std::string readable_p(double p) {
  constexpr double kLeast = 0.001;
  constexpr double kSignificance = 0.05;
  constexpr int kMostDecimals = 9;
  if (p < kLeast) {
    return "p < 0.001";
  }
  std::string text = number_text(p, 3);
  for (int decimals = 4; decimals <= kMostDecimals; ++decimals) {
    const auto shown = parse_double(text);
    if (shown && (*shown <= kSignificance) == (p <= kSignificance)) {
      break;
    }
    text = number_text(p, decimals);
  }
  return "p = " + text;
}

}  // namespace cyto
