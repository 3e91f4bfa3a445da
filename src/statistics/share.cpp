#include "cytrial/statistics/share.h"

#include "cytrial/core/binomial_interval.h"
#include "input_check.h"

namespace cyto::statistics {

ExactShare exact_share(std::int64_t hits, std::int64_t trials, double confidence) {
  require_probability("confidence", confidence);
  require(trials >= 0, "number of trials", static_cast<double>(trials), "is negative",
          "count the subjects that could be judged");
  require(hits >= 0 && hits <= trials, "number of hits", static_cast<double>(hits),
          "is negative or above that of the trials", "count the subjects among those that could be judged");
  ExactShare share{hits, trials, std::nullopt, {0.0, 1.0}};
  if (trials > 0) {
    const BinomialInterval limits = clopper_pearson_interval(static_cast<std::uint64_t>(hits),
                                                             static_cast<std::uint64_t>(trials), confidence);
    share.share = static_cast<double>(hits) / static_cast<double>(trials);
    share.limits = {limits.low, limits.high};
  }
  return share;
}

}  // namespace cyto::statistics
