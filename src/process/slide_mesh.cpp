#include "cytrial/process/slide_mesh.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "cytrial/core/error.h"
#include "mesh_kernels.h"

namespace cyto {
namespace {

/// Of `count` bins of `bin` pixels each from number `first` on, along one axis.
std::vector<BetweenCells> places(std::int64_t first, std::int64_t count, std::int64_t bin,
                                 std::int64_t first_cell, std::int64_t cell_px, int cells) {
  const auto clamped = [cells](std::int64_t i) {
    return static_cast<int>(std::clamp<std::int64_t>(i, 0, cells - 1));
  };
  std::vector<BetweenCells> found;
  if (count == 0) {
    return found;  // not even of a mesh without cells
  }
  found.reserve(static_cast<std::size_t>(count));
  // In half pixels, so that the position is exact: the first bin's centre minus the first cell's.
  const std::int64_t offset = (2 * first + 1) * bin - (2 * first_cell + 1) * cell_px;
  const std::int64_t span = 2 * cell_px;
  std::int64_t index = offset >= 0 ? offset / span : -((-offset + span - 1) / span);
  std::int64_t beyond = offset - index * span;
  for (std::int64_t i = 0; i < count; ++i, beyond += 2 * bin) {
    for (; beyond >= span; beyond -= span) {
      ++index;
    }
    found.push_back(
        {clamped(index), clamped(index + 1), static_cast<float>(beyond) / static_cast<float>(span)});
  }
  return found;
}

/// For one cell, the same share of fewer at the border.
float rank_of_those_there(const cv::Mat1f& value, int i, int j, std::size_t rank) {
  std::array<float, 9> near{};
  near.fill(std::numeric_limits<float>::infinity());
  std::size_t n = 0;
  for (int k = std::max(0, i - 1); k <= std::min(value.rows - 1, i + 1); ++k) {
    for (int l = std::max(0, j - 1); l <= std::min(value.cols - 1, j + 1); ++l) {
      near[n++] = value(k, l);
    }
  }
  std::sort(near.begin(), near.end());
  return near[(n * rank) / 9];
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
    const bool inside = i > 0 && i + 1 < value.rows && value.cols > 2;
    if (inside) {
      rank_nine({value.ptr<float>(i - 1), value.ptr<float>(i), value.ptr<float>(i + 1)}, value.cols, rank,
                ranked.ptr<float>(i));
    }
    const int step = inside ? value.cols - 1 : 1;
    for (int j = 0; j < value.cols; j += step) {
      ranked(i, j) = rank_of_those_there(value, i, j, rank);
    }
  }
  return ranked;
}

MeshPlane::MeshPlane(const SlideMesh& mesh, const SlideRect& rect, float least, int bin)
    : mesh_(mesh),
      rows_(places(rect.y, rect.height, bin, mesh.first_row, mesh.cell_px, mesh.value.rows)),
      least_(least),
      bin_(bin) {
  const std::vector<BetweenCells> columns =
      places(rect.x, rect.width, bin, mesh.first_column, mesh.cell_px, mesh.value.cols);
  weights_.reserve(columns.size());
  span_of_.reserve(columns.size());
  for (const BetweenCells& column : columns) {
    const auto x = static_cast<int>(weights_.size());
    if (spans_.empty() || spans_.back().low != column.low || spans_.back().high != column.high) {
      spans_.push_back({x, x, column.low, column.high});
    }
    spans_.back().end = x + 1;
    weights_.push_back(column.weight);
    span_of_.push_back(static_cast<int>(spans_.size()) - 1);
  }
}

float MeshPlane::operator()(int y, int x) const {
  const BetweenCells& row = rows_[static_cast<std::size_t>(y)];
  const MeshSpan& span = spans_[static_cast<std::size_t>(span_of_[static_cast<std::size_t>(x)])];
  const float* low_cells = mesh_.value.ptr<float>(row.low);
  const float* high_cells = mesh_.value.ptr<float>(row.high);
  const float low = low_cells[span.low] + row.weight * (high_cells[span.low] - low_cells[span.low]);
  const float high = low_cells[span.high] + row.weight * (high_cells[span.high] - low_cells[span.high]);
  return std::max(low + weights_[static_cast<std::size_t>(x)] * (high - low), least_);
}

MeshView MeshPlane::view() const {
  const std::size_t step = mesh_.value.step / sizeof(float);
  return {mesh_.value.ptr<float>(), step,          rows_.data(), weights_.data(),
          span_of_.data(),          spans_.data(), cols(),       least_};
}

void MeshPlane::read_row(int y, float* to) const {
  read_mesh(view(), y, to);
}

void MeshPlane::subtract_from(const cv::Mat& counts, std::span<const PixelRun> runs, const cv::Point& corner,
                              float* above, float* there) const {
  const auto subtract = [&]<typename Count>(const Count* first) {
    subtract_mesh(PlaneView<Count>{first, counts.step / sizeof(Count)}, view(), runs, corner, above, there);
  };
  switch (counts.type()) {
    case CV_8UC1:
      return subtract(counts.ptr<std::uint8_t>());
    case CV_16UC1:
      return subtract(counts.ptr<std::uint16_t>());
    case CV_32FC1:
      return subtract(counts.ptr<float>());
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

cv::Mat1f MeshPlane::plane() const {
  cv::Mat1f out(rows(), cols());
  for (int y = 0; y < out.rows; ++y) {
    read_row(y, out.ptr<float>(y));
  }
  return out;
}

}  // namespace cyto
