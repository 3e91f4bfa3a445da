#include "cytrial/measure/region.h"

#include <algorithm>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// First pixel of a run in a plane of the region's window.
template <typename Pixel>
const Pixel* pixels_of(const cv::Mat_<Pixel>& plane, const MeasuredRegion& region, const PixelRun& run) {
  return plane.template ptr<Pixel>(region.corner.y + run.y) + region.corner.x + run.begin;
}

}  // namespace

void cut_region(const ObjectRuns& objects, std::int32_t label, const cv::Rect& box, MeasuredRegion& region) {
  const auto fail = [&](const char* why) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(label), why);
  };
  if (box.empty() || (box & cv::Rect(cv::Point(0, 0), objects.window())) != box) {
    fail("its box is not inside the window");
  }
  const std::span<const PixelRun> runs = objects.of(label);
  if (runs.empty()) {
    fail("has no pixel");
  }
  region.corner = box.tl() - cv::Point(1, 1);
  region.frame = box.size() + cv::Size(2, 2);
  region.area_px = 0;
  region.runs.clear();
  region.runs.reserve(runs.size());
  for (const PixelRun& run : runs) {
    if (run.y < box.y || run.y >= box.br().y || run.begin < box.x || run.end > box.br().x) {
      fail("leaves its box");
    }
    const PixelRun& inside = region.runs.emplace_back(
        PixelRun{run.y - region.corner.y, run.begin - region.corner.x, run.end - region.corner.x});
    region.area_px += inside.end - inside.begin;
  }
}

std::int64_t mark_part(const MeasuredRegion& part, const MeasuredRegion& whole,
                       std::vector<std::uint8_t>& marks) {
  marks.assign(static_cast<std::size_t>(whole.area_px), 0);
  const cv::Point shift = part.corner - whole.corner;
  auto next = part.runs.begin();
  std::uint8_t* marks_of_run = marks.data();
  std::int64_t marked = 0;
  for (const PixelRun& run : whole.runs) {
    const auto is_before = [&](const PixelRun& other) {
      const int y = other.y + shift.y;
      return y < run.y || (y == run.y && other.end + shift.x <= run.begin);
    };
    while (next != part.runs.end() && is_before(*next)) {
      ++next;
    }
    for (auto at = next; at != part.runs.end() && at->y + shift.y == run.y && at->begin + shift.x < run.end;
         ++at) {
      const int begin = std::max(at->begin + shift.x, run.begin);
      const int end = std::min(at->end + shift.x, run.end);
      std::fill(marks_of_run + (begin - run.begin), marks_of_run + (end - run.begin), 1);
      marked += end - begin;
    }
    marks_of_run += run.end - run.begin;
  }
  return marked;
}

void gather(const cv::Mat& plane, const MeshPlane& background, const MeasuredRegion& region,
            float* above_background, float* background_there) {
  background.subtract_from(plane, region.runs, region.corner, above_background, background_there);
}

std::int64_t count_set(const cv::Mat1b& plane, const MeasuredRegion& region) {
  std::int64_t count = 0;
  if (plane.empty()) {
    return count;
  }
  for (const PixelRun& run : region.runs) {
    const std::uint8_t* pixel = pixels_of(plane, region, run);
    count += (run.end - run.begin) - std::count(pixel, pixel + (run.end - run.begin), 0);
  }
  return count;
}

std::vector<MaskSpan> spans_of(const MeasuredRegion& region, const SlideRect& window) {
  std::vector<MaskSpan> spans;
  spans.reserve(region.runs.size());
  const std::int64_t left = window.x + region.corner.x;
  const std::int64_t top = window.y + region.corner.y;
  for (const PixelRun& run : region.runs) {
    spans.push_back({static_cast<std::int32_t>(top + run.y), static_cast<std::int32_t>(left + run.begin),
                     run.end - run.begin});
  }
  return spans;
}

}  // namespace cyto
