#include "outline.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "label_kernels.h"
#include "part_kernels.h"

namespace cyto {
namespace {

constexpr float kOutOfReach = std::numeric_limits<float>::infinity();

/// The pixels of one tile axis on the work grid.
struct TileAxis {
  std::vector<int> nearest;  ///< work pixel that a tile pixel lies in
  LineSamples between;       ///< work pixels around its centre
};

TileAxis tile_axis(int tile_px, int origin, int bin, int work_px) {
  TileAxis axis;
  for (int i = 0; i < tile_px; ++i) {
    const int from_origin = i - origin;
    const int twice = 2 * from_origin + 1 - bin;  // centre of the pixel minus first centre, in half pixels
    const int low = twice >= 0 ? twice / (2 * bin) : -1;
    axis.nearest.push_back(std::min(from_origin / bin, work_px - 1));
    axis.between.low.push_back(std::clamp(low, 0, work_px - 1));
    axis.between.high.push_back(std::clamp(low + 1, 0, work_px - 1));
    axis.between.weight.push_back(static_cast<float>(twice - low * 2 * bin) / static_cast<float>(2 * bin));
  }
  return axis;
}

/// Per work column, and one behind the last, the first tile column that lies in it or further right.
std::vector<int> first_columns(const TileAxis& columns, int work_px) {
  std::vector<int> first(static_cast<std::size_t>(work_px) + 1);
  std::size_t x = 0;
  for (int column = 0; column <= work_px; ++column) {
    while (x < columns.nearest.size() && columns.nearest[x] < column) {
      ++x;
    }
    first[static_cast<std::size_t>(column)] = static_cast<int>(x);
  }
  return first;
}

/// The runs of a work row that may have an outline, in columns of the tile.
class RowOutline {
 public:
  /// @param columns of the tile. @param first tile column in which each work column begins.
  RowOutline(int columns, const std::vector<int>& first, const EdgeLevels& edges)
      : first_(first), edges_(edges), parts_(static_cast<std::size_t>(columns) + 1) {}

  void take(std::span<const LabelRun> territories) {
    runs_.resize(territories.size());
    LabelRun* to = runs_.data();
    for (const LabelRun& run : territories) {  // without a choice, which could not be foreseen
      *to = {first_[static_cast<std::size_t>(run.begin)], first_[static_cast<std::size_t>(run.end)],
             run.label};
      to += edges_.kept[static_cast<std::size_t>(run.label)] & (to->begin < to->end) ? 1 : 0;
    }
    runs_.resize(static_cast<std::size_t>(to - runs_.data()));
  }
  [[nodiscard]] bool empty() const { return runs_.empty(); }

  /// Appends what of them reaches their levels.
  void append(const BlendedRow& row, LabelRuns& outline) {
    outline.append({parts_.data(), parts_above(row, runs_, edges_.level, parts_.data())});
  }

 private:
  const std::vector<int>& first_;
  const EdgeLevels& edges_;
  std::vector<LabelRun> runs_;
  std::vector<LabelRun> parts_;  ///< work space
};

/// Rows of a work plane with one value per tile column; the last two are kept.
class TileLines {
 public:
  TileLines(const cv::Mat1f& plane, const LineSamples& columns) : plane_(plane), columns_(columns) {
    lines_.fill(std::vector<float>(columns.low.size() + kBlendMargin));
  }
  const float* row(int y) {
    const std::size_t place = static_cast<std::size_t>(y) % lines_.size();
    if (rows_[place] != y) {
      interpolate_line(plane_.ptr<float>(y), static_cast<std::size_t>(plane_.cols), columns_,
                       lines_[place].data());
      rows_[place] = y;
    }
    return lines_[place].data();
  }

 private:
  const cv::Mat1f& plane_;
  const LineSamples& columns_;
  std::array<std::vector<float>, 2> lines_;
  std::array<int, 2> rows_{-1, -1};
};

}  // namespace

LabelRuns outline_on_work(const cv::Mat1f& smooth, const LabelRuns& territory, const EdgeLevels& edges) {
  std::vector<float> level(edges.level.size(), kOutOfReach);
  for (std::size_t label = 0; label < level.size(); ++label) {
    if (edges.kept[label]) {
      level[label] = edges.level[label];
    }
  }
  return parts_above(territory, smooth, level);
}

LabelRuns outline_on_tile(const WorkPlane& work, const cv::Mat1f& smooth, const LabelRuns& territory,
                          const EdgeLevels& edges, cv::Size tile_size) {
  if (work.bin == 1) {
    return outline_on_work(smooth, territory, edges);
  }
  LabelRuns outline;
  outline.reserve(territory.size() * static_cast<std::size_t>(work.bin), tile_size.height);
  const TileAxis columns = tile_axis(tile_size.width, work.tile_origin.x, work.bin, smooth.cols);
  const TileAxis rows = tile_axis(tile_size.height, work.tile_origin.y, work.bin, smooth.rows);
  const std::vector<int> first = first_columns(columns, smooth.cols);
  TileLines lines(smooth, columns.between);
  RowOutline row(tile_size.width, first, edges);
  int taken = -1;
  for (std::size_t y = 0; y < rows.nearest.size(); ++y) {
    if (rows.nearest[y] != taken) {
      taken = rows.nearest[y];
      row.take(territory.row(taken));
    }
    if (!row.empty()) {
      const float* const above = lines.row(rows.between.low[y]);
      row.append({above, lines.row(rows.between.high[y]), rows.between.weight[y]}, outline);
    }
    outline.end_row();
  }
  return outline;
}

}  // namespace cyto
