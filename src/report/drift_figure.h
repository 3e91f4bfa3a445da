#pragma once

#include <string>

#include "cytrial/trial/stain_drift.h"
#include "markup.h"

namespace cyto {

/// One measure over the samples as a plot: location above, scale below, each with its band of the usual.
/// @param id of the figure, unique in the page.
void write_drift_figure(Markup& page, const std::string& id, const DriftSeries& series);

}  // namespace cyto
