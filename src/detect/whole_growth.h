#pragma once

#include <span>

#include "bit_plane.h"
#include "cytrial/detect/object_runs.h"

namespace cyto {

/// Whether a nucleus that grows to its four neighbours `steps` times inside its object certainly reaches all
/// of it, and no other nucleus is in the way. False also where that is not plain to see: nucleus and object
/// must have one run in each of their rows, and some row must have both.
/// @param nuclear the pixels of all nuclei.
[[nodiscard]] bool reaches_whole(std::span<const PixelRun> nucleus, std::span<const PixelRun> object,
                                 const BitPlane& nuclear, int steps);

/// Appends such a nucleus and its object as one.
void append_whole(std::span<const PixelRun> nucleus, std::span<const PixelRun> object, ObjectRuns& to);

}  // namespace cyto
