#include "obstruction.h"

#include <algorithm>
#include <cmath>

#include "counter_rng.h"

namespace cyto::synth {
namespace {

constexpr std::uint64_t kBubbles = 31;
constexpr double kLeastRadiusUm = 150.0;
constexpr double kGreatestRadiusUm = 300.0;
/// Light is refracted away along the rim; inside, cells lie dry and out of reach.
constexpr double kRimUm = 50.0;
constexpr float kRimLight = 0.2F;
constexpr float kInnerLight = 0.8F;

/// Falls from the outside to the middle of the rim and rises to the inside again, without an edge.
float light_at(double depth_um) {
  const double across = depth_um / kRimUm;
  if (across >= 1.0) {
    return kInnerLight;
  }
  const auto dip = static_cast<float>(16.0 * across * across * (1.0 - across) * (1.0 - across));
  const float even = 1.0F + (kInnerLight - 1.0F) * static_cast<float>(across);
  return even + (kRimLight - even) * dip;
}

}  // namespace

Obstruction::Obstruction(const ScanOptions& options)
    : pixel_size_(options.pixel_size),
      bare_from_px_(options.width_px -
                    static_cast<std::int64_t>(options.bare_share * static_cast<double>(options.width_px))) {
  CounterRng rng(key_of({options.seed, kBubbles}));
  for (std::int64_t i = 0; i < options.bubbles; ++i) {
    const double x_um = rng.uniform(0.0, options.width_um());
    const double y_um = rng.uniform(0.0, options.height_um());
    bubbles_.push_back({x_um, y_um, rng.uniform(kLeastRadiusUm, kGreatestRadiusUm)});
  }
}

bool Obstruction::row(const SlideRect& rect, std::int64_t y, std::vector<float>& cells,
                      std::vector<float>& background) const {
  if (bubbles_.empty() && bare_from_px_ >= rect.right()) {
    return false;
  }
  cells.assign(static_cast<std::size_t>(rect.width), 1.0F);
  background.assign(static_cast<std::size_t>(rect.width), 1.0F);
  bool any = false;
  if (bare_from_px_ < rect.right()) {
    const std::int64_t first = std::max<std::int64_t>(0, bare_from_px_ - rect.x);
    std::fill(cells.begin() + first, cells.end(), 0.0F);
    any = true;
  }
  for (const Bubble& bubble : bubbles_) {
    any = bubble_row(bubble, rect, y, cells, background) || any;
  }
  return any;
}

bool Obstruction::bubble_row(const Bubble& bubble, const SlideRect& rect, std::int64_t y,
                             std::vector<float>& cells, std::vector<float>& background) const {
  const double dy_um = (static_cast<double>(y) + 0.5) * pixel_size_.y_um - bubble.y_um;
  const double reach2_um2 = bubble.radius_um * bubble.radius_um - dy_um * dy_um;
  if (reach2_um2 <= 0.0) {
    return false;
  }
  const double reach_um = std::sqrt(reach2_um2);
  const auto first = static_cast<std::int64_t>(std::floor((bubble.x_um - reach_um) / pixel_size_.x_um));
  const auto last = static_cast<std::int64_t>(std::ceil((bubble.x_um + reach_um) / pixel_size_.x_um));
  bool any = false;
  for (std::int64_t x = std::max(first, rect.x); x < std::min(last, rect.right()); ++x) {
    const double dx_um = (static_cast<double>(x) + 0.5) * pixel_size_.x_um - bubble.x_um;
    const double depth_um = bubble.radius_um - std::sqrt(dx_um * dx_um + dy_um * dy_um);
    if (depth_um > 0.0) {
      const auto at = static_cast<std::size_t>(x - rect.x);
      cells[at] = 0.0F;
      background[at] = std::min(background[at], light_at(depth_um));
      any = true;
    }
  }
  return any;
}

}  // namespace cyto::synth
