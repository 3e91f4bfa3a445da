#pragma once

#include "fit_network.h"
#include "training_images.h"

namespace cyto::fit {

/// What one pass over the training images taught.
struct LessonSets {
  Lessons merges;   ///< pairs of touching regions: are they parts of one nucleus?
  Lessons pieces;   ///< pieces of the merge tree: is their outline that of a nucleus?
  Lessons objects;  ///< merged regions: is it a nucleus?
};

/// The networks that are fitted already; null before.
struct FittedNetworks {
  const Network* merge = nullptr;
  const Network* piece = nullptr;
};

/// Adds the lessons of one picture.
/// Without any network: of the pairs met while regions are merged as the truth says. With a merge network
/// also of those met while they are merged as it says, and of all pieces of its tree. With both networks also
/// of the objects that they choose.
void add_lessons(const TrainingImage& image, const FittedNetworks& networks, LessonSets& sets);

}  // namespace cyto::fit
