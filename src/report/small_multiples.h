#pragma once

#include <string>
#include <vector>

#include "cytrial/trial/study.h"
#include "day_axis.h"
#include "markup.h"
#include "plot_panel.h"
#include "subject_history.h"

namespace cyto {

/// The axes that all small figures share, so that subjects can be compared at a glance.
struct SharedAxes {
  DayAxis days;
  ValueAxis count;
  std::vector<ValueAxis> markers;  ///< one per tumor marker
  double bottom_px = 0.0;          ///< of the lowest panel with its lane
};
[[nodiscard]] SharedAxes shared_axes(const Study& study, const std::vector<SubjectHistory>& histories);

/// One small figure per subject: CTC and every tumor marker over the study days, on the same axes for all.
void write_small_multiples(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories);

}  // namespace cyto
