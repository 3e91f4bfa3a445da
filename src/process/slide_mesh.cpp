#include "cytrial/process/slide_mesh.h"

#include <algorithm>
#include <array>
#include <vector>

namespace cyto {
namespace {

/// Where a pixel lies between two cell centres along one axis.
struct Between {
  int low = 0;
  int high = 0;
  float weight = 0.0F;  ///< of `high`
};

Between between_centres(std::int64_t slide_px, std::int64_t first_cell, std::int64_t cell_px, int cells) {
  // In half pixels, so that the position is exact: pixel centre minus the first cell's centre.
  const std::int64_t offset = 2 * slide_px + 1 - (2 * first_cell + 1) * cell_px;
  const std::int64_t span = 2 * cell_px;
  const std::int64_t index = offset >= 0 ? offset / span : -((-offset + span - 1) / span);
  const auto clamped = [cells](std::int64_t i) {
    return static_cast<int>(std::clamp<std::int64_t>(i, 0, cells - 1));
  };
  return {clamped(index), clamped(index + 1),
          static_cast<float>(offset - index * span) / static_cast<float>(span)};
}

}  // namespace

SlideMesh make_slide_mesh(const SlideRect& rect, std::int64_t cell_px) {
  SlideMesh mesh;
  mesh.cell_px = cell_px;
  mesh.first_row = rect.y / cell_px;
  mesh.first_column = rect.x / cell_px;
  const std::int64_t rows = (rect.bottom() - 1) / cell_px - mesh.first_row + 1;
  const std::int64_t columns = (rect.right() - 1) / cell_px - mesh.first_column + 1;
  mesh.value = cv::Mat1f::zeros(static_cast<int>(rows), static_cast<int>(columns));
  return mesh;
}

SlideRect mesh_cell(const SlideMesh& mesh, int row, int column, const SlideRect& rect) {
  const SlideRect square{(mesh.first_column + column) * mesh.cell_px, (mesh.first_row + row) * mesh.cell_px,
                         mesh.cell_px, mesh.cell_px};
  return intersect(square, rect);
}

void replace_cut_cells(SlideMesh& mesh, const SlideRect& rect) {
  const cv::Mat1f measured = mesh.value.clone();
  for (int row = 0; row < measured.rows; ++row) {
    for (int column = 0; column < measured.cols; ++column) {
      const SlideRect part = mesh_cell(mesh, row, column, rect);
      const auto inwards = [&](std::int64_t length, int at, int cells) {
        return 2 * length >= mesh.cell_px || cells == 1 ? at : (at == 0 ? 1 : at - 1);
      };
      mesh.value(row, column) =
          measured(inwards(part.height, row, measured.rows), inwards(part.width, column, measured.cols));
    }
  }
}

cv::Mat1f rank_3x3(const cv::Mat1f& value, std::size_t rank) {
  cv::Mat1f ranked(value.size());
  for (int i = 0; i < value.rows; ++i) {
    for (int j = 0; j < value.cols; ++j) {
      std::array<float, 9> near{};
      std::size_t n = 0;
      for (int k = std::max(0, i - 1); k <= std::min(value.rows - 1, i + 1); ++k) {
        for (int l = std::max(0, j - 1); l <= std::min(value.cols - 1, j + 1); ++l) {
          near[n++] = value(k, l);
        }
      }
      std::sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(n));
      ranked(i, j) = near[(n * rank) / 9];
    }
  }
  return ranked;
}

cv::Mat1f interpolate_mesh(const SlideMesh& mesh, const SlideRect& rect) {
  cv::Mat1f out(static_cast<int>(rect.height), static_cast<int>(rect.width));
  std::vector<Between> columns;
  columns.reserve(static_cast<std::size_t>(rect.width));
  for (std::int64_t x = rect.x; x < rect.right(); ++x) {
    columns.push_back(between_centres(x, mesh.first_column, mesh.cell_px, mesh.value.cols));
  }
  std::vector<float> line(static_cast<std::size_t>(mesh.value.cols));
  for (int y = 0; y < out.rows; ++y) {
    const Between row = between_centres(rect.y + y, mesh.first_row, mesh.cell_px, mesh.value.rows);
    for (int j = 0; j < mesh.value.cols; ++j) {
      const float low = mesh.value(row.low, j);
      line[static_cast<std::size_t>(j)] = low + row.weight * (mesh.value(row.high, j) - low);
    }
    float* to = out.ptr<float>(y);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const float low = line[static_cast<std::size_t>(columns[x].low)];
      to[x] = low + columns[x].weight * (line[static_cast<std::size_t>(columns[x].high)] - low);
    }
  }
  return out;
}

}  // namespace cyto
