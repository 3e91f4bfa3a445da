#include <algorithm>
#include <cmath>

#include "cytrial/statistics/distributions.h"
#include "cytrial/statistics/survival.h"
#include "follow_up.h"
#include "input_check.h"

namespace cyto::statistics {
namespace {

/// Survival is a product of ratios: one half may miss its bits.
constexpr double kSameSurvival = 1e-12;

/// Log-log limits: S^exp(-+z se / (S ln S)) with the standard error of ln S.
std::optional<Interval> limits_of(double survival, double log_variance, double z) {
  if (!(survival > 0.0 && survival < 1.0)) {
    return std::nullopt;
  }
  const double log_survival = std::log(survival);
  const double reach = z * std::sqrt(log_variance) / std::abs(log_survival);
  return Interval{std::exp(log_survival * std::exp(reach)), std::exp(log_survival * std::exp(-reach))};
}

/// Time at which `height_of` a step falls below one half; the middle of the stretch where it is one half,
/// which may last to the end of follow-up.
template <typename Height>
std::optional<double> time_of_half(const std::vector<SurvivalStep>& steps, Height height_of) {
  std::optional<double> half_since;
  for (const SurvivalStep& step : steps) {
    const std::optional<double> height = height_of(step);
    if (!height || step.events == 0 || *height > 0.5 + kSameSurvival) {
      continue;
    }
    if (*height >= 0.5 - kSameSurvival && !half_since) {
      half_since = step.time;
    } else if (*height < 0.5 - kSameSurvival) {
      return half_since ? (*half_since + step.time) / 2.0 : step.time;
    }
  }
  return half_since ? std::optional((*half_since + steps.back().time) / 2.0) : std::nullopt;
}

}  // namespace

std::vector<FollowUpTime> by_time(std::vector<FollowUp> subjects) {
  for (const FollowUp& subject : subjects) {
    require(subject.time >= 0.0 && std::isfinite(subject.time), "time", subject.time,
            "is negative or no number", "give the days from day 0 to the event or the last follow-up");
  }
  std::sort(subjects.begin(), subjects.end(),
            [](const FollowUp& a, const FollowUp& b) { return a.time < b.time; });
  std::vector<FollowUpTime> times;
  auto at_risk = static_cast<std::int64_t>(subjects.size());
  for (const FollowUp& subject : subjects) {
    if (times.empty() || times.back().time != subject.time) {
      times.push_back({subject.time, at_risk, 0, 0});
    }
    ++(subject.event ? times.back().events : times.back().censored);
    --at_risk;
  }
  return times;
}

SurvivalCurve kaplan_meier(std::vector<FollowUp> subjects, double confidence) {
  const double z = normal_two_sided(confidence);
  SurvivalCurve curve;
  curve.subjects = static_cast<std::int64_t>(subjects.size());
  double survival = 1.0;
  double log_variance = 0.0;  // Greenwood: sum of d / (n (n - d))
  for (const FollowUpTime& at : by_time(std::move(subjects))) {
    const auto n = static_cast<double>(at.at_risk);
    const auto d = static_cast<double>(at.events);
    survival *= (n - d) / n;
    if (at.events < at.at_risk) {
      log_variance += d / (n * (n - d));
    }
    curve.events += at.events;
    curve.steps.push_back(
        {at.time, at.at_risk, at.events, at.censored, survival, limits_of(survival, log_variance, z)});
  }
  curve.median =
      time_of_half(curve.steps, [](const SurvivalStep& step) { return std::optional(step.survival); });
  curve.median_low = time_of_half(curve.steps, [](const SurvivalStep& step) {
    return step.limits ? std::optional(step.limits->low) : std::nullopt;
  });
  curve.median_high = time_of_half(curve.steps, [](const SurvivalStep& step) {
    return step.limits ? std::optional(step.limits->high) : std::nullopt;
  });
  return curve;
}

}  // namespace cyto::statistics
