#pragma once

#include "fit_network.h"
#include "training_images.h"

namespace cyto::fit {

/// What one pass over the training images taught.
struct LessonSets {
  Lessons merges;   ///< pairs of touching regions: are they parts of one nucleus?
  Lessons objects;  ///< merged regions: is it a nucleus?
};

/// Adds the lessons of one picture: of the pairs met while regions are merged as the truth says and, with a
/// network, of those met while they are merged as the network says.
/// @param merge_network null in the first pass.
void add_lessons(const TrainingImage& image, const Network* merge_network, LessonSets& sets);

}  // namespace cyto::fit
