#include "cytrial/measure/region.h"

#include <algorithm>

#include "cytrial/core/error.h"

namespace cyto {

Region cut_region(const cv::Mat1i& labels, std::int32_t label, const cv::Rect& box) {
  if (box.empty() || (box & cv::Rect(0, 0, labels.cols, labels.rows)) != box) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(label), "its box is not inside the window");
  }
  Region region{box.tl(), cv::Mat1b::zeros(box.height + 2, box.width + 2), 0};
  for (int y = 0; y < box.height; ++y) {
    const std::int32_t* from = labels.ptr<std::int32_t>(box.y + y) + box.x;
    std::uint8_t* to = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    for (int x = 0; x < box.width; ++x) {
      to[x] = from[x] == label ? 1 : 0;
      region.area_px += to[x];
    }
  }
  if (region.area_px == 0) {
    throw Error(ErrorCode::Internal, "label " + std::to_string(label), "has no pixel in its box");
  }
  return region;
}

Region subtract(const Region& whole, const Region& part) {
  Region rest{whole.origin, whole.mask.clone(), whole.area_px};
  const cv::Rect whole_box(whole.origin, cv::Size(whole.mask.cols - 2, whole.mask.rows - 2));
  const cv::Rect part_box(part.origin, cv::Size(part.mask.cols - 2, part.mask.rows - 2));
  const cv::Rect shared = whole_box & part_box;
  for (int y = shared.y; y < shared.br().y; ++y) {
    std::uint8_t* to = rest.mask.ptr<std::uint8_t>(y - whole.origin.y + 1) + 1 - whole.origin.x;
    const std::uint8_t* minus = part.mask.ptr<std::uint8_t>(y - part.origin.y + 1) + 1 - part.origin.x;
    for (int x = shared.x; x < shared.br().x; ++x) {
      rest.area_px -= to[x] & minus[x];
      to[x] = to[x] & static_cast<std::uint8_t>(1U - minus[x]);
    }
  }
  return rest;
}

void gather_above_background(const cv::Mat1f& plane, const cv::Mat1f& background, const Region& region,
                             std::vector<float>& values) {
  values.clear();
  values.reserve(static_cast<std::size_t>(region.area_px));
  const int width = region.mask.cols - 2;
  for (int y = 0; y < region.mask.rows - 2; ++y) {
    const std::uint8_t* inside = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    const float* signal = plane.ptr<float>(region.origin.y + y) + region.origin.x;
    const float* base = background.ptr<float>(region.origin.y + y) + region.origin.x;
    for (int x = 0; x < width; ++x) {
      if (inside[x] != 0) {
        values.push_back(signal[x] - base[x]);
      }
    }
  }
}

cv::Mat1f cut_above_background(const cv::Mat1f& plane, const cv::Mat1f& background, const Region& region) {
  cv::Mat1f patch = cv::Mat1f::zeros(region.mask.size());
  const int width = region.mask.cols - 2;
  for (int y = 0; y < region.mask.rows - 2; ++y) {
    const std::uint8_t* inside = region.mask.ptr<std::uint8_t>(y + 1) + 1;
    const float* signal = plane.ptr<float>(region.origin.y + y) + region.origin.x;
    const float* base = background.ptr<float>(region.origin.y + y) + region.origin.x;
    float* to = patch.ptr<float>(y + 1) + 1;
    for (int x = 0; x < width; ++x) {
      to[x] = inside[x] != 0 ? signal[x] - base[x] : 0.0F;
    }
  }
  return patch;
}

std::vector<MaskSpan> spans_of(const Region& region, const SlideRect& window) {
  std::vector<MaskSpan> spans;
  const auto left = static_cast<std::int32_t>(window.x + region.origin.x) - 1;
  const auto top = static_cast<std::int32_t>(window.y + region.origin.y) - 1;
  for (int y = 1; y < region.mask.rows - 1; ++y) {
    const std::uint8_t* row = region.mask.ptr<std::uint8_t>(y);
    const std::uint8_t* const end = row + region.mask.cols;
    // The border column of zeros ends every run.
    for (const std::uint8_t* begin = std::find(row, end, 1); begin != end;) {
      const std::uint8_t* const stop = std::find(begin, end, 0);
      spans.push_back(
          {top + y, left + static_cast<std::int32_t>(begin - row), static_cast<std::int32_t>(stop - begin)});
      begin = std::find(stop, end, 1);
    }
  }
  return spans;
}

}  // namespace cyto
