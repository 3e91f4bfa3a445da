#include "slide_shelf.h"

#include <algorithm>
#include <chrono>
#include <opencv2/imgproc.hpp>

#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "http_message.h"

namespace cyto::review {
namespace {

using std::chrono::steady_clock;

constexpr std::uint64_t kCacheBytes = 192ULL << 20U;
// Tiles reduced up to this are averaged from the scan's own pixels on request; beyond, an overview serves.
constexpr std::int64_t kDirectScale = 8;
constexpr std::int64_t kMaxOverviewEdge = 4096;
constexpr std::int64_t kChunkPx = 2048;
constexpr std::chrono::seconds kPatience{2};
constexpr std::chrono::milliseconds kOverviewTurn{1500};

[[noreturn]] void ask_again(std::optional<double> share) {
  const std::string details =
      R"({"retry_after_s":1,"share":)" + (share ? number_text(*share, 3) : "null") + "}";
  throw Refused(503, "preparing", "the picture is being prepared; ask again", details);
}

std::int64_t divide_up(std::int64_t value, std::int64_t by) noexcept {
  return (value + by - 1) / by;
}

std::int64_t overview_scale_of(const SlideDescription& slide) noexcept {
  std::int64_t scale = 2 * kDirectScale;
  while (divide_up(std::max(slide.width_px, slide.height_px), scale) > kMaxOverviewEdge) {
    scale *= 2;
  }
  return scale;
}

/// Averages `scale` x `scale` pixels; parts of a block at the border are averaged over what is there.
cv::Mat reduced(const cv::Mat& plane, std::int64_t scale) {
  if (scale == 1) {
    return plane;
  }
  const int columns = static_cast<int>(divide_up(plane.cols, scale));
  const int rows = static_cast<int>(divide_up(plane.rows, scale));
  cv::Mat padded = plane;
  const int right = columns * static_cast<int>(scale) - plane.cols;
  const int bottom = rows * static_cast<int>(scale) - plane.rows;
  if (right > 0 || bottom > 0) {
    cv::copyMakeBorder(plane, padded, 0, bottom, 0, right, cv::BORDER_REPLICATE);
  }
  cv::Mat small;
  cv::resize(padded, small, cv::Size(columns, rows), 0.0, 0.0, cv::INTER_AREA);
  return small;
}

}  // namespace

int max_level_of(std::int64_t width_px, std::int64_t height_px) noexcept {
  int level = 0;
  while ((std::int64_t{1} << static_cast<unsigned>(level)) < std::max(width_px, height_px)) {
    ++level;
  }
  return level;
}

OpenSlide::OpenSlide(std::unique_ptr<SlideReader> reader, std::string sample)
    : sample_(std::move(sample)),
      reader_(std::move(reader)),
      overview_scale_(overview_scale_of(reader_->description())) {
  reader_->set_cache_limit(kCacheBytes);
  chunks_filled_.resize(static_cast<std::size_t>(divide_up(description().width_px, kChunkPx) *
                                                 divide_up(description().height_px, kChunkPx)));
}

std::vector<cv::Mat> OpenSlide::read(const SlideRect& rect) {
  RawTile tile = reader_->read_tile(rect);
  if (!tile.failures.empty()) {
    const TileFailure& failure = tile.failures.front();
    throw Error(ErrorCode::Io, "the scan of sample " + sample_, "cannot be read here: " + failure.problem,
                failure.remedy);
  }
  return std::move(tile.planes);
}

std::vector<cv::Mat> OpenSlide::tile(int level, std::int64_t column, std::int64_t row) {
  const SlideRect whole{0, 0, description().width_px, description().height_px};
  const int max_level = max_level_of(whole.width, whole.height);
  if (level < 0 || level > max_level || column < 0 || row < 0 || column >= whole.width ||
      row >= whole.height) {
    throw Refused(404, "not_found", "there is no such tile");
  }
  const std::int64_t scale = std::int64_t{1} << static_cast<unsigned>(max_level - level);
  const std::int64_t edge = kTilePx * scale;
  const SlideRect rect = intersect({column * edge, row * edge, edge, edge}, whole);
  if (rect.empty()) {
    throw Refused(404, "not_found", "there is no such tile");
  }
  const std::unique_lock turn(mutex_, kPatience);
  if (!turn.owns_lock()) {
    ask_again(std::nullopt);
  }
  if (scale > kDirectScale && scale >= overview_scale_) {
    return from_overview(rect, scale);
  }
  std::vector<cv::Mat> planes = read(rect);
  for (cv::Mat& plane : planes) {
    plane = reduced(plane, scale);
  }
  return planes;
}

double OpenSlide::overview_share(const SlideRect& rect) const {
  const std::int64_t columns = divide_up(description().width_px, kChunkPx);
  double needed = 0.0;
  double filled = 0.0;
  for (std::int64_t y = rect.y / kChunkPx; y * kChunkPx < rect.bottom(); ++y) {
    for (std::int64_t x = rect.x / kChunkPx; x * kChunkPx < rect.right(); ++x) {
      needed += 1.0;
      filled += chunks_filled_[static_cast<std::size_t>(y * columns + x)] ? 1.0 : 0.0;
    }
  }
  return filled / needed;
}

void OpenSlide::fill_overview(const SlideRect& rect) {
  const SlideRect whole{0, 0, description().width_px, description().height_px};
  const std::int64_t columns = divide_up(whole.width, kChunkPx);
  const auto until = steady_clock::now() + kOverviewTurn;
  for (std::int64_t y = rect.y / kChunkPx; y * kChunkPx < rect.bottom(); ++y) {
    for (std::int64_t x = rect.x / kChunkPx; x * kChunkPx < rect.right(); ++x) {
      const auto chunk = static_cast<std::size_t>(y * columns + x);
      if (chunks_filled_[chunk]) {
        continue;
      }
      if (steady_clock::now() > until) {
        ask_again(overview_share(rect));
      }
      const SlideRect source = intersect({x * kChunkPx, y * kChunkPx, kChunkPx, kChunkPx}, whole);
      const std::vector<cv::Mat> planes = read(source);
      for (std::size_t c = 0; c < planes.size(); ++c) {
        if (overview_.size() <= c) {
          overview_.emplace_back(static_cast<int>(divide_up(whole.height, overview_scale_)),
                                 static_cast<int>(divide_up(whole.width, overview_scale_)), planes[c].type(),
                                 cv::Scalar(0));
        }
        const cv::Mat small = reduced(planes[c], overview_scale_);
        small.copyTo(
            overview_[c](cv::Rect(static_cast<int>(source.x / overview_scale_),
                                  static_cast<int>(source.y / overview_scale_), small.cols, small.rows)));
      }
      chunks_filled_[chunk] = true;
    }
  }
}

std::vector<cv::Mat> OpenSlide::from_overview(const SlideRect& rect, std::int64_t scale) {
  fill_overview(rect);
  const cv::Rect place(
      static_cast<int>(rect.x / overview_scale_), static_cast<int>(rect.y / overview_scale_),
      static_cast<int>(divide_up(rect.right(), overview_scale_) - rect.x / overview_scale_),
      static_cast<int>(divide_up(rect.bottom(), overview_scale_) - rect.y / overview_scale_));
  std::vector<cv::Mat> planes;
  for (const cv::Mat& plane : overview_) {
    planes.push_back(reduced(plane(place), scale / overview_scale_).clone());
  }
  return planes;
}

std::vector<cv::Mat> OpenSlide::part(const SlideRect& rect) {
  const SlideRect inside = intersect(rect, {0, 0, description().width_px, description().height_px});
  if (inside.empty()) {
    throw Refused(404, "not_found", "there is nothing of the slide");
  }
  std::vector<cv::Mat> planes;
  {
    const std::unique_lock turn(mutex_, kPatience);
    if (!turn.owns_lock()) {
      ask_again(std::nullopt);
    }
    planes = read(inside);
  }
  if (inside == rect) {
    return planes;
  }
  for (cv::Mat& plane : planes) {
    cv::Mat framed(static_cast<int>(rect.height), static_cast<int>(rect.width), plane.type(), cv::Scalar(0));
    plane.copyTo(framed(cv::Rect(static_cast<int>(inside.x - rect.x), static_cast<int>(inside.y - rect.y),
                                 static_cast<int>(inside.width), static_cast<int>(inside.height))));
    plane = framed;
  }
  return planes;
}

std::shared_ptr<OpenSlide> SlideShelf::open(const ReviewSample& sample) const {
  const std::vector<std::filesystem::path> files = files_.find(sample.result);
  const OpenOptions options{sample.result.pixel_size};
  std::unique_ptr<SlideReader> reader;
  // Many files are camera fields, opened by their folder; few are one per channel.
  if (files.size() > sample.panel->channels.size()) {
    reader = open_slide({files.front().parent_path()}, *sample.panel, options);
  } else {
    reader = open_slide(files, *sample.panel, options);
  }
  const SlideDescription& slide = reader->description();
  if (slide.width_px != sample.result.width_px || slide.height_px != sample.result.height_px) {
    throw Error(ErrorCode::BadData, "the scan of sample " + sample.name(), "has another size than the result",
                "name the folder of the original scan with --scans");
  }
  return std::make_shared<OpenSlide>(std::move(reader), sample.name());
}

std::shared_ptr<OpenSlide> SlideShelf::slide(const ReviewSample& sample) {
  Place* place = nullptr;
  {
    const std::lock_guard guard(mutex_);
    place = &places_[sample.name()];
  }
  const std::unique_lock turn(place->mutex, kPatience);
  if (!turn.owns_lock()) {
    ask_again(std::nullopt);
  }
  if (place->problem) {
    throw Error(ErrorCode::NoInput, "the scan of sample " + sample.name(), *place->problem);
  }
  if (!place->slide) {
    if (!may_have(sample)) {
      throw Error(ErrorCode::NoInput, "the scan of sample " + sample.name(),
                  "is not below the folders given with --scans");
    }
    try {
      place->slide = open(sample);
    } catch (const Error& problem) {
      place->problem = problem.what();
      throw;
    }
  }
  return place->slide;
}

}  // namespace cyto::review
