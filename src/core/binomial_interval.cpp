#include "cytrial/core/binomial_interval.h"

#include <boost/math/special_functions/beta.hpp>

#include "cytrial/core/error.h"

namespace cyto {

BinomialInterval clopper_pearson_interval(std::uint64_t positive, std::uint64_t total, double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0) || positive > total) {
    throw Error(ErrorCode::Internal, "clopper_pearson_interval",
                "the confidence must lie between 0 and 1, and no more may be positive than there are");
  }
  const double tail = (1.0 - confidence) / 2.0;
  const auto k = static_cast<double>(positive);
  const auto n = static_cast<double>(total);
  BinomialInterval interval;
  if (positive > 0) {
    interval.low = boost::math::ibeta_inv(k, n - k + 1.0, tail);
  }
  if (positive < total) {
    interval.high = boost::math::ibetac_inv(k + 1.0, n - k, tail);
  }
  return interval;
}

}  // namespace cyto
