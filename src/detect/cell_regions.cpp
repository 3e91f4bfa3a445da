#include "cell_regions.h"

#include <algorithm>
#include <array>

namespace cyto {
namespace {

/// Vertically nearest label of each pixel.
struct Vertical {
  cv::Mat1i distance;  ///< radius + 1: none within the radius
  cv::Mat1i label;
};

void sweep(const cv::Mat1i& labels, int radius, bool down, Vertical& nearest) {
  for (int x = 0; x < labels.cols; ++x) {
    int distance = radius + 1;
    std::int32_t label = 0;
    for (int i = 0; i < labels.rows; ++i) {
      const int y = down ? i : labels.rows - 1 - i;
      if (labels(y, x) != 0) {
        distance = 0;
        label = labels(y, x);
      } else {
        distance = std::min(distance + 1, radius + 1);
      }
      if (distance > radius) {
        continue;
      }
      auto& d = nearest.distance(y, x);
      auto& l = nearest.label(y, x);
      if (distance < d || (distance == d && label < l)) {
        d = distance;
        l = label;
      }
    }
  }
}

std::int32_t nearest_label(const Vertical& vertical, int y, int x, int radius, double radius_squared) {
  int best = radius * radius + radius + 1;
  std::int32_t label = 0;
  const int first = std::max(0, x - radius);
  const int last = std::min(vertical.label.cols - 1, x + radius);
  const std::int32_t* distances = vertical.distance.ptr<std::int32_t>(y);
  const std::int32_t* labels = vertical.label.ptr<std::int32_t>(y);
  for (int u = first; u <= last; ++u) {
    if (distances[u] > radius) {
      continue;
    }
    const int squared = distances[u] * distances[u] + (u - x) * (u - x);
    if (squared < best || (squared == best && labels[u] < label)) {
      best = squared;
      label = labels[u];
    }
  }
  return static_cast<double>(best) <= radius_squared ? label : 0;
}

}  // namespace

cv::Mat1i grow_labels(const cv::Mat1i& labels, double radius_px, const cv::Mat1b& barrier) {
  const int radius = static_cast<int>(radius_px);
  Vertical vertical{cv::Mat1i(labels.size(), radius + 1), cv::Mat1i::zeros(labels.size())};
  sweep(labels, radius, true, vertical);
  sweep(labels, radius, false, vertical);
  cv::Mat1i grown = labels.clone();
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (labels(y, x) == 0 && barrier(y, x) == 0) {
        grown(y, x) = nearest_label(vertical, y, x, radius, radius_px * radius_px);
      }
    }
  }
  return grown;
}

void grow_within(cv::Mat1i& regions, const cv::Mat1i& objects, const std::vector<std::int32_t>& owner,
                 double radius_px) {
  static const std::array<cv::Point, 8> kSteps{
      {{0, -1}, {-1, 0}, {1, 0}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};
  std::vector<cv::Point> front;
  for (int y = 0; y < regions.rows; ++y) {
    for (int x = 0; x < regions.cols; ++x) {
      if (regions(y, x) != 0 && owner[static_cast<std::size_t>(regions(y, x))] != 0) {
        front.emplace_back(x, y);
      }
    }
  }
  std::vector<cv::Point> next;
  // Steps to four and to eight neighbours in turn: the reach is an octagon; a pair of steps goes about 2.2
  // px.
  const int steps = static_cast<int>(2.0 * radius_px / 2.2);
  for (int step = 0; step < steps && !front.empty(); ++step) {
    next.clear();
    const std::size_t neighbours = step % 2 == 0 ? 4 : 8;
    for (const cv::Point& from : front) {
      const std::int32_t label = regions(from);
      for (std::size_t i = 0; i < neighbours; ++i) {
        const cv::Point to = from + kSteps[i];
        if (to.x < 0 || to.y < 0 || to.x >= regions.cols || to.y >= regions.rows || regions(to) != 0 ||
            objects(to) != owner[static_cast<std::size_t>(label)]) {
          continue;
        }
        regions(to) = label;
        next.push_back(to);
      }
    }
    // A pixel of the old front may still have diagonal neighbours to give: keep it for the eight-step.
    if (step % 2 == 0) {
      next.insert(next.end(), front.begin(), front.end());
    }
    front.swap(next);
  }
}

}  // namespace cyto
