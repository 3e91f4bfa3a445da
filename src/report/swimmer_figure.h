#pragma once

#include <vector>

#include "cytrial/trial/study.h"
#include "day_axis.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// Where the row of a subject lies in a swimmer plot.
struct SwimmerLane {
  double left_px = 0.0;    ///< of the bar: day 0
  double right_px = 0.0;   ///< of the bar: end of study, or the last day known
  double middle_px = 0.0;  ///< height of the bar's middle
};
/// @param row from the top of the figure
[[nodiscard]] SwimmerLane swimmer_lane(const SubjectHistory& history, std::size_t row, const DayAxis& days);

/// One bar per subject: time on study, cycles, samples with their state, restaging, progression, early end;
/// as figures of at most kSwimmersPerFigure subjects on one day axis, and as a folded table.
void write_swimmers(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories);

inline constexpr std::size_t kSwimmersPerFigure = 24;  ///< fits an A4 page

}  // namespace cyto
