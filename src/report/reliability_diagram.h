#pragma once

#include <vector>

#include "cytrial/learn/train_model.h"
#include "markup.h"

namespace cyto {

/// Share of CTCs against predicted probability, a point with its exact 95 % interval for every range that
/// holds events, beside the line where the two are the same.
void draw_reliability(Markup& page, const std::vector<learn::ReliabilityBin>& bins);

}  // namespace cyto
