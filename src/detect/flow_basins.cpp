#include "flow_basins.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "flow_kernel.h"

namespace cyto {
namespace {

/// Three rows of heights with a margin of one pixel, -infinity where a pixel takes no part.
class HeightRows {
 public:
  HeightRows(const cv::Mat1f& surface, const cv::Mat1b& foreground)
      : surface_(surface), foreground_(foreground) {
    for (std::vector<float>& row : rows_) {
      row.assign(static_cast<std::size_t>(surface.cols) + 2, kAside);
    }
  }

  /// Reads row `y`, which may lie outside. @return whether any pixel takes part.
  bool read(int y) {
    std::vector<float>& row = rows_[place(y)];
    if (y < 0 || y >= surface_.rows) {
      std::fill(row.begin(), row.end(), kAside);
      return false;
    }
    const float* height = surface_.ptr<float>(y);
    const std::uint8_t* takes_part = foreground_.ptr<std::uint8_t>(y);
    float* to = row.data() + 1;
    int any = 0;
    for (int x = 0; x < surface_.cols; ++x) {
      any |= takes_part[x];
      to[x] = height[x];
      if (takes_part[x] == 0) {
        to[x] = kAside;
      }
    }
    return any != 0;
  }
  [[nodiscard]] const float* row(int y) const { return rows_[place(y)].data() + 1; }

 private:
  static constexpr float kAside = -std::numeric_limits<float>::infinity();
  [[nodiscard]] static std::size_t place(int y) { return static_cast<std::size_t>(y + 3) % 3; }

  const cv::Mat1f& surface_;
  const cv::Mat1b& foreground_;
  std::array<std::vector<float>, 3> rows_;
};

/// Calls visit(x) for the columns whose byte is not 0, left to right; eight empty ones are passed in one
/// step.
template <typename Visit>
void for_each_set(const std::uint8_t* row, int columns, const Visit& visit) {
  constexpr int kWord = 8;
  for (int x = 0; x < columns;) {
    std::uint64_t word = 1;
    if (x + kWord <= columns) {
      std::memcpy(&word, row + x, kWord);
    }
    if (word == 0) {
      x += kWord;
      continue;
    }
    for (const int end = std::min(columns, x + kWord); x < end; ++x) {
      if (row[x] != 0) {
        visit(x);
      }
    }
  }
}

/// Below all steps between two pixels of a plane: a step plus this is negative, unlike a label.
constexpr std::int32_t kWay = std::numeric_limits<std::int32_t>::min() / 2;
constexpr std::int32_t kPeak = std::numeric_limits<std::int32_t>::min();

WayCodes way_codes(int columns) {
  return {{kWay - columns - 1, kWay - columns, kWay - columns + 1, kWay - 1, kWay + 1, kWay + columns - 1,
           kWay + columns, kWay + columns + 1},
          kPeak};
}

/// Numbers the peaks of a row, from `basins` + 1.
std::int32_t number_peaks(const std::uint8_t* foreground, int columns, std::int32_t* row,
                          std::int32_t basins) {
  for_each_set(foreground, columns, [&](int x) {
    if (row[x] == kPeak) {
      row[x] = ++basins;
    }
  });
  return basins;
}

/// Follows the ways to labels, and leaves these on the path.
void follow_ways(const cv::Mat1b& foreground, cv::Mat1i& labels) {
  for (int y = 0; y < labels.rows; ++y) {
    std::int32_t* const row = labels.ptr<std::int32_t>(y);
    for_each_set(foreground.ptr<std::uint8_t>(y), labels.cols, [&](int x) {
      const std::int32_t* end = row + x;
      while (*end < 0) {
        end += *end - kWay;
      }
      const std::int32_t label = *end;
      for (std::int32_t* at = row + x; *at < 0;) {
        const std::int32_t further = *at - kWay;
        *at = label;
        at += further;
      }
    });
  }
}

}  // namespace

cv::Mat1i flow_basins(const cv::Mat1f& surface, const cv::Mat1b& foreground) {
  cv::Mat1i labels(surface.size());
  HeightRows heights(surface, foreground);
  (void)heights.read(-1);
  bool any = heights.read(0);
  const WayCodes codes = way_codes(surface.cols);
  std::int32_t basins = 0;
  for (int y = 0; y < surface.rows; ++y) {
    const bool next = heights.read(y + 1);
    std::int32_t* row = labels.ptr<std::int32_t>(y);
    if (any) {
      find_ways(heights.row(y - 1), heights.row(y), heights.row(y + 1),
                static_cast<std::size_t>(surface.cols), codes, row);
      basins = number_peaks(foreground.ptr<std::uint8_t>(y), surface.cols, row, basins);
    } else {
      std::fill_n(row, surface.cols, 0);
    }
    any = next;
  }
  follow_ways(foreground, labels);
  return labels;
}

}  // namespace cyto
