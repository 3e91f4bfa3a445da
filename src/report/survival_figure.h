#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cytrial/trial/study_statistics.h"
#include "markup.h"

namespace cyto {

/// Days below a survival figure: multiples of a whole number of days or weeks, nine at most, from 0.
[[nodiscard]] std::vector<int> survival_days(int last_day);

/// Subjects without the event and not yet censored just before the day.
[[nodiscard]] std::int64_t at_risk_on(const statistics::SurvivalCurve& curve, int day);

/// "in the liver (intra-hepatic)", "outside the liver (extra-hepatic)", "at any site".
[[nodiscard]] std::string_view site_words(ProgressionSite site) noexcept;

/// "84 days (95 % interval 63 to not reached)", "not reached".
[[nodiscard]] std::string median_words(const statistics::SurvivalCurve& curve);

/// Kaplan-Meier curves of one site, one per baseline category that has a subject: steps with their limits, a
/// mark where subjects are censored, the medians, and how many are at risk below. Nothing without a subject.
void write_survival_figure(Markup& page, const ProgressionComparison& comparison);

}  // namespace cyto
