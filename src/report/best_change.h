#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cytrial/trial/study.h"
#include "subject_history.h"

namespace cyto {

/// The lowest later value of a subject against its baseline, or why there is none. The baseline is the last
/// value on or before day 0.
struct BestChange {
  std::string subject;
  std::string from;               ///< visit of the baseline; empty without one
  std::string at;                 ///< visit of the lowest value; empty without one
  std::optional<double> percent;  ///< -100 or more; empty: nothing can be compared
  bool at_most = false;           ///< the laboratory wrote "less than": the change is this or lower
  bool beyond_chance = false;  ///< CTC: p <= 0.05 by the exact test adjusted for the subject's looks; marker:
                               ///< outside the reference change value
  std::size_t looks = 0;       ///< later values that were compared
  std::size_t apart = 0;       ///< later results of another assay: not compared
  std::size_t lost = 0;        ///< later counts that are NOT EVALUABLE
  std::string why;             ///< no bar: "no baseline", "baseline 0", "assay changed"; else empty
};

[[nodiscard]] BestChange best_ctc_change(const SubjectHistory& history);
/// Of the analyte at `index`, within the assay of the baseline alone.
[[nodiscard]] BestChange best_marker_change(const SubjectHistory& history, const Study& study,
                                            std::size_t index);

}  // namespace cyto
