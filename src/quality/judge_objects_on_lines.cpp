#include <algorithm>
#include <cmath>
#include <string>

#include "cytrial/core/number_text.h"
#include "objects_on_lines.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

/// The surest of some suppositions.
struct Finding {
  double evidence = 0.0;
  LineExcess excess;
  std::size_t kind = 0;
  std::vector<CameraLine> lines;
};

/// Keeps the surer one. @param least_excess as a share of what is to be expected: what is less is none,
/// however sure.
void take(const LineExcess& excess, std::size_t kind, const std::vector<CameraLine>& lines,
          double least_excess, Finding& best) {
  const double evidence = evidence_of(excess);
  const double least = (1.0 + least_excess) * excess.expected;
  if (evidence > best.evidence && static_cast<double>(excess.on_line) >= least) {
    best = {evidence, excess, kind, lines};
  }
}

Finding surest(const ObjectsOnLines& objects) {
  Finding best;
  for (std::size_t kind = 0; kind < kObjectKinds; ++kind) {
    take(objects.excess(kind), kind, objects.lines(), quality_limits::kLeastLineExcess, best);
    const std::vector<LineExcess> by_line = objects.excess_by_line(kind);
    for (std::size_t line = 0; line < by_line.size(); ++line) {
      take(by_line[line], kind, {objects.lines()[line]}, quality_limits::kLeastExcessOfOneLine, best);
    }
  }
  return best;
}

std::string channel_names(const std::vector<CameraLine>& lines, const QualityGrid& grid, const Panel& panel) {
  std::uint32_t channels = 0;
  for (const CameraLine& line : lines) {
    channels |= line.channels;
  }
  std::string names;
  for (std::size_t i = 0; i < grid.line_channels.size(); ++i) {
    if ((channels >> i & 1U) != 0) {
      names += (names.empty() ? "" : " and ") + panel.channels[grid.line_channels[i]].name;
    }
  }
  return names;
}

SlideRect place_of(const CameraLine& line, const LineCells& cells) {
  const std::int64_t from = line.first_cell * kQualityCellPx;
  const std::int64_t length = std::min(cells.along_px(), line.end_cell * kQualityCellPx) - from;
  return cells.upright() ? SlideRect{line.at_px, from, 1, length} : SlideRect{from, line.at_px, length, 1};
}

std::string text_of(const Finding& found, const ObjectsOnLines& objects, const Panel& panel) {
  const LineCells& cells = objects.cells();
  const char* const kind = found.kind == 0 ? " objects" : " objects without the leukocyte stain";
  return std::to_string(found.excess.on_line) + kind + " lie in straight lines along the scan's " +
         std::string(cells.name()) + ", where " + number_text(found.excess.expected, 1) +
         " are to be expected by those beside: within " + std::to_string(objects.reach_px()) + " px of " +
         std::to_string(found.lines.size()) + " that stand out in channel " +
         channel_names(found.lines, cells.grid(), panel) + ", the first " +
         place_text(place_of(found.lines.front(), cells));
}

}  // namespace

std::int64_t reach_of_lines(double pixel_um) {
  return std::max(quality_limits::kLeastOnLinePx,
                  static_cast<std::int64_t>(quality_limits::kOnLineUm / pixel_um));
}

void judge_objects_on_lines(const std::vector<ObjectsOnLines>& axes, const SlideDescription& slide,
                            const Panel& panel, QualityVerdict& verdict) {
  double suppositions = 0.0;
  for (const ObjectsOnLines& objects : axes) {
    suppositions += static_cast<double>(kObjectKinds * (objects.lines().size() + 1));
  }
  for (const ObjectsOnLines& objects : axes) {
    const Finding found = surest(objects);
    if (found.lines.empty() || found.evidence < std::log(suppositions / quality_limits::kLineFalseAlarm)) {
      continue;
    }
    const std::string text = text_of(found, objects, panel);
    if (panel.nuclear_only()) {
      verdict.flags.push_back({"objects_in_lines", text});
      continue;
    }
    const SlideRect place = place_of(found.lines.front(), objects.cells());
    const std::string file = slide.files.empty() ? std::string() : slide.files.front();
    verdict.faults.push_back({file, "", place, text + ": they are the camera's, no cells",
                              "calibrate the camera's dark pattern, and run again"});
  }
}

}  // namespace cyto
