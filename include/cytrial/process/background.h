#pragma once

#include <opencv2/core.hpp>

#include "cytrial/core/geometry.h"
#include "cytrial/core/units.h"
#include "cytrial/process/known_levels.h"
#include "cytrial/process/slide_mesh.h"

namespace cyto {

/// Edge of a background mesh cell [um]: wider than a leukocyte, so that some of every cell is background.
inline constexpr double kBackgroundMeshUm = 16.0;
/// The same in pixels.
[[nodiscard]] std::int64_t background_mesh_px(const PixelSize& pixel_size);

/// Local background of one plane on a mesh that lies fixed on the slide.
///
/// In each mesh cell the low tail of the counts gives the level that most background pixels scatter around;
/// a low rank among the 3 x 3 neighbours passes over cells filled by one large cell; between cell centres
/// the value is interpolated.
///
/// @param plane rect.height rows x rect.width columns [ADU], CV_8U, CV_16U or CV_32F; finite. Equal numbers
///              of any type give equal results.
/// @param rect  place on the slide; mesh cells are counted from the slide's origin.
/// @param known levels of this channel's slide that need not be measured again; the others are added. Null:
///              none. The background is the same with and without.
/// @return same size [ADU]. A value depends only on pixels within background_support_px().
/// Thread-safe; O(pixels). Method, limits: docs/methods/background.md.
[[nodiscard]] MeshPlane local_background(const cv::Mat& plane, const SlideRect& rect,
                                         const PixelSize& pixel_size, KnownLevels* known = nullptr);

}  // namespace cyto
