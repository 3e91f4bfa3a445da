#include "slide_content.h"

#include <algorithm>
#include <utility>

namespace cyto::synth {
namespace {

std::int64_t place(const SlideRect& rect, std::int64_t x, std::int64_t y) {
  return (y - rect.y) * rect.width + (x - rect.x);
}

void add_light(const Drawing& drawing, const SlideRect& part, const SlideRect& rect,
               std::vector<std::vector<float>>& light) {
  for (std::size_t dye = 0; dye < light.size(); ++dye) {
    if (drawing.light_adu[dye].empty()) {
      continue;
    }
    for (std::int64_t y = part.y; y < part.bottom(); ++y) {
      const float* from = drawing.light_adu[dye].data() + place(drawing.rect, part.x, y);
      float* to = light[dye].data() + place(rect, part.x, y);
      for (std::int64_t i = 0; i < part.width; ++i) {
        to[i] += from[i];
      }
    }
  }
}

}  // namespace

SlideContent::SlideContent(const ScanOptions& options, Witness witness)
    : options_(options), witness_(std::move(witness)), plan_(options), painter_(options) {}

void SlideContent::plan_down_to(std::int64_t bottom_px) {
  // No object reaches further than a block from its origin, see SlidePlan.
  const double needed_um = static_cast<double>(bottom_px) * options_.pixel_size.y_um + SlidePlan::kBlockUm;
  while (!plan_.finished() && plan_.planned_um() < needed_um) {
    for (SimulatedObject& object : plan_.next_row()) {
      if (witness_) {
        (void)painter_.paint(object);
        witness_(object, painter_.measure(object));
      }
      const SlideRect extent = painter_.extent_of(object);
      live_.push_back({std::move(object), extent});
    }
  }
}

void SlideContent::draw_light(const SlideRect& rect, std::vector<std::vector<float>>& light) {
  light.assign(options_.channels(), std::vector<float>(static_cast<std::size_t>(rect.area()), 0.0F));
  for (const Planned& planned : live_) {
    const SlideRect part = intersect(planned.extent, rect);
    if (!part.empty()) {
      add_light(painter_.paint(planned.object), part, rect, light);
    }
  }
}

void SlideContent::draw_labels(const SlideRect& rect, std::vector<std::int32_t>& labels) {
  labels.assign(static_cast<std::size_t>(rect.area()), 0);
  std::vector<float> deepest(labels.size(), 0.0F);
  for (const Planned& planned : live_) {
    const SlideRect part = intersect(planned.extent, rect);
    if (part.empty() || !is_cell(planned.object.kind)) {
      continue;
    }
    const Drawing& drawing = painter_.outline(planned.object);
    for (std::int64_t y = part.y; y < part.bottom(); ++y) {
      const float* depth = drawing.nucleus_depth_um.data() + place(drawing.rect, part.x, y);
      const auto start = static_cast<std::size_t>(place(rect, part.x, y));
      for (std::size_t i = 0; i < static_cast<std::size_t>(part.width); ++i) {
        if (depth[i] > deepest[start + i]) {
          deepest[start + i] = depth[i];
          labels[start + i] = static_cast<std::int32_t>(planned.object.id);
        }
      }
    }
  }
}

void SlideContent::retire_above(std::int64_t top_px) {
  const auto done = [top_px](const Planned& planned) { return planned.extent.bottom() <= top_px; };
  live_.erase(std::remove_if(live_.begin(), live_.end(), done), live_.end());
}

}  // namespace cyto::synth
