#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/study.h"

namespace cyto {

/// A text placed on a row above a figure.
struct PlacedLabel {
  double x_px = 0.0;  ///< of its middle
  std::size_t row = 0;
  std::string text;
  int day = 0;
};

/// Study days from left to right.
struct DayAxis {
  int first_day = 0;
  int last_day = 0;
  double left_px = 0.0;
  double right_px = 0.0;

  [[nodiscard]] double x(int day) const noexcept;
};

/// Width of `text` in the figure's font, at 12 px, roughly and never too small for Latin text.
[[nodiscard]] double text_width_px(std::string_view text) noexcept;

/// At most `most` characters of `text`; a shortened one ends in an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

/// Visit codes above their day, in as few rows as they need, at most `rows`; a code that fits no row is left
/// out (the table names every visit).
[[nodiscard]] std::vector<PlacedLabel> placed_visits(const std::vector<Visit>& visits, const DayAxis& axis,
                                                     std::size_t rows);

/// Day numbers below the axis: visit days first come, no two overlap.
[[nodiscard]] std::vector<PlacedLabel> placed_days(const std::vector<Visit>& visits, const DayAxis& axis);

}  // namespace cyto
