#pragma once

#include "repeatable_random.h"
#include "training_images.h"

namespace cyto::fit {

/// The same nuclei as another instrument might show them: other pixel size, haze, blur, noise, each by
/// chance. Its lessons count half.
[[nodiscard]] TrainingImage varied_copy(const TrainingImage& image, RepeatableRandom& random);

}  // namespace cyto::fit
