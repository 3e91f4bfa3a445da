#pragma once

#include <string>
#include <vector>

#include "best_change.h"
#include "cytrial/trial/study.h"
#include "markup.h"
#include "subject_history.h"

namespace cyto {

/// Height of a percent change in a waterfall plot.
struct ChangeAxis {
  double top_percent = 100.0;  ///< greatest change shown in full
  double top_px = 0.0;
  double bottom_px = 100.0;  ///< of -100 %

  [[nodiscard]] double y(double percent) const noexcept;
  [[nodiscard]] bool holds(double percent) const noexcept { return percent <= top_percent; }
};
/// 25, 50, 100 or 200 % at the top, whatever holds the changes; a greater one is cut off there and said in
/// numbers.
[[nodiscard]] ChangeAxis change_axis(const std::vector<BestChange>& changes);

/// Greatest change first, subjects without a bar last; the order given among equals.
[[nodiscard]] std::vector<BestChange> waterfall_order(std::vector<BestChange> changes);

/// Waterfalls of the best change from baseline: CTC, then every tumor marker. A subject that cannot be
/// compared has its reason in the place of a bar, never a bar of 0.
void write_waterfalls(Markup& page, const Study& study, const std::vector<SubjectHistory>& histories);

}  // namespace cyto
