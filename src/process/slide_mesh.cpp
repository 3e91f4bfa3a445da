#include "cytrial/process/slide_mesh.h"

#include <algorithm>
#include <array>
#include <vector>

namespace cyto {

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

std::vector<MeshPlane::Between> MeshPlane::places(std::int64_t first_px, std::int64_t count,
                                                  std::int64_t first_cell, std::int64_t cell_px, int cells) {
  const auto clamped = [cells](std::int64_t i) {
    return static_cast<int>(std::clamp<std::int64_t>(i, 0, cells - 1));
  };
  std::vector<Between> found;
  found.reserve(static_cast<std::size_t>(count));
  for (std::int64_t px = first_px; px < first_px + count; ++px) {
    // In half pixels, so that the position is exact: pixel centre minus the first cell's centre.
    const std::int64_t offset = 2 * px + 1 - (2 * first_cell + 1) * cell_px;
    const std::int64_t span = 2 * cell_px;
    const std::int64_t index = offset >= 0 ? offset / span : -((-offset + span - 1) / span);
    found.push_back({clamped(index), clamped(index + 1),
                     static_cast<float>(offset - index * span) / static_cast<float>(span)});
  }
  return found;
}

MeshPlane::MeshPlane(const SlideMesh& mesh, const SlideRect& rect, float least)
    : value_(mesh.value),
      rows_(places(rect.y, rect.height, mesh.first_row, mesh.cell_px, mesh.value.rows)),
      columns_(places(rect.x, rect.width, mesh.first_column, mesh.cell_px, mesh.value.cols)),
      least_(least) {
  weights_.reserve(columns_.size());
  for (const Between& column : columns_) {
    const auto x = static_cast<int>(weights_.size());
    if (spans_.empty() || spans_.back().low != column.low || spans_.back().high != column.high) {
      spans_.push_back({x, x, column.low, column.high});
    }
    spans_.back().end = x + 1;
    weights_.push_back(column.weight);
  }
}

float MeshPlane::operator()(int y, int x) const {
  const Between& row = rows_[static_cast<std::size_t>(y)];
  const Between& column = columns_[static_cast<std::size_t>(x)];
  const float* low_cells = value_.ptr<float>(row.low);
  const float* high_cells = value_.ptr<float>(row.high);
  const float low = low_cells[column.low] + row.weight * (high_cells[column.low] - low_cells[column.low]);
  const float high = low_cells[column.high] + row.weight * (high_cells[column.high] - low_cells[column.high]);
  return std::max(low + column.weight * (high - low), least_);
}

void MeshPlane::read_row(int y, std::vector<float>& line, float* to) const {
  const Between& row = rows_[static_cast<std::size_t>(y)];
  const float* low_cells = value_.ptr<float>(row.low);
  const float* high_cells = value_.ptr<float>(row.high);
  line.resize(static_cast<std::size_t>(value_.cols));
  for (std::size_t j = 0; j < line.size(); ++j) {
    line[j] = low_cells[j] + row.weight * (high_cells[j] - low_cells[j]);
  }
  for (const Span& span : spans_) {
    const float low = line[static_cast<std::size_t>(span.low)];
    const float rise = line[static_cast<std::size_t>(span.high)] - low;
    const float* weight = weights_.data();
    for (int x = span.begin; x < span.end; ++x) {
      to[x] = std::max(low + weight[x] * rise, least_);
    }
  }
}

cv::Mat1f MeshPlane::plane() const {
  cv::Mat1f out(static_cast<int>(rows_.size()), static_cast<int>(columns_.size()));
  std::vector<float> line;
  for (int y = 0; y < out.rows; ++y) {
    read_row(y, line, out.ptr<float>(y));
  }
  return out;
}

cv::Mat1f interpolate_mesh(const SlideMesh& mesh, const SlideRect& rect) {
  return MeshPlane(mesh, rect).plane();
}

}  // namespace cyto
