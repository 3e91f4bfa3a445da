#include "kept_surroundings.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cyto {
namespace {

constexpr std::uint64_t kMostBytes = 32ULL << 20U;

std::int64_t half_edge_px(double um_per_px) {
  return static_cast<std::int64_t>(std::lround(kCropEdgeUm / 2.0 / um_per_px));
}

auto place_of(const SlideRect& rect) {
  return std::tuple(rect.y, rect.x, rect.height, rect.width);
}

bool holds(const SlideRect& whole, const SlideRect& part) {
  return intersect(whole, part) == part;
}

SlideRect rect_of(
    const std::tuple<double, std::int64_t, std::int64_t, std::int64_t, std::int64_t>& standing) {
  const auto& [likelihood, y, x, height, width] = standing;
  return {x, y, width, height};
}

}  // namespace

SlideRect surroundings_of(const SlidePoint& anchor, const SlideDescription& slide) {
  const std::int64_t half_width = half_edge_px(slide.pixel_size->x_um);
  const std::int64_t half_height = half_edge_px(slide.pixel_size->y_um);
  const auto x = static_cast<std::int64_t>(std::floor(anchor.x_px));
  const auto y = static_cast<std::int64_t>(std::floor(anchor.y_px));
  return intersect({x - half_width, y - half_height, 2 * half_width + 1, 2 * half_height + 1},
                   {0, 0, slide.width_px, slide.height_px});
}

std::uint64_t bytes_of_surroundings(const SlideDescription& slide, std::size_t channels,
                                    std::size_t bytes_per_pixel) {
  const std::int64_t pixels =
      (2 * half_edge_px(slide.pixel_size->x_um) + 1) * (2 * half_edge_px(slide.pixel_size->y_um) + 1);
  return static_cast<std::uint64_t>(pixels) * channels * bytes_per_pixel;
}

std::uint64_t surroundings_to_keep(std::size_t pictures, std::uint64_t bytes_each) {
  // Some events look likelier than a candidate until the leukocytes of the whole slide are known.
  return std::min<std::uint64_t>(pictures + pictures / 2, kMostBytes / bytes_each);
}

KeptSurroundings::KeptSurroundings(const Panel& panel, const FeatureSchema& schema,
                                   const SlideDescription& slide, std::size_t most)
    : likely_(panel, schema),
      x_column_(schema.require(column::kXPx)),
      y_column_(schema.require(column::kYPx)),
      slide_(slide),
      most_(most),
      room_rows_(static_cast<int>(2 * half_edge_px(slide.pixel_size->y_um) + 1)),
      room_columns_(static_cast<int>(2 * half_edge_px(slide.pixel_size->x_um) + 1)),
      channels_(panel.channels.size()) {
  try {
    rooms_.create(static_cast<int>(most_ * channels_) * room_rows_, room_columns_,
                  mat_type_of(slide.pixel_type));
  } catch (const cv::Exception&) {
    most_ = 0;  // without memory all pictures are read from the scan
  }
}

void KeptSurroundings::keep_likeliest(const RawTile& raw, const std::vector<Event>& events) {
  if (most_ == 0) {
    return;
  }
  for (const LikelyCandidate& likely : likely_.among(events)) {
    if (likely.likelihood < least_likelihood_.load(std::memory_order_relaxed)) {
      continue;
    }
    // The stored columns and not the anchor itself, which they round: so will the candidate's place be known.
    const EventValues& values = events[likely.event].values;
    const SlideRect rect = surroundings_of({values[x_column_], values[y_column_]}, slide_);
    if (holds(raw.rect, rect)) {
      keep(likely.likelihood, raw, rect);
    }
  }
}

void KeptSurroundings::keep(double likelihood, const RawTile& raw, const SlideRect& rect) {
  const Standing standing = std::tuple_cat(std::tuple(likelihood), place_of(rect));
  const std::lock_guard lock(mutex_);
  const std::optional<std::size_t> room = room_for(standing);
  if (!room) {
    return;
  }
  const RawTile part = kept_in(*room, rect);
  const cv::Rect inside(static_cast<int>(rect.x - raw.rect.x), static_cast<int>(rect.y - raw.rect.y),
                        static_cast<int>(rect.width), static_cast<int>(rect.height));
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    raw.planes[channel](inside).copyTo(part.planes[channel]);
  }
  kept_.emplace(standing, *room);
  if (kept_.size() == most_) {
    least_likelihood_.store(std::get<double>(kept_.begin()->first), std::memory_order_relaxed);
  }
}

/// That of the least likely one where all are taken; none for what is less likely still, or there already.
std::optional<std::size_t> KeptSurroundings::room_for(const Standing& standing) {
  if (kept_.contains(standing)) {
    return std::nullopt;
  }
  if (kept_.size() < most_) {
    return kept_.size();
  }
  const auto least = kept_.begin();
  if (standing < least->first) {
    return std::nullopt;
  }
  const std::size_t room = least->second;
  kept_.erase(least);
  return room;
}

RawTile KeptSurroundings::kept_in(std::size_t room, const SlideRect& rect) const {
  RawTile part;
  part.rect = rect;
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    const int top = static_cast<int>(room * channels_ + channel) * room_rows_;
    part.planes.push_back(
        rooms_(cv::Rect(0, top, static_cast<int>(rect.width), static_cast<int>(rect.height))));
  }
  return part;
}

std::vector<RawTile> KeptSurroundings::take() {
  std::vector<RawTile> all;
  for (const auto& [standing, room] : kept_) {
    all.push_back(kept_in(room, rect_of(standing)));
  }
  kept_.clear();
  most_ = 0;
  std::sort(all.begin(), all.end(),
            [](const RawTile& a, const RawTile& b) { return place_of(a.rect) < place_of(b.rect); });
  return all;
}

const RawTile* find_surroundings(const std::vector<RawTile>& kept, const SlideRect& rect) {
  const auto found = std::lower_bound(
      kept.begin(), kept.end(), rect,
      [](const RawTile& part, const SlideRect& wanted) { return place_of(part.rect) < place_of(wanted); });
  return found != kept.end() && found->rect == rect ? &*found : nullptr;
}

}  // namespace cyto
