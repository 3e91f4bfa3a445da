#include "flow_basins.h"

#include <cstdint>
#include <vector>

namespace cyto {
namespace {

/// Index of the neighbour that (y, x) points to, or its own index at a peak.
std::int32_t uphill(const cv::Mat1f& surface, const cv::Mat1b& foreground, int y, int x) {
  const float here = surface(y, x);
  const std::int32_t own = y * surface.cols + x;
  float best_slope = 0.0F;
  std::int32_t best = own;
  bool found = false;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      const int v = y + dy;
      const int u = x + dx;
      if ((dy == 0 && dx == 0) || v < 0 || u < 0 || v >= surface.rows || u >= surface.cols ||
          foreground(v, u) == 0) {
        continue;
      }
      const std::int32_t index = v * surface.cols + u;
      const float rise = surface(v, u) - here;
      if (rise < 0.0F || (rise == 0.0F && index > own)) {
        continue;
      }
      const float slope = (dy != 0 && dx != 0) ? rise * 0.70710678F : rise;
      if (!found || slope > best_slope) {
        found = true;
        best_slope = slope;
        best = index;
      }
    }
  }
  return best;
}

}  // namespace

cv::Mat1i flow_basins(const cv::Mat1f& surface, const cv::Mat1b& foreground) {
  cv::Mat1i target(surface.size(), -1);
  cv::Mat1i labels = cv::Mat1i::zeros(surface.size());
  auto* to = target.ptr<std::int32_t>();
  auto* label = labels.ptr<std::int32_t>();
  std::int32_t basins = 0;
  for (int y = 0; y < surface.rows; ++y) {
    for (int x = 0; x < surface.cols; ++x) {
      if (foreground(y, x) == 0) {
        continue;
      }
      const std::int32_t own = y * surface.cols + x;
      to[own] = uphill(surface, foreground, y, x);
      if (to[own] == own) {
        label[own] = ++basins;
      }
    }
  }
  std::vector<std::int32_t> path;
  const auto pixels = static_cast<std::int32_t>(surface.total());
  for (std::int32_t start = 0; start < pixels; ++start) {
    if (to[start] < 0 || label[start] != 0) {
      continue;
    }
    std::int32_t at = start;
    path.clear();
    while (label[at] == 0) {
      path.push_back(at);
      at = to[at];
    }
    for (const std::int32_t passed : path) {
      label[passed] = label[at];
    }
  }
  return labels;
}

}  // namespace cyto
