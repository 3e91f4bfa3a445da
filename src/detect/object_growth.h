#pragma once

#include <cstdint>
#include <vector>

#include "bit_plane.h"
#include "cytrial/detect/object_runs.h"

namespace cyto {

/// Shares out objects among the nuclei that belong to them: from each nucleus with owner[label] = k > 0 the
/// region grows inside the object k and outside all nuclei, all at the same speed, for at most `radius_px`.
/// @param nuclear the pixels of all nuclei. @param owner an entry per label, and of 0.
/// @return each nucleus that belongs to an object with what it reached; nothing of the others.
[[nodiscard]] ObjectRuns grow_within(const ObjectRuns& nuclei, const BitPlane& nuclear,
                                     const ObjectRuns& objects, const std::vector<std::int32_t>& owner,
                                     double radius_px);

/// The same pixel by pixel, as in objects that several nuclei share or that are too wide; for its test.
[[nodiscard]] ObjectRuns grow_sharing(const ObjectRuns& nuclei, const BitPlane& nuclear,
                                      const ObjectRuns& objects, const std::vector<std::int32_t>& owner,
                                      double radius_px);

}  // namespace cyto
