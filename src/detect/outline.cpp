#include "outline.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "label_kernels.h"

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

/// Finds in rows of signal what reaches the levels of a row of territories.
class RowOutline {
 public:
  RowOutline(int columns, const EdgeLevels& edges)
      : edges_(edges),
        level_(static_cast<std::size_t>(columns + kStride), kOutOfReach),
        label_(level_.size(), 0),
        found_(level_.size()) {}

  /// @param first column of the rows of signal in which each column of the territories begins.
  template <typename FirstColumn>
  void take(std::span<const LabelRun> territories, const FirstColumn& first) {
    std::fill(level_.begin() + begin_, level_.begin() + end_, kOutOfReach);
    begin_ = 0;
    end_ = 0;
    for (const LabelRun& run : territories) {
      if (!edges_.kept[static_cast<std::size_t>(run.label)]) {
        continue;
      }
      const int begin = first(run.begin);
      begin_ = end_ == 0 ? begin : begin_;
      end_ = first(run.end);
      const float level = edges_.level[static_cast<std::size_t>(run.label)];
      for (int x = begin; x < end_; x += kStride) {
        std::fill_n(level_.data() + x, kStride, level);
        std::fill_n(label_.data() + x, kStride, run.label);
      }
      std::fill_n(level_.data() + end_, kStride, kOutOfReach);
    }
  }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Appends what lies in the territories where above + weight * (below - above) reaches their levels.
  void append(const float* above, const float* below, float weight, LabelRuns& outline) {
    const auto begin = static_cast<std::size_t>(begin_);
    const auto end = static_cast<std::size_t>(end_);
    labels_above({above, below, weight, level_.data(), label_.data()}, begin, end, found_.data());
    append_row({found_.data() + begin, end - begin}, begin_, changes_, outline);
  }

 private:
  /// Most territories are no wider: no loop whose end a processor could guess wrong. What is written behind
  /// one is taken back before the next.
  static constexpr int kStride = 16;
  const EdgeLevels& edges_;
  int begin_ = 0;  ///< of the columns with territories
  int end_ = 0;
  std::vector<float> level_;
  std::vector<std::int32_t> label_;  ///< where the level can be reached
  std::vector<std::int32_t> found_;
  std::vector<std::int32_t> changes_;  ///< work space
};

/// Rows of a work plane with one value per tile column; the last two are kept.
class TileLines {
 public:
  TileLines(const cv::Mat1f& plane, const LineSamples& columns) : plane_(plane), columns_(columns) {
    lines_.fill(std::vector<float>(columns.low.size()));
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
  RowOutline row(tile_size.width, edges);
  int taken = -1;
  for (std::size_t y = 0; y < rows.nearest.size(); ++y) {
    if (rows.nearest[y] != taken) {
      taken = rows.nearest[y];
      row.take(territory.row(taken), [&](int column) { return first[static_cast<std::size_t>(column)]; });
    }
    if (!row.empty()) {
      const float* const above = lines.row(rows.between.low[y]);
      row.append(above, lines.row(rows.between.high[y]), rows.between.weight[y], outline);
    }
    outline.end_row();
  }
  return outline;
}

}  // namespace cyto
