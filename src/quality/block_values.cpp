#include "block_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>

#include "cytrial/core/error.h"
#include "pixel_kernels.h"

namespace cyto {
namespace {

constexpr int kBlock = static_cast<int>(kQualityBlockPx);
constexpr int kAcross = static_cast<int>(kBlocksAcrossCell);

template <typename Count>
using Sum = std::conditional_t<std::is_floating_point_v<Count>, double, std::uint32_t>;

/// The smallest stored value that counts as saturated: a fractional limit is never reached from below.
template <typename Count>
Count stored_limit(std::optional<double> limit_adu) {
  constexpr bool kFloat = std::is_floating_point_v<Count>;
  if (!limit_adu) {
    return kFloat ? std::numeric_limits<Count>::infinity() : std::numeric_limits<Count>::max();
  }
  const double greatest = static_cast<double>(std::numeric_limits<Count>::max());
  return static_cast<Count>(std::clamp(kFloat ? *limit_adu : std::ceil(*limit_adu), 0.0, greatest));
}

template <typename Count>
std::uint16_t count_from(const PixelRows<Count>& block, Count limit) {
  int count = 0;
  for (int y = 0; y < block.rows; ++y) {
    const Count* row = block.row(y);
    count +=
        static_cast<int>(std::count_if(row, row + block.columns, [limit](Count v) { return v >= limit; }));
  }
  return static_cast<std::uint16_t>(count);
}

/// Partial sums side by side, column by column: their order is fixed.
template <typename Count>
BlockValues plain_values_of(const PixelRows<Count>& block) {
  std::array<Sum<Count>, kBlock> sums{};
  Count greatest = *block.first;
  for (int y = 0; y < block.rows; ++y) {
    const Count* row = block.row(y);
    for (int x = 0; x < block.columns; ++x) {
      sums[static_cast<std::size_t>(x)] += row[x];
      greatest = std::max(greatest, row[x]);
    }
  }
  const double sum = std::accumulate(sums.begin(), sums.end(), 0.0, [](double all, Sum<Count> one) {
    return all + static_cast<double>(one);
  });
  return {static_cast<float>(sum / (block.rows * block.columns)), static_cast<float>(greatest), 0, true};
}

template <typename Count>
BlockValues values_of(const PixelRows<Count>& block) {
  if constexpr (std::is_same_v<Count, std::uint16_t>) {
    if (block.columns == kBlock) {
      const PixelSum found = sum_block(block);
      const double mean = static_cast<double>(found.sum) / (block.rows * block.columns);
      return {static_cast<float>(mean), static_cast<float>(found.greatest), 0, found.alike};
    }
  }
  return plain_values_of(block);
}

template <typename Count>
CellValues cell_values(const cv::Mat& raw, std::optional<double> limit_adu) {
  const Count limit = stored_limit<Count>(limit_adu);
  const auto step = static_cast<std::ptrdiff_t>(raw.step1());
  CellValues found;
  for (int y = 0; y < raw.rows; y += kBlock) {
    for (int x = 0; x < raw.cols; x += kBlock) {
      const PixelRows<Count> block{raw.ptr<Count>(y) + x, step, std::min(kBlock, raw.rows - y),
                                   std::min(kBlock, raw.cols - x)};
      BlockValues& values = found[static_cast<std::size_t>(y / kBlock * kAcross + x / kBlock)];
      values = values_of(block);
      if (values.greatest >= static_cast<float>(limit)) {
        values.saturated = count_from(block, limit);
      }
    }
  }
  return found;
}

}  // namespace

CellValues block_values_of(const cv::Mat& raw, std::optional<double> limit_adu) {
  switch (raw.type()) {
    case CV_8UC1:
      return cell_values<std::uint8_t>(raw, limit_adu);
    case CV_16UC1:
      return cell_values<std::uint16_t>(raw, limit_adu);
    case CV_32FC1:
      return cell_values<float>(raw, limit_adu);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

}  // namespace cyto
