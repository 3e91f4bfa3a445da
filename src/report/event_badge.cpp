#include "event_badge.h"

#include "svg_marks.h"

namespace cyto {

std::string_view response_words(Response response) noexcept {
  switch (response) {
    case Response::Complete:
      return "complete response";
    case Response::Partial:
      return "partial response";
    case Response::Stable:
      return "stable disease";
    case Response::NeitherCompleteNorProgressive:
      return "neither complete response nor progression";
    case Response::Progressive:
      return "progressive disease";
    case Response::NotEvaluable:
      return "response not evaluable";
  }
  return "";
}

std::vector<EventBadge> badges_of(const Assessment& assessment) {
  const std::string by = assessment.modality.empty() ? "" : assessment.modality + ": ";
  std::vector<EventBadge> badges;
  if (assessment.response) {
    const bool worse = *assessment.response == Response::Progressive;
    const bool neither = *assessment.response == Response::NeitherCompleteNorProgressive;
    badges.push_back({neither ? "non-CR/PD" : std::string(name_of(*assessment.response)),
                      worse ? "badge-dark" : "badge",
                      by + std::string(response_words(*assessment.response))});
  }
  if (assessment.intrahepatic_progression.value_or(false)) {
    badges.push_back({"IH", "badge-dark", by + "progression in the liver"});
  }
  if (assessment.extrahepatic_progression.value_or(false)) {
    badges.push_back({"EH", "badge-dark", by + "progression outside the liver"});
  }
  if (badges.empty()) {
    badges.push_back({"?", "badge", by + "no response stated"});
  }
  return badges;
}

double badge_width_px(std::string_view text) noexcept {
  constexpr double kMarginPx = 6.0;
  return text_width_px(text) + kMarginPx;
}

void draw_badge(Markup& svg, const EventBadge& badge, double x, double y) {
  const double width = badge_width_px(badge.text);
  const auto group = svg.in("g", {{"class", badge.style}});
  svg.leaf("title", badge.words);
  draw_box(svg, "plate", {x - width / 2.0, y - kBadgeHeightPx / 2.0, width, kBadgeHeightPx});
  draw_text(svg, "mark", "middle", x, y + 4.0, badge.text);
}

}  // namespace cyto
