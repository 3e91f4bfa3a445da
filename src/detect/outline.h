#pragma once

#include <opencv2/core.hpp>

#include <vector>

#include "label_runs.h"
#include "work_plane.h"

namespace cyto {

/// Where each region of a work plane ends [ADU above background].
struct EdgeLevels {
  std::vector<float> level;  ///< per label
  std::vector<bool> kept;    ///< per label; false: no object
};

/// The objects on work pixels: the part of each kept territory where the signal reaches its edge level.
[[nodiscard]] LabelRuns outline_on_work(const cv::Mat1f& smooth, const LabelRuns& territory,
                                        const EdgeLevels& edges);

/// The objects on tile pixels: the territory that a pixel lies in, where the signal, interpolated between
/// work pixels, reaches the territory's edge level.
[[nodiscard]] LabelRuns outline_on_tile(const WorkPlane& work, const cv::Mat1f& smooth,
                                        const LabelRuns& territory, const EdgeLevels& edges,
                                        cv::Size tile_size);

}  // namespace cyto
