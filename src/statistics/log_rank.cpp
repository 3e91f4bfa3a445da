#include "cytrial/statistics/distributions.h"
#include "cytrial/statistics/survival.h"
#include "follow_up.h"

namespace cyto::statistics {
namespace {

/// Subjects of one group at risk just before a time. Walks forward only.
class RiskSet {
 public:
  explicit RiskSet(const std::vector<FollowUp>& subjects) : times_(by_time(subjects)) {}

  /// At risk just before `time`, and the events at it.
  [[nodiscard]] FollowUpTime at(double time) {
    while (next_ < times_.size() && times_[next_].time < time) {
      ++next_;
    }
    if (next_ == times_.size()) {
      return {time, 0, 0, 0};
    }
    const FollowUpTime& found = times_[next_];
    return {time, found.at_risk, found.time == time ? found.events : 0, 0};
  }

 private:
  std::vector<FollowUpTime> times_;
  std::size_t next_ = 0;
};

}  // namespace

std::optional<LogRank> log_rank(const std::vector<FollowUp>& first, const std::vector<FollowUp>& second) {
  std::vector<FollowUp> both = first;
  both.insert(both.end(), second.begin(), second.end());
  RiskSet first_risk(first);
  RiskSet second_risk(second);
  LogRank result;
  double variance = 0.0;
  for (const FollowUpTime& time : by_time(both)) {
    const FollowUpTime a = first_risk.at(time.time);
    const FollowUpTime b = second_risk.at(time.time);
    const auto n1 = static_cast<double>(a.at_risk);
    const auto n2 = static_cast<double>(b.at_risk);
    const double n = n1 + n2;
    const auto d = static_cast<double>(time.events);
    result.observed_first += static_cast<double>(a.events);
    result.observed_second += static_cast<double>(b.events);
    result.expected_first += d * n1 / n;
    result.expected_second += d * n2 / n;
    if (n > 1.0) {
      variance += d * (n1 / n) * (n2 / n) * (n - d) / (n - 1.0);
    }
  }
  if (!(variance > 0.0)) {
    return std::nullopt;
  }
  const double excess = result.observed_first - result.expected_first;
  result.chi_squared = excess * excess / variance;
  result.p = chi_squared_upper_tail(1.0, result.chi_squared);
  return result;
}

}  // namespace cyto::statistics
