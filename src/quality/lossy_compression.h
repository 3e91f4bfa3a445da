#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "cytrial/core/channel.h"
#include "cytrial/imageio/slide_reader.h"
#include "cytrial/quality/quality_grid.h"
#include "cytrial/quality/slide_quality.h"

namespace cyto {

/// Traces of compression in blocks of eight pixels (ITU-T T.81) in one channel of one grid cell.
struct BlockTraces {
  float steps = 0.0F;  ///< how much more often one column in eight holds the greatest of three neighbouring
                       ///< steps than the other columns do: 0 by nature, up to 1
  float equal = 0.0F;  ///< share of neighbouring pixels above 0 that are equal
};

/// Reads every eighth row. @param raw at most 256 x 256 pixels of type CV_8U, CV_16U or CV_32F; too small or
/// too constant to tell: no traces.
[[nodiscard]] BlockTraces block_traces_of(const cv::Mat& raw);

/// Flags channels whose pixels were compressed with loss, and refuses those whose noise is gone with it.
/// @return per channel: compressed with loss.
std::vector<bool> judge_lossy_compression(const QualityGrid& grid, const SlideDescription& slide,
                                          const Panel& panel, QualityVerdict& verdict);

}  // namespace cyto
