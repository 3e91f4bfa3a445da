#include "lossy_compression.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cytrial/core/error.h"
#include "pixel_kernels.h"
#include "quality_limits.h"
#include "scan_place.h"

namespace cyto {
namespace {

constexpr int kBlocksOfCell = static_cast<int>(kBlocksAcrossCell * kBlocksAcrossCell);
/// Steps in one column of a block, and in a cell, from which they tell anything.
constexpr std::uint32_t kLeastSteps = 128;
constexpr std::uint32_t kLeastStepsOfCell = kTracePx * kLeastSteps;

float share_of(std::uint32_t part, std::uint32_t whole) {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}

template <typename Count>
BlockTraces traces_of(const cv::Mat& raw) {
  StepCounts counts;
  for (int y = 0; y + kTracePx < raw.rows; y += kTracePx) {
    // What a camera does to a column alone is the same one block further down.
    count_steps(raw.ptr<Count>(y), raw.ptr<Count>(y + kTracePx), raw.cols, counts);
  }
  BlockTraces traces;
  traces.equal = share_of(counts.equal, counts.pairs);
  std::uint32_t all = 0;
  std::uint32_t all_greatest = 0;
  for (std::size_t phase = 0; phase < kTracePx; ++phase) {
    all += counts.looked_at[phase];
    all_greatest += counts.greatest[phase];
  }
  for (std::size_t phase = 0; phase < kTracePx && all >= kLeastStepsOfCell; ++phase) {
    if (counts.looked_at[phase] < kLeastSteps) {
      continue;
    }
    const float here = share_of(counts.greatest[phase], counts.looked_at[phase]);
    const float elsewhere = share_of(all_greatest - counts.greatest[phase], all - counts.looked_at[phase]);
    traces.steps = std::max(traces.steps, here - elsewhere);
  }
  return traces;
}

/// Medians over the cells that mostly hold a picture.
BlockTraces median_traces(const QualityGrid& grid, std::size_t channel) {
  std::vector<float> steps;
  std::vector<float> equal;
  for (std::size_t cell = 0; cell < grid.shared.size(); ++cell) {
    const ChannelCell& found = grid.at(cell, channel);
    if (2 * std::popcount(found.constant_blocks) < kBlocksOfCell) {
      steps.push_back(found.block_steps);
      equal.push_back(found.equal_pixels);
    }
  }
  const auto median = [](std::vector<float>& values) {
    if (values.empty()) {
      return 0.0F;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  return {median(steps), median(equal)};
}

}  // namespace

BlockTraces block_traces_of(const cv::Mat& raw) {
  if (raw.cols < 4 * kTracePx) {
    return {};
  }
  switch (raw.type()) {
    case CV_8UC1:
      return traces_of<std::uint8_t>(raw);
    case CV_16UC1:
      return traces_of<std::uint16_t>(raw);
    case CV_32FC1:
      return traces_of<float>(raw);
    default:
      throw Error(ErrorCode::Internal, "image plane", "pixels are neither 8-bit, 16-bit nor float");
  }
}

std::vector<bool> judge_lossy_compression(const QualityGrid& grid, const SlideDescription& slide,
                                          const Panel& panel, QualityVerdict& verdict) {
  std::vector<bool> lossy(grid.channel_count, false);
  const SlideRect whole{0, 0, grid.width_px, grid.height_px};
  std::string flagged;
  for (std::size_t channel = 0; channel < grid.channel_count; ++channel) {
    const BlockTraces traces = median_traces(grid, channel);
    if (static_cast<double>(traces.steps) < quality_limits::kBlockSteps) {
      continue;
    }
    lossy[channel] = true;
    const PanelChannel& about = panel.channels[channel];
    const auto equal = static_cast<double>(traces.equal);
    if (equal > quality_limits::kMostEqualPixels && !panel.nuclear_only()) {
      verdict.faults.push_back(
          {file_at(slide, about, whole), about.name, whole,
           "channel " + about.name + " was compressed with loss, in blocks of 8 px: " + percent_text(equal) +
               " of neighbouring pixels are equal, the limit is " +
               percent_text(quality_limits::kMostEqualPixels) + ", so that faint cells are gone or made up",
           "export the scan again without loss (uncompressed, LZW, Deflate, Zstandard)"});
    } else {
      flagged += (flagged.empty() ? "" : ", ") + about.name;
    }
  }
  if (!flagged.empty()) {
    verdict.flags.push_back(
        {"lossy_compression", "pixels were compressed with loss, in blocks of 8 px, in " + flagged +
                                  ": faint signals are not what the camera saw; export without loss"});
  }
  return lossy;
}

}  // namespace cyto
