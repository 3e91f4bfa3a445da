#pragma once

#include "day_axis.h"
#include "markup.h"
#include "plot_panel.h"
#include "subject_history.h"

namespace cyto {

/// Height that the lanes of treatment and restaging take above the panels of a subject; 0 when the subject
/// has neither.
[[nodiscard]] double event_lanes_px(const SubjectHistory& history);

/// Cycles with their numbers, therapies where they are new, and restaging results, from `top_px` down.
void draw_event_lanes(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                      const FigureColumns& columns, double top_px);

/// The first day of progression at each site as a line through the panels.
void draw_progression(Markup& svg, const SubjectHistory& history, const DayAxis& days, const PanelSpan& span);

/// The flare windows of new therapies as strips, clipped to the frame, to be drawn below a panel; their
/// names, where they fit, above it.
void draw_flare_windows(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                        const FigureColumns& columns, const PanelSpan& span);
void draw_flare_names(Markup& svg, const SubjectHistory& history, const DayAxis& days,
                      const FigureColumns& columns, const PanelSpan& span);

}  // namespace cyto
