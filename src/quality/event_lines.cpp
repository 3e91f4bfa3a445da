#include "event_lines.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>

#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

/// Stripes on each side that a stripe is held against; the next one is left out, for a line may reach into
/// it.
constexpr std::ptrdiff_t kNeighbours = 8;

struct Lines {
  double objects = 0.0;  ///< more than the neighbours have
  double alien =
      0.0;  ///< of these, in stripes that hold at least twice the usual: no crowd of cells is so sharp
  std::size_t stripes = 0;
  std::int64_t first_px = -1;
};

/// Median of the stripes around: lines side by side do not hide one another.
double usual_around(const std::vector<std::uint32_t>& stripes, std::ptrdiff_t at) {
  std::vector<std::uint32_t> around;
  const auto end = static_cast<std::ptrdiff_t>(stripes.size());
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, at - kNeighbours);
       i < std::min(end, at + kNeighbours + 1); ++i) {
    if (std::abs(i - at) > 1) {
      around.push_back(stripes[static_cast<std::size_t>(i)]);
    }
  }
  if (around.empty()) {
    return 0.0;
  }
  const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
  std::nth_element(around.begin(), middle, around.end());
  return *middle;
}

Lines lines_in(const std::vector<std::uint32_t>& stripes) {
  Lines lines;
  for (std::size_t i = 0; i < stripes.size(); ++i) {
    const double usual = usual_around(stripes, static_cast<std::ptrdiff_t>(i));
    const double more = static_cast<double>(stripes[i]) - usual;
    if (more > quality_limits::kLineObjects + quality_limits::kLineDeviations * std::sqrt(usual)) {
      lines.objects += more;
      lines.alien += more >= quality_limits::kAlienExcess * usual ? more : 0.0;
      ++lines.stripes;
      lines.first_px =
          lines.first_px < 0 ? static_cast<std::int64_t>(i) * quality_limits::kStripePx : lines.first_px;
    }
  }
  // Many are a pattern of the slide's, such as pores.
  const double share = static_cast<double>(lines.stripes) / static_cast<double>(stripes.size());
  return share < quality_limits::kPatternShare ? lines : Lines{};
}

}  // namespace

void judge_event_lines(const std::vector<std::uint32_t>& columns, const std::vector<std::uint32_t>& rows,
                       const SlideDescription& slide, const Panel& panel, QualityVerdict& verdict) {
  const double all = std::accumulate(columns.begin(), columns.end(), 0.0);
  const auto report = [&](const Lines& lines, const char* kind, const SlideRect& place) {
    if (lines.first_px < 0) {
      return;
    }
    const double share = lines.objects / all;
    const std::string text = percent_text(share) + " of the objects lie in straight lines along the scan's " +
                             kind + ", the first within " + place_text(place);
    if (lines.alien / all > quality_limits::kMostObjectsInLines && !panel.nuclear_only()) {
      const std::string file = slide.files.empty() ? std::string() : slide.files.front();
      verdict.faults.push_back({file, "", place,
                                text + ", the limit is " + percent_text(quality_limits::kMostObjectsInLines) +
                                    ": they are the camera's, no cells",
                                "calibrate the camera's dark pattern, or mend the stitching, and run again"});
    } else {
      verdict.flags.push_back({"objects_in_lines", text});
    }
  };
  const Lines upright = lines_in(columns);
  report(upright, "columns", {upright.first_px, 0, quality_limits::kStripePx, slide.height_px});
  const Lines level = lines_in(rows);
  report(level, "rows", {0, level.first_px, slide.width_px, quality_limits::kStripePx});
}

}  // namespace cyto
