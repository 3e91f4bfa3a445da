#include "share_words.h"

#include "cytrial/core/number_text.h"
#include "readable_number.h"

namespace cyto {

std::string share_words(const statistics::ExactShare& share, std::string_view none) {
  if (!share.share) {
    return std::string(none);
  }
  return std::to_string(share.hits) + " of " + std::to_string(share.trials) + ": " +
         readable_share(*share.share) + " (" + share_limits(share.limits) + ")";
}

std::string share_limits(const statistics::Interval& limits) {
  return readable_share(limits.low) + " to " + readable_share(limits.high);
}

std::vector<AxisTick> share_ticks() {
  std::vector<AxisTick> ticks;
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    ticks.push_back({share, number_text(100.0 * share, 0) + " %"});
  }
  return ticks;
}

}  // namespace cyto
