#include "outline.h"

#include <algorithm>
#include <cstdint>
namespace cyto {
namespace {

/// Between-pixel positions of one tile axis on the work grid.
struct Sample {
  int nearest = 0;
  int low = 0;
  int high = 0;
  float weight = 0.0F;
};

std::vector<Sample> samples(int tile_px, int origin, int bin, int work_px) {
  std::vector<Sample> out(static_cast<std::size_t>(tile_px));
  for (int i = 0; i < tile_px; ++i) {
    const int from_origin = i - origin;
    const int twice = 2 * from_origin + 1 - bin;  // centre of the pixel minus first centre, in half pixels
    const int low = twice >= 0 ? twice / (2 * bin) : -1;
    Sample& s = out[static_cast<std::size_t>(i)];
    s.nearest = std::min(from_origin / bin, work_px - 1);
    s.low = std::clamp(low, 0, work_px - 1);
    s.high = std::clamp(low + 1, 0, work_px - 1);
    s.weight = static_cast<float>(twice - low * 2 * bin) / static_cast<float>(2 * bin);
  }
  return out;
}

/// Per work column, and one behind the last, the first tile column that lies in it or further right.
std::vector<int> first_columns(const std::vector<Sample>& columns, int work_px) {
  std::vector<int> first(static_cast<std::size_t>(work_px) + 1);
  std::size_t x = 0;
  for (int column = 0; column <= work_px; ++column) {
    while (x < columns.size() && columns[x].nearest < column) {
      ++x;
    }
    first[static_cast<std::size_t>(column)] = static_cast<int>(x);
  }
  return first;
}

}  // namespace

LabelRuns outline_on_work(const cv::Mat1f& smooth, const LabelRuns& territory, const EdgeLevels& edges) {
  LabelRuns outline;
  outline.reserve(territory.size(), territory.rows());
  for (int y = 0; y < territory.rows(); ++y) {
    const float* signal = smooth.ptr<float>(y);
    for (const LabelRun& run : territory.row(y)) {
      if (edges.kept[static_cast<std::size_t>(run.label)]) {
        append_above(signal, run, edges.level[static_cast<std::size_t>(run.label)], outline);
      }
    }
    outline.end_row();
  }
  return outline;
}

LabelRuns outline_on_tile(const WorkPlane& work, const cv::Mat1f& smooth, const LabelRuns& territory,
                          const EdgeLevels& edges, cv::Size tile_size) {
  if (work.bin == 1) {
    return outline_on_work(smooth, territory, edges);
  }
  LabelRuns outline;
  std::vector<float> signal(static_cast<std::size_t>(tile_size.width));
  const std::vector<Sample> columns = samples(tile_size.width, work.tile_origin.x, work.bin, smooth.cols);
  const std::vector<Sample> rows = samples(tile_size.height, work.tile_origin.y, work.bin, smooth.rows);
  const std::vector<int> first = first_columns(columns, smooth.cols);
  for (int y = 0; y < tile_size.height; ++y) {
    const Sample& r = rows[static_cast<std::size_t>(y)];
    const float* above = smooth.ptr<float>(r.low);
    const float* below = smooth.ptr<float>(r.high);
    for (const LabelRun& run : territory.row(r.nearest)) {
      if (!edges.kept[static_cast<std::size_t>(run.label)]) {
        continue;
      }
      const float level = edges.level[static_cast<std::size_t>(run.label)];
      const LabelRun on_tile{first[static_cast<std::size_t>(run.begin)],
                             first[static_cast<std::size_t>(run.end)], run.label};
      for (int x = on_tile.begin; x < on_tile.end; ++x) {
        const Sample& c = columns[static_cast<std::size_t>(x)];
        const float top = above[c.low] + c.weight * (above[c.high] - above[c.low]);
        const float bottom = below[c.low] + c.weight * (below[c.high] - below[c.low]);
        signal[static_cast<std::size_t>(x)] = top + r.weight * (bottom - top);
      }
      append_above(signal.data(), on_tile, level, outline);
    }
    outline.end_row();
  }
  return outline;
}

}  // namespace cyto
