#include "slide_levels.h"

#include <algorithm>
#include <chrono>
#include <opencv2/imgproc.hpp>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "http_message.h"

namespace cyto::review {
namespace {

using std::chrono::steady_clock;

// One part of the overview is one tile of this level.
constexpr int kPartHalvings = 3;
constexpr int kLeastOverviewHalvings = 4;
constexpr std::int64_t kMaxOverviewEdge = 4096;
constexpr std::chrono::milliseconds kOverviewTurn{1000};

std::int64_t halved(std::int64_t px, int times) noexcept {
  for (; times > 0; --times) {
    px = (px + 1) / 2;
  }
  return px;
}

/// Means of two by two pixels; a last odd row or column counts twice.
cv::Mat halved(const cv::Mat& plane) {
  cv::Mat even = plane;
  if (plane.rows % 2 != 0 || plane.cols % 2 != 0) {
    cv::copyMakeBorder(plane, even, 0, plane.rows % 2, 0, plane.cols % 2, cv::BORDER_REPLICATE);
  }
  cv::Mat half;
  cv::resize(even, half, cv::Size(even.cols / 2, even.rows / 2), 0.0, 0.0, cv::INTER_AREA);
  return half;
}

void halve(std::vector<cv::Mat>& planes, int times) {
  for (cv::Mat& plane : planes) {
    for (int i = 0; i < times; ++i) {
      plane = halved(plane);
    }
  }
}

std::uint64_t bytes_of(const std::vector<cv::Mat>& planes) {
  std::uint64_t bytes = 0;
  for (const cv::Mat& plane : planes) {
    bytes += plane.total() * plane.elemSize();
  }
  return bytes;
}

int overview_halvings_of(std::int64_t edge_px) noexcept {
  int halvings = kLeastOverviewHalvings;
  while (halved(edge_px, halvings) > kMaxOverviewEdge) {
    ++halvings;
  }
  return halvings;
}

cv::Rect rect_of(const SlideRect& rect) {
  return {static_cast<int>(rect.x), static_cast<int>(rect.y), static_cast<int>(rect.width),
          static_cast<int>(rect.height)};
}

}  // namespace

int max_level_of(std::int64_t width_px, std::int64_t height_px) noexcept {
  int level = 0;
  while ((std::int64_t{1} << static_cast<unsigned>(level)) < std::max(width_px, height_px)) {
    ++level;
  }
  return level;
}

Planes TileCache::find(const Key& key) {
  const std::lock_guard guard(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second;
}

void TileCache::keep(const Key& key, Planes planes) {
  const std::lock_guard guard(mutex_);
  if (index_.contains(key)) {
    return;
  }
  held_bytes_ += bytes_of(*planes);
  entries_.emplace_front(key, std::move(planes));
  index_.emplace(key, entries_.begin());
  while (held_bytes_ > limit_bytes_ && !entries_.empty()) {
    held_bytes_ -= bytes_of(*entries_.back().second);
    index_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

std::uint64_t TileCache::next_slide() {
  const std::lock_guard guard(mutex_);
  return ++slides_;
}

SlideLevels::SlideLevels(std::int64_t width_px, std::int64_t height_px, Read read, TileCache& cache)
    : width_px_(width_px),
      height_px_(height_px),
      max_level_(max_level_of(width_px, height_px)),
      read_(std::move(read)),
      cache_(cache),
      slide_(cache.next_slide()),
      overview_halvings_(overview_halvings_of(std::max(width_px, height_px))),
      part_columns_((width_at(kPartHalvings) + kTilePx - 1) / kTilePx),
      parts_(static_cast<std::size_t>(part_columns_ * ((height_at(kPartHalvings) + kTilePx - 1) / kTilePx)),
             Part::Empty) {}

std::int64_t SlideLevels::width_at(int halvings) const noexcept {
  return halved(width_px_, halvings);
}
std::int64_t SlideLevels::height_at(int halvings) const noexcept {
  return halved(height_px_, halvings);
}

Planes SlideLevels::tile(int level, std::int64_t column, std::int64_t row) {
  const int halvings = max_level_ - level;
  if (level < 0 || halvings < 0 || column < 0 || row < 0 || column > width_px_ || row > height_px_ ||
      column * kTilePx >= width_at(halvings) || row * kTilePx >= height_at(halvings)) {
    throw Refused(404, "not_found", "there is no such tile");
  }
  return halvings < overview_halvings_ ? made(halvings, column, row, true)
                                       : from_overview(halvings, column, row);
}

Planes SlideLevels::made(int halvings, std::int64_t column, std::int64_t row, bool keep) {
  if (halvings == 0) {
    return std::make_shared<std::vector<cv::Mat>>(
        read_(intersect({column * kTilePx, row * kTilePx, kTilePx, kTilePx}, {0, 0, width_px_, height_px_})));
  }
  const TileCache::Key key{slide_, halvings, column, row};
  if (Planes held = cache_.find(key)) {
    return held;
  }
  std::vector<cv::Mat> planes = twice_as_fine(halvings, column, row, keep);
  halve(planes, 1);
  const auto tile = std::make_shared<const std::vector<cv::Mat>>(std::move(planes));
  if (keep) {
    cache_.keep(key, tile);
  }
  return tile;
}

std::vector<cv::Mat> SlideLevels::twice_as_fine(int halvings, std::int64_t column, std::int64_t row,
                                                bool keep) {
  constexpr std::int64_t kTwice = 2 * kTilePx;
  const SlideRect place = intersect({column * kTwice, row * kTwice, kTwice, kTwice},
                                    {0, 0, width_at(halvings - 1), height_at(halvings - 1)});
  if (halvings == 1) {
    return read_(place);
  }
  std::vector<cv::Mat> joined;
  for (std::int64_t y = place.y; y < place.bottom(); y += kTilePx) {
    for (std::int64_t x = place.x; x < place.right(); x += kTilePx) {
      const Planes quarter = made(halvings - 1, x / kTilePx, y / kTilePx, keep);
      for (std::size_t c = 0; c < quarter->size(); ++c) {
        if (joined.size() <= c) {
          joined.emplace_back(static_cast<int>(place.height), static_cast<int>(place.width),
                              (*quarter)[c].type());
        }
        (*quarter)[c].copyTo(
            joined[c](rect_of({x - place.x, y - place.y, (*quarter)[c].cols, (*quarter)[c].rows})));
      }
    }
  }
  return joined;
}

Planes SlideLevels::from_overview(int halvings, std::int64_t column, std::int64_t row) {
  const int more = halvings - overview_halvings_;
  const std::int64_t edge = kTilePx << static_cast<unsigned>(more);
  const SlideRect place = intersect({column * edge, row * edge, edge, edge},
                                    {0, 0, width_at(overview_halvings_), height_at(overview_halvings_)});
  const std::vector<std::size_t> needed = parts_of(place);
  const auto until = steady_clock::now() + kOverviewTurn;
  for (const std::size_t part : needed) {
    if (steady_clock::now() > until) {
      throw Refused(503, "preparing", "the picture is being prepared; ask again",
                    R"({"retry_after_s":1,"share":)" + number_text(share_filled(needed), 3) + "}");
    }
    fill_part(part);
  }
  std::vector<cv::Mat> planes;
  {
    const std::lock_guard guard(overview_mutex_);
    for (const cv::Mat& plane : overview_) {
      planes.push_back(plane(rect_of(place)).clone());
    }
  }
  halve(planes, more);
  return std::make_shared<const std::vector<cv::Mat>>(std::move(planes));
}

std::vector<std::size_t> SlideLevels::parts_of(const SlideRect& overview_rect) const {
  const std::int64_t edge = kTilePx >> static_cast<unsigned>(overview_halvings_ - kPartHalvings);
  std::vector<std::size_t> parts;
  for (std::int64_t y = overview_rect.y / edge; y * edge < overview_rect.bottom(); ++y) {
    for (std::int64_t x = overview_rect.x / edge; x * edge < overview_rect.right(); ++x) {
      parts.push_back(static_cast<std::size_t>(y * part_columns_ + x));
    }
  }
  return parts;
}

double SlideLevels::share_filled(const std::vector<std::size_t>& parts) {
  const std::lock_guard guard(overview_mutex_);
  const auto filled = std::count_if(parts.begin(), parts.end(),
                                    [this](std::size_t part) { return parts_[part] == Part::Filled; });
  return static_cast<double>(filled) / static_cast<double>(parts.size());
}

void SlideLevels::fill_part(std::size_t index) {
  {
    std::unique_lock lock(overview_mutex_);
    part_done_.wait(lock, [&] { return parts_[index] != Part::InWork; });
    if (parts_[index] == Part::Filled) {
      return;
    }
    parts_[index] = Part::InWork;
  }
  try {
    const auto place = static_cast<std::int64_t>(index);
    const TileCache::Key key{slide_, kPartHalvings, place % part_columns_, place / part_columns_};
    const Planes part = made(key.halvings, key.column, key.row, false);
    cache_.keep(key, part);  // the next to be asked for; what it was made of would push out too much
    std::vector<cv::Mat> small = *part;
    halve(small, overview_halvings_ - kPartHalvings);
    store_part(index, small);
  } catch (...) {
    const std::lock_guard guard(overview_mutex_);
    parts_[index] = Part::Empty;
    part_done_.notify_all();
    throw;
  }
}

void SlideLevels::store_part(std::size_t index, const std::vector<cv::Mat>& small) {
  const std::int64_t edge = kTilePx >> static_cast<unsigned>(overview_halvings_ - kPartHalvings);
  const auto place = static_cast<std::int64_t>(index);
  const std::lock_guard guard(overview_mutex_);
  for (std::size_t c = 0; c < small.size(); ++c) {
    if (overview_.size() <= c) {
      overview_.emplace_back(static_cast<int>(height_at(overview_halvings_)),
                             static_cast<int>(width_at(overview_halvings_)), small[c].type(), cv::Scalar(0));
    }
    small[c].copyTo(overview_[c](
        rect_of({place % part_columns_ * edge, place / part_columns_ * edge, small[c].cols, small[c].rows})));
  }
  parts_[index] = Part::Filled;
  part_done_.notify_all();
}

}  // namespace cyto::review
