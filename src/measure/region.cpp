#include "cytrial/measure/region.h"

#include <algorithm>

#include "cytrial/core/error.h"

namespace cyto {
namespace {

/// Fills runs and area from the mask.
void find_runs(MeasuredRegion& region) {
  for (int y = 1; y + 1 < region.mask.rows; ++y) {
    const std::uint8_t* const row = region.mask.ptr<std::uint8_t>(y);
    const std::uint8_t* const end = row + region.mask.cols;
    // The border column of zeros ends every run.
    for (const std::uint8_t* begin = std::find(row, end, 1); begin != end;) {
      const std::uint8_t* const stop = std::find(begin, end, 0);
      region.runs.push_back({y, static_cast<int>(begin - row), static_cast<int>(stop - row)});
      region.area_px += stop - begin;
      begin = std::find(stop, end, 1);
    }
  }
}

/// First pixel of a run in a plane of the region's window.
template <typename Pixel>
const Pixel* pixels_of(const cv::Mat_<Pixel>& plane, const MeasuredRegion& region, const PixelRun& run) {
  return plane.template ptr<Pixel>(region.corner.y + run.y) + region.corner.x + run.begin;
}

void subtract_run(const float* signal, const float* background, int pixels, float* to) {
  for (int i = 0; i < pixels; ++i) {
    to[i] = signal[i] - background[i];
  }
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

MeasuredRegion subtract(const MeasuredRegion& whole, const MeasuredRegion& part) {
  MeasuredRegion rest{whole.corner, whole.mask.clone(), {}, 0};
  const cv::Rect shared = cv::Rect(whole.corner, whole.mask.size()) & cv::Rect(part.corner, part.mask.size());
  for (int y = shared.y; y < shared.br().y; ++y) {
    std::uint8_t* to = rest.mask.ptr<std::uint8_t>(y - whole.corner.y) + shared.x - whole.corner.x;
    const std::uint8_t* minus = part.mask.ptr<std::uint8_t>(y - part.corner.y) + shared.x - part.corner.x;
    for (int x = 0; x < shared.width; ++x) {
      to[x] = static_cast<std::uint8_t>(to[x] & (1U - minus[x]));
    }
  }
  find_runs(rest);
  return rest;
}

std::vector<float> gather_above_background(const cv::Mat1f& plane, const cv::Mat1f& background,
                                           const MeasuredRegion& region) {
  std::vector<float> values(static_cast<std::size_t>(region.area_px));
  float* to = values.data();
  for (const PixelRun& run : region.runs) {
    subtract_run(pixels_of(plane, region, run), pixels_of(background, region, run), run.end - run.begin, to);
    to += run.end - run.begin;
  }
  return values;
}

cv::Mat1f cut_above_background(const cv::Mat1f& plane, const cv::Mat1f& background,
                               const MeasuredRegion& region) {
  cv::Mat1f patch = cv::Mat1f::zeros(region.mask.size());
  for (const PixelRun& run : region.runs) {
    subtract_run(pixels_of(plane, region, run), pixels_of(background, region, run), run.end - run.begin,
                 patch.ptr<float>(run.y) + run.begin);
  }
  return patch;
}

double mean_over(const cv::Mat1f& plane, const MeasuredRegion& region) {
  double sum = 0;
  for (const PixelRun& run : region.runs) {
    const float* pixel = pixels_of(plane, region, run);
    for (int i = 0; i < run.end - run.begin; ++i) {
      sum += static_cast<double>(pixel[i]);
    }
  }
  return sum / static_cast<double>(region.area_px);  // NaN without pixels
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
