#include "day_axis.h"

#include <algorithm>
#include <limits>

namespace cyto {
namespace {

constexpr double kGapPx = 8.0;

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

double DayAxis::x(int day) const noexcept {
  if (last_day == first_day) {
    return (left_px + right_px) / 2.0;
  }
  const double share = (static_cast<double>(day) - first_day) / (static_cast<double>(last_day) - first_day);
  return left_px + share * (right_px - left_px);
}

double text_width_px(std::string_view text) noexcept {
  constexpr double kWidestUsualLetterPx = 8.0;
  return kWidestUsualLetterPx *
         static_cast<double>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t keep = 0;  // bytes before the character that the ellipsis replaces
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (starts_character(text[at])) {
      ++characters;
      keep = characters == most ? at : keep;
    }
  }
  return characters <= most ? std::string(text) : std::string(text.substr(0, keep)) + "\u2026";
}

std::vector<PlacedLabel> placed_visits(const std::vector<Visit>& visits, const DayAxis& axis,
                                       std::size_t rows) {
  constexpr std::size_t kMostCharacters = 12;
  std::vector<double> free_from(rows, -std::numeric_limits<double>::infinity());
  std::vector<PlacedLabel> labels;
  for (const Visit& visit : visits) {
    PlacedLabel label{axis.x(visit.day), 0, shortened(visit.code, kMostCharacters), visit.day};
    const double half = text_width_px(label.text) / 2.0;
    const auto row = std::find_if(free_from.begin(), free_from.end(),
                                  [&](double from) { return label.x_px - half >= from; });
    if (row != free_from.end()) {
      *row = label.x_px + half + kGapPx;
      label.row = static_cast<std::size_t>(row - free_from.begin());
      labels.push_back(std::move(label));
    }
  }
  return labels;
}

std::vector<PlacedLabel> placed_days(const std::vector<Visit>& visits, const DayAxis& axis) {
  double free_from = -std::numeric_limits<double>::infinity();
  std::vector<PlacedLabel> labels;
  for (const Visit& visit : visits) {
    const std::string text = std::to_string(visit.day);
    const double half = text_width_px(text) / 2.0;
    const double x = axis.x(visit.day);
    if (x - half >= free_from) {
      labels.push_back({x, 0, text, visit.day});
      free_from = x + half + kGapPx;
    }
  }
  return labels;
}

}  // namespace cyto
