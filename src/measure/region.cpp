#include "cytrial/measure/region.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Marks 0 or 1 of at most 64 neighbours as bits, the first lowest.
std::uint64_t bits_of(const std::uint8_t* marks, int count) {
  constexpr int kAtOnce = 8;
  // Eight bytes of 0 or 1, times this, bring bit i of the highest byte from byte i.
  constexpr std::uint64_t kGather = 0x0102040810204080ULL;
  std::uint64_t bits = 0;
  for (int i = 0; i < count; i += kAtOnce) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, marks + i, static_cast<std::size_t>(std::min(kAtOnce, count - i)));
    bits |= (bytes * kGather >> 56U) << static_cast<unsigned>(i);
  }
  return bits;
}

/// Runs of one row of a mask, whose first and last column are 0.
void find_runs_of_row(const std::uint8_t* row, int y, int columns, MeasuredRegion& region) {
  constexpr int kBits = 64;
  std::uint64_t before = 0;
  for (int from = 0; from < columns; from += kBits) {
    const std::uint64_t bits = bits_of(row + from, std::min(kBits, columns - from));
    // Ones where a run begins and behind its end, in turn.
    for (std::uint64_t turns = bits ^ (bits << 1U | before); turns != 0; turns &= turns - 1) {
      const int x = from + std::countr_zero(turns);
      if (region.runs.empty() || region.runs.back().end >= 0) {
        region.runs.push_back({y, x, -1});
      } else {
        region.runs.back().end = x;
        region.area_px += x - region.runs.back().begin;
      }
    }
    before = bits >> static_cast<unsigned>(kBits - 1);
  }
}

/// Fills runs and area from the mask.
void find_runs(MeasuredRegion& region) {
  static_assert(std::endian::native == std::endian::little);
  region.runs.reserve(static_cast<std::size_t>(region.mask.rows));
  for (int y = 1; y + 1 < region.mask.rows; ++y) {
    find_runs_of_row(region.mask.ptr<std::uint8_t>(y), y, region.mask.cols, region);
  }
}

/// First pixel of a run in a plane of the region's window.
template <typename Pixel>
const Pixel* pixels_of(const cv::Mat_<Pixel>& plane, const MeasuredRegion& region, const PixelRun& run) {
  return plane.template ptr<Pixel>(region.corner.y + run.y) + region.corner.x + run.begin;
}

}  // namespace

MeasuredRegion cut_region(const cv::Mat1i& labels, std::int32_t label, const cv::Rect& box) {
  if (box.empty() || (box & cv::Rect(0, 0, labels.cols, labels.rows)) != box) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(label), "its box is not inside the window");
  }
  MeasuredRegion region{box.tl() - cv::Point(1, 1), cv::Mat1b::zeros(box.height + 2, box.width + 2), {}, 0};
  for (int y = 0; y < box.height; ++y) {
    const std::int32_t* from = labels.ptr<std::int32_t>(box.y + y) + box.x;
    std::uint8_t* to = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    for (int x = 0; x < box.width; ++x) {
      to[x] = from[x] == label ? 1 : 0;
    }
  }
  find_runs(region);
  if (region.area_px == 0) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(label), "has no pixel in its box");
  }
  return region;
}

std::vector<std::uint8_t> marks_of(const MeasuredRegion& part, const MeasuredRegion& whole) {
  std::vector<std::uint8_t> marks(static_cast<std::size_t>(whole.area_px), 0);
  const cv::Point shift = whole.corner - part.corner;
  std::uint8_t* to = marks.data();
  for (const PixelRun& run : whole.runs) {
    const int y = run.y + shift.y;
    const int begin = std::clamp(run.begin + shift.x, 0, part.mask.cols);
    const int end = std::clamp(run.end + shift.x, begin, part.mask.cols);
    if (y >= 0 && y < part.mask.rows) {
      std::copy_n(part.mask.ptr<std::uint8_t>(y) + begin, end - begin, to + (begin - shift.x - run.begin));
    }
    to += run.end - run.begin;
  }
  return marks;
}

void gather(const cv::Mat1f& plane, const cv::Mat1f& background, const MeasuredRegion& region,
            float* above_background, float* background_there) {
  for (const PixelRun& run : region.runs) {
    const float* const signal = pixels_of(plane, region, run);
    const float* const under = pixels_of(background, region, run);
    const int pixels = run.end - run.begin;
    for (int i = 0; i < pixels; ++i) {
      background_there[i] = under[i];
    }
    for (int i = 0; i < pixels; ++i) {
      above_background[i] = signal[i] - under[i];
    }
    above_background += pixels;
    background_there += pixels;
  }
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
