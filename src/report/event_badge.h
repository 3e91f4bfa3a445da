#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/assessment_table.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// A short text in a frame on a figure, with what it means for people who point at it or do not see it.
struct EventBadge {
  std::string text;        ///< "PR", "IH", "EH"
  std::string_view style;  ///< class of the page's style sheet: "badge" or "badge-dark"
  std::string words;       ///< "MRI: partial response"
};

/// Response and progression of a restaging: "PR", then "IH" and "EH" where the disease was seen to have grown
/// in the liver or elsewhere.
[[nodiscard]] std::vector<EventBadge> badges_of(const Assessment& assessment);
/// "partial response".
[[nodiscard]] std::string_view response_words(Response response) noexcept;

/// Height of a badge, and the width that a text needs.
inline constexpr double kBadgeHeightPx = 14.0;
[[nodiscard]] double badge_width_px(std::string_view text) noexcept;
/// Draws the badge with its middle at (x, y).
void draw_badge(Markup& svg, const EventBadge& badge, double x, double y);

}  // namespace cyto
